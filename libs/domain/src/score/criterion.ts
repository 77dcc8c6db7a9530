import type { Truth } from '../evaluation/decision.ts';
import type { Scoring } from '../model/regime.ts';

/** What was found about one scored requirement, matching its way of scoring. */
export type ScoringFinding =
  | { readonly how: 'points'; readonly truth: Truth }
  /** One truth per step, in the order of the steps. */
  | { readonly how: 'tests'; readonly truths: readonly Truth[] }
  /** The answers (`at`) that the fact may have; `null` when nothing is known. */
  | { readonly how: 'steps'; readonly possible: readonly number[] | null }
  /** The range that the fact lies in; `null` when nothing is known. */
  | { readonly how: 'linear'; readonly value: { readonly low: number; readonly high: number } | null };

/** Points earned (as a range) over points usable, in integer hundredths of a point. */
export interface Marks {
  readonly low: number;
  readonly high: number;
  readonly usable: number;
}

/** Scores one requirement; `null` when it does not apply, so that it has neither points nor usable points. */
export function scoreCriterion(_scoring: Scoring, _applies: Truth, _finding: ScoringFinding): Marks | null {
  throw new Error('being written');
}
