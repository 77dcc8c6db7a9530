import type { WeightSet } from '../model/regime.ts';
import type { Day } from '../model/time.ts';

/** Objective → non-negative integer weight in basis points, not yet normalised. */
export interface Weights {
  readonly id: string;
  readonly of: ReadonlyMap<string, number>;
}

export type WeightsResult =
  { readonly ok: true; readonly weights: Weights } | { readonly ok: false; readonly problem: string };

/** Reads weights stated in percent (15, 12.5); they need not sum to 100, but negative or all-zero ones are refused. */
export function readWeights(_id: string, _percent: Readonly<Record<string, number>>): WeightsResult {
  throw new Error('being written');
}

/** The weight set of a framework that is valid on a day, the one that began last; `null` if none is. */
export function weightSetAt(_sets: readonly WeightSet[], _asOf: Day): WeightSet | null {
  throw new Error('being written');
}
