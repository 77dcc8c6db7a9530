import type { ObjectiveScore, Score } from '../evaluation/decision.ts';
import {
  compareFractions,
  fraction,
  fractionOf,
  minus,
  ONE,
  over,
  plus,
  sum,
  times,
  toNumber,
  type Fraction,
} from '../number/fraction.ts';
import type { UnknownsPolicy } from './order-key.ts';
import { weightShares, type WeightShares } from './weight-space.ts';

/** Bounds of one weight in percent. */
export interface WeightBounds {
  readonly min: number;
  readonly max: number;
}

/** Where the two scores are equal on the way from today's weights to one objective alone. */
export interface FlipPoint {
  readonly objective: string;
  /** How much of that way it is, 0…1. */
  readonly at: number;
  /** The weights there, in percent; the scores tie to better than 1e-9. */
  readonly weights: Readonly<Record<string, number>>;
}

/** How much the order of two scores depends on the weights. */
export interface RankStability {
  /** Shares 0…1 of all weights within the bounds for which A is above B, below it, and equal to it. */
  readonly above: number;
  readonly below: number;
  readonly tie: number;
  readonly exact: WeightShares;
  /** The nearest first; objectives on the way to which nothing flips are left out. */
  readonly flips: readonly FlipPoint[];
  /** Objectives that only one of the two is scored on: they cannot be weighed and are left out. */
  readonly leftOut: readonly string[];
}

/** The stability, or why it cannot be computed. */
export type StabilityResult =
  { readonly ok: true; readonly stability: RankStability } | { readonly ok: false; readonly problem: string };

/** The exact volume takes up to 2^n parts when all upper bounds bind. */
const MAX_OBJECTIVES = 16;
const WHOLE = fraction(100n);

interface Axis {
  readonly objective: string;
  /** How far A is ahead under this objective, in points of 100. */
  readonly gain: Fraction;
  /** Percent. */
  readonly weight: Fraction;
}

function axesOf(a: Score, b: Score, policy: UnknownsPolicy): readonly Axis[] {
  const value = (score: ObjectiveScore): Fraction =>
    fractionOf(policy === 'tolerant' ? score.high : score.low);
  const shared = a.objectives.flatMap((mine) => {
    const theirs = b.objectives.find(({ objective }) => objective === mine.objective);
    return theirs === undefined ? [] : [{ mine, gain: minus(value(mine), value(theirs)) }];
  });
  const whole = BigInt(shared.reduce((total, { mine }) => total + mine.weight, 0));
  return shared.map(({ mine, gain }) => ({
    objective: mine.objective,
    gain,
    weight:
      whole === 0n
        ? over(WHOLE, fraction(BigInt(shared.length)))
        : fraction(BigInt(mine.weight) * 100n, whole),
  }));
}

function flipPoints(axes: readonly Axis[]): readonly FlipPoint[] {
  const lead = sum(axes.map(({ gain, weight }) => times(gain, weight)));
  const flips = axes.flatMap((axis) => {
    const alone = times(axis.gain, WHOLE);
    // Nothing flips unless the lead there has the other sign.
    if (lead.n === 0n || alone.n === 0n || lead.n > 0n === alone.n > 0n) return [];
    const at = over(lead, minus(lead, alone));
    const weights = axes.map((other): [string, number] => {
      const kept = times(other.weight, minus(ONE, at));
      return [other.objective, toNumber(other === axis ? plus(kept, times(at, WHOLE)) : kept)];
    });
    return [{ objective: axis.objective, at, weights: Object.fromEntries(weights) }];
  });
  return flips
    .toSorted((a, b) => compareFractions(a.at, b.at) || (a.objective < b.objective ? -1 : 1))
    .map((flip) => ({ ...flip, at: toNumber(flip.at) }));
}

/**
 * Says for which share of all weights that sum to 100, each within its bounds (0 to 100 if not given), A's score lies
 * above B's, and where the order flips. Exact: by the volume of the weight space, not by sampling. Scores are the
 * ends that the policy looks at.
 */
export function rankStability(
  a: Score,
  b: Score,
  policy: UnknownsPolicy = 'conservative',
  bounds: Readonly<Record<string, WeightBounds>> = {},
): StabilityResult {
  const axes = axesOf(a, b, policy);
  const names = new Set(axes.map(({ objective }) => objective));
  if (axes.length === 0)
    return { ok: false, problem: 'The two scores share no objective that could be weighed.' };
  if (axes.length > MAX_OBJECTIVES) {
    return {
      ok: false,
      problem: `${axes.length} objectives are too many; at most ${MAX_OBJECTIVES} can be weighed.`,
    };
  }
  const unknown = Object.keys(bounds).find((objective) => !names.has(objective));
  if (unknown !== undefined)
    return { ok: false, problem: `Bounds name ${unknown}, which is not scored on both sides.` };
  const invalid = Object.entries(bounds).find(([, { min, max }]) => !(min >= 0 && min <= max && max <= 100));
  if (invalid !== undefined) {
    return { ok: false, problem: `The bounds of ${invalid[0]} must satisfy 0 <= min <= max <= 100.` };
  }
  const exact = weightShares(
    axes.map(({ objective, gain }) => ({
      gain,
      low: fractionOf(bounds[objective]?.min ?? 0),
      high: fractionOf(bounds[objective]?.max ?? 100),
    })),
    WHOLE,
  );
  if (exact === null) return { ok: false, problem: 'No weights within these bounds sum to 100.' };
  return {
    ok: true,
    stability: {
      above: toNumber(exact.ahead),
      below: toNumber(exact.behind),
      tie: toNumber(exact.tie),
      exact,
      flips: flipPoints(axes),
      leftOut: [...a.objectives, ...b.objectives]
        .map(({ objective }) => objective)
        .filter((objective) => !names.has(objective))
        .toSorted(),
    },
  };
}
