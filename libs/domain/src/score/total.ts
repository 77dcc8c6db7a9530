import type { ObjectiveScore, Score } from '../evaluation/decision.ts';
import { fraction, nearest, times, type Fraction } from '../number/fraction.ts';
import { apportion, apportionIntervals } from './apportion.ts';
import type { Marks } from './criterion.ts';
import type { Weights } from './weights.ts';

/** The objective of marks that are listed outside the total. */
export const OUTSIDE_TOTAL = 'none';

/** The marks of one scored requirement under its objective. */
export interface ObjectiveMarks extends Marks {
  readonly objective: string;
}

const BASIS_POINTS = 10_000n;
/** A full score, in hundredths. */
const FULL = fraction(10_000n);

const fromHundredths = (value: bigint): number => Number(value) / 100;

/** Adds up marks by objective; objectives without usable points are left out. */
export function marksByObjective(marks: readonly ObjectiveMarks[]): ReadonlyMap<string, Marks> {
  const sums = new Map<string, Marks>();
  for (const { objective, low, high, usable } of marks) {
    if (usable <= 0) continue;
    const known = sums.get(objective) ?? { low: 0, high: 0, usable: 0 };
    sums.set(objective, { low: known.low + low, high: known.high + high, usable: known.usable + usable });
  }
  return new Map([...sums].toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

/**
 * Adds up criteria into objectives and the weighted total 0…100, in exact fractions. Objectives of the weight set
 * without a criterion are left out and named, the other weights divided by their sum; an objective that the set does
 * not weigh is listed with weight 0. All figures are rounded to hundredths for display such that contributions sum
 * exactly to the total (and weights to 10,000) by largest remainder.
 */
export function totalScore(marks: readonly ObjectiveMarks[], weights: Weights): Score {
  const earned = [...marksByObjective(marks)].filter(([objective]) => objective !== OUTSIDE_TOTAL);
  const missing = [...weights.of]
    .filter(([objective, weight]) => weight > 0 && !earned.some(([name]) => name === objective))
    .map(([objective]) => objective)
    .toSorted();
  const weightOf = (objective: string): bigint => BigInt(weights.of.get(objective) ?? 0);
  const whole = earned.reduce((total, [objective]) => total + weightOf(objective), 0n);
  if (whole === 0n) {
    const objectives = earned.map(([objective, sums]) =>
      objectiveScore(objective, sums, 0n, { low: 0n, high: 0n }),
    );
    return { weights: weights.id, low: 0, high: 0, objectives, objectivesMissing: missing };
  }
  const share = (objective: string): Fraction => fraction(weightOf(objective), whole);
  const part = (objective: string, points: number, usable: number): Fraction =>
    times(times(share(objective), fraction(BigInt(points), BigInt(usable))), FULL);
  const { total, parts } = apportionIntervals(
    earned.map(([objective, { low, high, usable }]) => ({
      low: part(objective, low, usable),
      high: part(objective, high, usable),
    })),
  );
  const normalised = apportion(
    earned.map(([objective]) => times(share(objective), fraction(BASIS_POINTS))),
    BASIS_POINTS,
  );
  return {
    weights: weights.id,
    low: fromHundredths(total.low),
    high: fromHundredths(total.high),
    objectives: earned.map(([objective, sums], index) =>
      objectiveScore(objective, sums, normalised[index] ?? 0n, parts[index] ?? { low: 0n, high: 0n }),
    ),
    objectivesMissing: missing,
  };
}

function objectiveScore(
  objective: string,
  { low, high, usable }: Marks,
  weight: bigint,
  contribution: { readonly low: bigint; readonly high: bigint },
): ObjectiveScore {
  const rounded = (points: number): number =>
    fromHundredths(nearest(times(fraction(BigInt(points), BigInt(usable)), FULL)));
  return {
    objective,
    low: rounded(low),
    high: rounded(high),
    weight: Number(weight),
    contribution: { low: fromHundredths(contribution.low), high: fromHundredths(contribution.high) },
  };
}
