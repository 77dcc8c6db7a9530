import { OUTSIDE_TOTAL, type Weights } from '#domain';
import type { RuleBits } from '../rules/features.ts';

/** A scored rule whose points count in the total, with what one hundredth of a point weighs. */
export interface ScoredRule {
  readonly bits: RuleBits;
  readonly coefficient: number;
}

/**
 * Totals as integers: the sum over scored rules of coefficient × hundredths, out of `full`. Only where every offering
 * has the same usable points; otherwise totals differ in their denominators.
 */
export interface ScoreScale {
  readonly rules: readonly ScoredRule[];
  readonly full: number;
}

/** The greatest common divisor of two whole numbers. */
export function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

/** The usable points of a rule if they are the same for all rows; `null` if not. */
function usableOf(bits: RuleBits): number | null {
  const usable = new Set(bits.outcomes.list.map(({ marks }) => marks?.usable ?? 0));
  return usable.size === 1 ? ([...usable][0] ?? null) : null;
}

function objectiveOf(bits: RuleBits): string | null {
  return bits.outcomes.list.find(({ marks }) => marks !== null)?.marks?.objective ?? null;
}

/** Works out the common scale of totals; `null` where there is none that integers can hold exactly. */
export function scoreScale(rules: readonly RuleBits[], weights: Weights): ScoreScale | null {
  const usable = new Map<string, number>();
  const counted: { bits: RuleBits; objective: string }[] = [];
  for (const bits of rules) {
    const points = usableOf(bits);
    if (points === null) return null;
    const objective = objectiveOf(bits);
    if (points === 0 || objective === null || objective === OUTSIDE_TOTAL) continue;
    usable.set(objective, (usable.get(objective) ?? 0) + points);
    counted.push({ bits, objective });
  }
  const weightOf = (objective: string): number => weights.of.get(objective) ?? 0;
  const whole = [...usable.keys()].reduce((sum, objective) => sum + weightOf(objective), 0);
  if (whole === 0) return { rules: [], full: 1 };
  const common = [...usable.values()].reduce(
    (product, points) => (product / gcd(product, points)) * points,
    1,
  );
  const coefficients = counted.map(
    ({ objective }) => (weightOf(objective) * common) / (usable.get(objective) ?? 1),
  );
  const divisor = [...coefficients, whole * common].reduce(gcd, 0);
  const full = (whole * common) / divisor;
  // The rounded total multiplies by 20,000 and must stay exact.
  if (!Number.isSafeInteger(whole * common) || !Number.isSafeInteger(full * 40_000)) return null;
  return {
    rules: counted
      .map(({ bits }, index) => ({ bits, coefficient: (coefficients[index] ?? 0) / divisor }))
      .filter(({ coefficient }) => coefficient > 0),
    full,
  };
}

/** The total in hundredths (0…10,000), halves upwards, as the reference rounds it. */
export function hundredthsOf({ full }: ScoreScale, sum: number): number {
  return Math.floor((20_000 * sum + full) / (2 * full));
}

/** The least sum that is rounded to so many hundredths. */
export function leastSum({ full }: ScoreScale, hundredths: number): number {
  return Math.max(0, Math.ceil(((2 * hundredths - 1) * full) / 20_000));
}
