import type {
  Decision,
  Deployment,
  Evidence,
  GateState,
  UnknownReason,
  Verdict,
} from '../evaluation/decision.ts';
import type { Truth } from '../evaluation/decision.ts';
import type { Comparison } from '../language/test.ts';
import type { Substitute } from '../model/regime.ts';
import type { Day } from '../model/time.ts';
import type { Deciding } from '../order/comparison.ts';
import type { Grammar } from './grammar.ts';
import type { MessageName, SpecialOutcome } from './message-key.ts';
import type { MessageValues } from './message-values.ts';
import type { RegisterHindrance } from './register-standing.ts';
import type { Speech } from './speech.ts';

/** What one node of a trace has to say. */
export interface Said {
  readonly values: MessageValues;
  readonly reasons: readonly UnknownReason[];
  readonly evidence: readonly Evidence[];
  /** How many of its parts hold, fail and are open. */
  readonly parts: Readonly<Record<Truth, number>>;
}

/** Says one thing in one language; without the final stop. */
export type Template = (said: Said, speech: Speech) => string;

/** One template per message and outcome; a missing one doesn't compile. */
export type MessageTable = {
  readonly [Name in MessageName]: Readonly<Record<Truth, Template>>;
} & { readonly requirement: Readonly<Record<SpecialOutcome, Template>> };

/** Messages of nodes that read statements or the need themselves. */
export type ReadingName = AskingName | 'true';

/** Messages of nodes that ask one thing, which a sentence can name. */
export type AskingName = Exclude<
  MessageName,
  'all' | 'any' | 'not' | 'atLeast' | 'if' | 'ref' | 'true' | 'requirement' | `part.${string}`
>;

/** Says what a node asks, as a noun phrase. */
export type AskTable = { readonly [Name in AskingName]: Template };

/** A gate as a sentence names it. */
export interface GateSaid {
  readonly title: string;
  /** Where it stands: clause and source. */
  readonly clause: string;
  readonly regime: string;
  /** What it asks; the title where that is no single thing. */
  readonly asks: string;
}

/** A verdict with what its sentence mentions. */
export interface VerdictSaid {
  readonly offering: string;
  readonly market: string;
  readonly asOf: Day;
  readonly gates: Decision['gates'];
  /** Gates that apply, whatever their state. */
  readonly applied: number;
  readonly served: Truth;
}

/** What a set is made of: one thing, one group of things, or several things. */
export type SetForm = 'one' | 'group' | 'several';

/** Says what a condition asks, from its words: what is wanted, the set, the length of time. */
export type ConditionTable = {
  readonly [Op in 'is' | Comparison | 'maxAge']: (wanted: string) => string;
} & {
  readonly [Op in 'in' | 'notIn' | 'within' | 'includes' | 'overlaps']: (
    set: string,
    form: SetForm,
  ) => string;
} & { readonly empty: (isEmpty: boolean) => string; readonly known: () => string };

/** Ways by which a gate may be cured. */
export type CureBy = Substitute['by'] | 'declaration';

/** Reasons for which a vendor is asked. */
export type AskReason = 'missing' | 'unproven' | 'stale' | 'contested';

/** Everything that a language must be able to say. */
export interface Phrasebook {
  readonly grammar: Grammar;
  readonly messages: MessageTable;
  readonly asks: AskTable;
  readonly reasons: {
    readonly [Kind in UnknownReason['kind']]: (what: string | null, speech: Speech) => string;
  };
  readonly hindrances: Readonly<
    Record<RegisterHindrance, (register: string, day: Day | null, speech: Speech) => string>
  >;
  readonly clause: (source: string, clause: string | null) => string;
  readonly verdicts: Readonly<Record<Verdict, (said: VerdictSaid, speech: Speech) => string>>;
  readonly noVerdict: (said: VerdictSaid, speech: Speech) => string;
  readonly validUntil: (day: Day, speech: Speech) => string;
  /** What keeps it from the next better verdict. */
  readonly binding: Readonly<Record<GateState, (gate: GateSaid, said: VerdictSaid) => string>>;
  readonly gates: Readonly<Record<GateState, (gate: GateSaid) => string>>;
  readonly deployment: Readonly<Record<Deployment['how'], (places: string, complete: boolean) => string>>;
  readonly choice: (label: string, value: string, stated: boolean) => string;
  /** What may stand in, as its note says or else its id. */
  readonly cures: Readonly<Record<CureBy, (name: string, until: string | null) => string>>;
  readonly claimedAgainst: (gate: GateSaid) => string;
  readonly lowConfidence: (gate: GateSaid) => string;
  readonly latent: (gate: GateSaid) => string;
  readonly duty: Readonly<Record<Truth, (gate: GateSaid) => string>>;
  readonly problem: (gate: GateSaid) => string;
  readonly advice: Readonly<Record<Truth, (gate: GateSaid) => string>>;
  readonly score: (low: string, high: string, usable: string, gate: GateSaid) => string;
  readonly question: Readonly<
    Record<AskReason, (label: string, subject: string, grade: string, gate: GateSaid) => string>
  >;
  readonly certificateAsked: (scheme: string) => string;
  readonly ownersAsked: string;
  readonly openNeed: (label: string, options: string | null) => string;
  readonly deciding: Readonly<Record<Deciding, (above: string, below: string) => string>>;
}
