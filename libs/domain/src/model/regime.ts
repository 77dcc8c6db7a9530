import type { Confidence, Grade } from './evidence.ts';
import type { Test } from '../language/test.ts';
import type { Day, Instant } from './time.ts';

export const REGIME_STATUSES = [
  'draft',
  'planned',
  'guidance',
  'adopted',
  'in_force',
  'suspended',
  'repealed',
] as const;
export type RegimeStatus = (typeof REGIME_STATUSES)[number];

export const REQUIREMENT_KINDS = ['gate', 'scored', 'preference', 'disclosure'] as const;
export type RequirementKind = (typeof REQUIREMENT_KINDS)[number];

export const UNITS = [
  'offering',
  'provider',
  'offer',
  'facility',
  'personnel',
  'model',
  'consortium',
  'buyer',
] as const;
export type Unit = (typeof UNITS)[number];

/** Validity of a rule. `from: 'unknown'` never binds and is shown as "date not known"; `null` is since always. */
export interface RuleValidity {
  // oxlint-disable-next-line typescript/no-redundant-type-constituents -- the word stands beside dates on purpose
  readonly from: Day | 'unknown' | null;
  readonly to: Day | null;
  readonly stated?: string;
}

export interface Clause {
  readonly ref: string;
  readonly clause?: string;
  readonly quote?: string;
}

export interface Substitute {
  readonly id: string;
  readonly by: 'partner' | 'joint_venture' | 'undertaking' | 'registration' | 'buyer_waiver';
  readonly until: Day | null;
  readonly within?: string;
  readonly after?: 'signature' | 'award' | 'licence' | 'start';
  readonly when: Test | null;
  readonly requires: Test | null;
  readonly for?: string;
  readonly note?: string;
}

export interface Reading {
  readonly note: string;
  readonly test: Test | null;
  readonly when: Test | null;
  readonly applies: boolean;
}

export type Scoring =
  | { readonly how: 'points'; readonly points: number }
  | { readonly how: 'tests'; readonly steps: readonly { readonly points: number; readonly test: Test }[] }
  | {
      readonly how: 'steps';
      readonly fact: string;
      readonly steps: readonly {
        readonly at: number;
        readonly label?: string;
        readonly points: number | null;
        readonly seal: number | null;
        readonly usable: boolean;
      }[];
    }
  | {
      readonly how: 'linear';
      readonly fact: string;
      readonly from: number;
      readonly to: number;
      readonly points: number;
    };

/** One checkable clause of a regime. */
export interface Requirement {
  readonly id: string;
  readonly title: string;
  /** The title in the language of the market. */
  readonly localTitle?: string;
  readonly kind: RequirementKind;
  readonly unit: Unit;
  readonly valid: RuleValidity;
  readonly when: Test | null;
  readonly test: Test | null;
  readonly unless: readonly { readonly title: string; readonly localTitle?: string; readonly test: Test }[];
  readonly provenBy: Test | null;
  readonly trigger: Test | null;
  readonly grace: { readonly from: string; readonly for: string } | null;
  /** Lowest grade that counts. */
  readonly evidence: Grade;
  readonly declarable: boolean;
  readonly readings: readonly Reading[];
  readonly meetBy: 'self' | 'anyMember' | 'everyMember' | 'pooled';
  readonly substitutes: readonly Substitute[];
  readonly cure: {
    readonly action: string;
    readonly leadTime?: string;
    readonly cost?: Readonly<Record<string, unknown>>;
  } | null;
  readonly scoring: Scoring | null;
  readonly objective: string | null;
  readonly effect: Readonly<Record<string, unknown>> | null;
  readonly source: Clause;
  readonly confidence: Confidence;
  readonly versions: readonly { readonly valid: RuleValidity; readonly test: Test }[];
  readonly note?: string;
  /** JSON Pointer inside the regime document, the root of this requirement's node paths. */
  readonly path: string;
}

export interface WeightSet {
  readonly id: string;
  readonly valid: RuleValidity;
  readonly of: Readonly<Record<string, number>>;
}

/** A named, versioned, dated body of requirements in a market. */
export interface Regime {
  readonly id: string;
  /** Its authority's own. */
  readonly version: string;
  /** Counts what was corrected about the document while its authority's version stayed the same; 1 is the first. */
  readonly revision: number;
  /** A market, a bloc, or `*`. */
  readonly market: string;
  readonly title: string;
  readonly localTitle?: string;
  readonly authority: string;
  readonly instrument?: string;
  readonly status: RegimeStatus;
  readonly statusNote?: string;
  readonly valid: RuleValidity;
  readonly supersedes: readonly { readonly id: string; readonly from: Day }[];
  readonly sources: readonly {
    readonly id: string;
    readonly title: string;
    readonly url?: string;
    readonly published?: Day;
    readonly retrieved?: Day;
  }[];
  readonly appliesWhen: Test | null;
  readonly requirements: readonly Requirement[];
  readonly framework: {
    readonly id: string;
    readonly levels: readonly { readonly level: number; readonly name: string }[];
    readonly weights: readonly WeightSet[];
    readonly modes: readonly ('minimum' | 'overall')[];
    /**
     * Mode `overall`: the attributes under which an authority states its own judgement, by objective; `each` is that of
     * the whole framework.
     */
    readonly stated: Readonly<Record<string, string>>;
  } | null;
  readonly notes: readonly { readonly kind: string; readonly text: string }[];
  /** What its titles and notes are called in other languages: by language, then by the text. */
  readonly names: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** When Placet learnt this version. */
  readonly recorded: { readonly from: Instant; readonly to: Instant | null };
}
