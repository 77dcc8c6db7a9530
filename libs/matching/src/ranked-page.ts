import type { Decision, ScoreInterval, UnknownsPolicy, Verdict } from '#domain';

/** The place of one offering in a ranking, and what it depends on. */
export interface RankedPlace {
  readonly rank: number;
  readonly offering: string;
  readonly verdict: Verdict;
  readonly score: ScoreInterval;
  readonly coverage: Decision['coverage'];
  readonly registeredGates: number;
  readonly claimedAgainst: boolean;
  readonly nothingAgainst: boolean;
  readonly run: number;
  readonly notComparable: boolean;
}

/** One offering at its place in a ranking, with how its gates stand. */
export interface RankedOffering extends RankedPlace {
  readonly gates: Decision['gates'];
}

/** Places of a ranking, and how many offerings there are per verdict (`none`: not on sale). */
export interface RankedPlaces {
  readonly order: readonly RankedPlace[];
  readonly counts: Readonly<Record<Verdict | 'none', number>>;
  /** Offerings with a verdict. */
  readonly total: number;
}

/** A page of a ranking. */
export interface RankedPage extends RankedPlaces {
  readonly order: readonly RankedOffering[];
}

/** Which part of a ranking is asked for, and how unknowns count in its order. */
export interface PageRequest {
  readonly limit: number;
  readonly offset?: number;
  readonly policy?: UnknownsPolicy;
}
