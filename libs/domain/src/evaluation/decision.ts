import type { Confidence, Grade, Scalar, Source } from '../model/evidence.ts';
import type { Need } from '../model/need.ts';
import type { RegimeStatus, RequirementKind, Unit } from '../model/regime.ts';
import type { Day, Interval } from '../model/time.ts';
import type { NodePath } from '../language/test.ts';

/** Kleene's strong three-valued truth. */
export type Truth = 'true' | 'false' | 'unknown';

/** Why something is unknown (design 3.6). `undecided-need` names the path that the question left open. */
export type UnknownReason =
  | {
      readonly kind: 'missing' | 'unproven' | 'contested' | 'stale' | 'disputed-rule' | 'decided-after-bids';
      readonly what?: string;
    }
  | { readonly kind: 'undecided-need'; readonly path: string };

/** One statement that a node looked at, as shown in explanations. */
export interface Evidence {
  readonly statement: string;
  readonly subject: string;
  readonly attribute: string;
  readonly value: Scalar | readonly Scalar[] | null;
  readonly complete: boolean;
  readonly grade: Grade;
  readonly by: string;
  readonly valid: Interval;
  readonly source: Source;
  readonly confidence: Confidence;
  /** Below the required grade, so it only counts towards "unproven". */
  readonly belowGrade: boolean;
  readonly staleSince: Day | null;
  readonly contested: boolean;
  /** Lost against a better statement; kept visible. */
  readonly superseded: boolean;
}

/** The trace of one node: its outcome, what it looked at, and its children. `message` keys a template per language. */
export interface Trace {
  readonly path: NodePath;
  readonly node: string;
  readonly outcome: Truth;
  readonly reasons: readonly UnknownReason[];
  readonly evidence: readonly Evidence[];
  readonly message: { readonly key: string; readonly values: Readonly<Record<string, unknown>> };
  readonly children: readonly Trace[];
}

/** The five states of a gate (design 3.7), in order of precedence. */
export const GATE_STATES = ['pass', 'curable', 'fail', 'unproven', 'open'] as const;
export type GateState = (typeof GATE_STATES)[number];

export const VERDICTS = ['eligible', 'conditional', 'unregulated', 'unknown', 'ineligible'] as const;
/** Best first; the order of rankings. */
export type Verdict = (typeof VERDICTS)[number];

/** How one requirement came out for one offering. */
export interface RequirementOutcome {
  readonly regime: string;
  readonly regimeVersion: string;
  /** Which correction of that version was evaluated. */
  readonly regimeRevision: number;
  readonly regimeStatus: RegimeStatus;
  readonly requirement: string;
  readonly title: string;
  readonly kind: RequirementKind;
  readonly unit: Unit;
  readonly clause: {
    readonly source: string;
    readonly url?: string;
    readonly clause?: string;
    readonly quote?: string;
  };
  readonly confidence: Confidence;
  /** Does it take part in the verdict (in force, gate, not low confidence, not a buyer duty)? */
  readonly binding: boolean;
  /** `false`: not applicable. */
  readonly applies: Truth;
  readonly outcome: Truth;
  /** Only for gates that take part. */
  readonly state: GateState | null;
  /** What opens it: substitute ids, or `declaration`. */
  readonly cures: readonly {
    readonly by: string;
    readonly id: string;
    readonly until: Day | null;
    readonly note?: string;
  }[];
  readonly reasons: readonly UnknownReason[];
  readonly claimedAgainst: boolean;
  /** Passed on the strength of a certificate (`provenBy`). */
  readonly provenByCertificate: boolean;
  readonly score: {
    readonly low: number;
    readonly high: number;
    readonly usable: number;
    readonly objective: string;
  } | null;
  readonly trace: Trace | null;
}

/** A score in 0…100 as an exact interval of hundredths, rounded for display so that parts add up. */
export interface ScoreInterval {
  readonly low: number;
  readonly high: number;
}

export interface ObjectiveScore extends ScoreInterval {
  readonly objective: string;
  /** Basis points after normalisation. */
  readonly weight: number;
  /** Contribution to the total, in points of 100; parts sum exactly to the total. */
  readonly contribution: ScoreInterval;
}

export interface Score extends ScoreInterval {
  readonly weights: string;
  readonly objectives: readonly ObjectiveScore[];
  readonly objectivesMissing: readonly string[];
}

/** A question whose answer would move an open gate. */
export interface Question {
  readonly attribute: string;
  readonly subject: string;
  readonly requirement: string;
  readonly regime: string;
  readonly grade: Grade;
  readonly reason: UnknownReason['kind'];
}

/** A gate that keeps an offering from the next better verdict; without a regime: that it isn't to be had in the market. */
export interface Binding {
  readonly regime: string | null;
  readonly requirement: string | null;
  readonly title: string;
  readonly outcome: GateState;
}

/** The evaluation of one offering for one need in one market at one date. */
export interface Decision {
  readonly offering: string;
  readonly vendor: string;
  readonly market: string;
  readonly need: Need;
  readonly asOf: Day;
  readonly verdict: Verdict | null;
  /** Why there is no verdict (not on sale at the date). */
  readonly noVerdict: string | null;
  readonly served: { readonly outcome: Truth; readonly trace: Trace };
  readonly deployment: Deployment;
  /** The value assumed for each choice fact that a test read. */
  readonly choices: readonly {
    readonly attribute: string;
    readonly value: Scalar;
    readonly stated: boolean;
  }[];
  readonly gates: {
    readonly pass: number;
    readonly fail: number;
    readonly curable: number;
    readonly unproven: number;
    readonly open: number;
  };
  /** No statement, at any grade, speaks against it. */
  readonly nothingAgainst: boolean;
  readonly claimedAgainst: boolean;
  /** Passed gates that rest on registered statements. */
  readonly registeredGates: number;
  /** Share 0…1 of the needed statements known at the required grade; null when none is needed. */
  readonly coverage: { readonly known: number; readonly needed: number };
  readonly score: Score;
  /** The minimal set that keeps it from the next better verdict. */
  readonly binding: readonly Binding[];
  readonly questions: readonly Question[];
  readonly openNeeds: readonly string[];
  readonly requirements: readonly RequirementOutcome[];
  readonly buyerDuties: readonly RequirementOutcome[];
  readonly needProblems: readonly RequirementOutcome[];
  readonly latent: readonly {
    readonly regime: string;
    readonly requirement: string;
    readonly title: string;
  }[];
  readonly advice: readonly RequirementOutcome[];
  readonly regimes: readonly {
    readonly id: string;
    readonly version: string;
    readonly status: RegimeStatus;
  }[];
  /** First date after asOf on which the verdict differs, all else equal; null: never. Computed on request. */
  readonly validUntil: Day | null;
}

/** The ONE deployment a decision is made for (design 3.3). */
export interface Deployment {
  readonly countries: readonly string[];
  readonly how: 'named' | 'market' | 'bloc' | 'all' | 'unknown';
  readonly complete: boolean;
}
