import type { Confidence, Grade, Source } from './evidence.ts';
import type { Test } from '../language/test.ts';
import type { Day, Interval } from './time.ts';

export type Holder = 'offering' | 'provider' | 'facility' | 'personnel';

/** A certification scheme with its ordered levels, lowest first. */
export interface Scheme {
  readonly id: string;
  readonly title?: string;
  /** Its name by language. */
  readonly localNames?: Readonly<Record<string, string>>;
  readonly holder: Holder;
  readonly levels: readonly string[];
  /** Other names of levels: `Class C → Moderate`. */
  readonly aliases: Readonly<Record<string, string>>;
  readonly dimensions: Readonly<Record<string, readonly string[]>>;
  /** ISO 8601 duration from issue to end, if certificates don't state their end. */
  readonly validity: string | null;
  /** ISO 8601 duration within which a follow-up audit must have happened. */
  readonly followUp: string | null;
  readonly capsUnderlying: boolean;
}

/** The published list of a scheme's certificates. Closes the world only under the conditions of design 3.4. */
export interface Register {
  readonly id: string;
  readonly scheme: string;
  readonly name: string;
  /** Its name by language. */
  readonly localNames?: Readonly<Record<string, string>>;
  readonly complete: boolean;
  /** Read from the authority itself, with the grade of that reading. */
  readonly readFromAuthority: boolean;
  readonly grade: Grade;
  /** The day the reading speaks of. */
  readonly asOf: Day | null;
  /** ISO 8601; how long a reading closes the world. */
  readonly freshFor: string;
  readonly source: Source;
  /** When this reading was learnt, so that `knownAt` can tell readings apart. */
  readonly recordedFrom: string;
  /** Vendors (provider ids) that have been looked for in this reading, listed or not. */
  readonly checkedVendors: readonly string[];
}

export type EquivalenceEffect =
  | 'satisfies'
  | 'implies'
  | 'caps'
  | 'recognisedIn'
  | 'reducesAudit'
  | 'lineage'
  | 'none'
  | 'prerequisite'
  | 'dominates'
  | 'reference';

export interface EquivalenceTerm {
  readonly scheme: string;
  readonly atLeast: string | null;
  readonly dimension: Readonly<Record<string, string>>;
  readonly on: string | null;
}

/** Dated, directed: holding `from` satisfies `to`, or only shortens an audit (and then satisfies nothing). */
export interface Equivalence {
  readonly id: string;
  readonly title: string;
  readonly from: { readonly mode: 'all' | 'any'; readonly terms: readonly EquivalenceTerm[] } | null;
  readonly to: {
    readonly scheme: string;
    readonly level: string | null;
    readonly dimension: Readonly<Record<string, string>>;
  } | null;
  readonly effect: EquivalenceEffect;
  readonly status: string;
  readonly valid: Interval;
  readonly when: Test | null;
  readonly confidence: Confidence;
  readonly source: Source | null;
}
