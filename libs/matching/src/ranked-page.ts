import type { Decision, ScoreInterval, UnknownsPolicy, Verdict } from '#domain';

/** One offering at its place in a ranking. */
export interface RankedOffering {
  readonly rank: number;
  readonly offering: string;
  readonly verdict: Verdict;
  readonly score: ScoreInterval;
  readonly gates: Decision['gates'];
  readonly coverage: Decision['coverage'];
  readonly registeredGates: number;
  readonly claimedAgainst: boolean;
  readonly nothingAgainst: boolean;
  readonly run: number;
  readonly notComparable: boolean;
}

/** A page of a ranking, and how many offerings there are per verdict (`none`: not on sale). */
export interface RankedPage {
  readonly order: readonly RankedOffering[];
  readonly counts: Readonly<Record<Verdict | 'none', number>>;
  /** Offerings with a verdict. */
  readonly total: number;
}

/** Which part of a ranking is asked for, and how unknowns count in its order. */
export interface PageRequest {
  readonly limit: number;
  readonly offset?: number;
  readonly policy?: UnknownsPolicy;
}
