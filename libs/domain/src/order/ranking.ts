import type { Decision, Verdict } from '../evaluation/decision.ts';

export const UNKNOWNS_POLICIES = ['tolerant', 'conservative', 'strict'] as const;
/** How rankings treat what is not known: by the upper end of scores, the lower, or lower with open gates as failed. */
export type UnknownsPolicy = (typeof UNKNOWNS_POLICIES)[number];

/** A decision at its place. */
export interface RankedDecision {
  /** From 1, without gaps or ties. */
  readonly rank: number;
  readonly decision: Decision;
  /** Its score overlaps with that of its neighbours by more than half, so coverage decided among them. */
  readonly notComparable: boolean;
}

/** Ranks decisions; the same set gives the same ranking in whatever order it arrives. */
export function rankDecisions(
  _decisions: readonly Decision[],
  _policy: UnknownsPolicy = 'conservative',
): readonly RankedDecision[] {
  throw new Error('being written');
}

/** How many decisions there are per verdict; `none` counts offerings that are not on sale. */
export function countVerdicts(_decisions: readonly Decision[]): Readonly<Record<Verdict | 'none', number>> {
  throw new Error('being written');
}
