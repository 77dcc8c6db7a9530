import type { WeightSet } from '../model/regime.ts';
import { covers, type Day } from '../model/time.ts';
import { hundredths } from './criterion.ts';

/** Objective → weight in basis points (non-negative integers, not yet normalised). */
export interface Weights {
  readonly id: string;
  readonly of: ReadonlyMap<string, number>;
}

/** Weights, or why they are refused. */
export type WeightsResult =
  { readonly ok: true; readonly weights: Weights } | { readonly ok: false; readonly problem: string };

/**
 * Reads weights stated in percent (15, 12.5) as basis points. They need not sum to 100, since totals divide by their
 * sum; negative, endless or all-zero ones are refused with a problem that names the objective.
 */
export function readWeights(id: string, percent: Readonly<Record<string, number>>): WeightsResult {
  const of = new Map<string, number>();
  for (const objective of Object.keys(percent).toSorted()) {
    const value = percent[objective] ?? 0;
    if (!Number.isFinite(value)) {
      return { ok: false, problem: `The weight of ${objective} in "${id}" is not a finite number.` };
    }
    if (value < 0) {
      return { ok: false, problem: `The weight of ${objective} in "${id}" is ${value}; use 0 or more.` };
    }
    of.set(objective, hundredths(value));
  }
  return [...of.values()].some((weight) => weight > 0)
    ? { ok: true, weights: { id, of } }
    : { ok: false, problem: `All weights in "${id}" are zero; give at least one objective a weight.` };
}

/** The later start prevails, then the id, so that the order of the sets never matters. */
function prevails(set: WeightSet, over: WeightSet): boolean {
  const [start, other] = [set.valid.from ?? '', over.valid.from ?? ''];
  return start === other ? set.id < over.id : start > other;
}

/** The weight set that is valid on a day, the one that began last; `null` if none is (an unknown start never binds). */
export function weightSetAt(sets: readonly WeightSet[], asOf: Day): WeightSet | null {
  const valid = sets.filter(({ valid: { from, to } }) => from !== 'unknown' && covers({ from, to }, asOf));
  return valid.reduce<WeightSet | null>(
    (best, set) => (best === null || prevails(set, best) ? set : best),
    null,
  );
}
