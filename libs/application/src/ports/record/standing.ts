import type { Day, DefaultNeed, Need, TurnedParts, TurnedThing, Verdict } from '#domain';
import type { Change } from './documents.ts';
import type { Tx } from '../transactions.ts';

/** A question whose verdicts are kept and whose changes are told. */
export interface StandingQuestion {
  readonly id: string;
  readonly market: string;
  /** The default need that it asks, whose content is the market's; else `need` is stated. */
  readonly base: DefaultNeed | null;
  readonly need: Need | null;
  /** Deal-breakers in the requirement language, as they were written. */
  readonly condition: unknown;
  /** Whose question it is; null: everybody's. */
  readonly tenant: string | null;
  /** Where its first verdicts were made; null until they are. */
  readonly since: { readonly position: string; readonly day: string } | null;
}

/** A question to be kept standing: either a default need by its name, or a need. */
export type AskedStanding = Pick<StandingQuestion, 'market' | 'base' | 'need' | 'condition' | 'tenant'>;

/** The questions that stand. Their first verdicts are made by the projection; only later changes are told. */
export abstract class StandingQuestions {
  /** Lets a question stand and answers its id; the same question of the same tenant stands once. */
  abstract register(tx: Tx, question: AskedStanding): Promise<string>;
  /** Ends a question that nobody asks any more: its verdicts go, its transitions stay. */
  abstract end(tx: Tx, id: string): Promise<void>;
  /** All questions that have not ended, always in the same order. */
  abstract list(): Promise<StandingQuestion[]>;
}

/** How far the projection is: everything up to a position of the change log, decided for a day. */
export interface Reached {
  readonly position: string;
  readonly day: Day;
}

/** The verdict that stands for one offering. */
export interface StandingVerdict {
  readonly question: string;
  readonly offering: string;
  readonly vendor: string;
  readonly verdict: Verdict;
}

/** What brought a change of verdict about: an entry of the change log, or a day on which something began or ended. */
export type TransitionCause =
  | { readonly kind: 'change'; readonly change: Change }
  | { readonly kind: 'day'; readonly thing: TurnedThing };

/** One change of a standing verdict; `null` is no verdict: not on sale, or not there. */
export interface Transition {
  readonly question: StandingQuestion;
  readonly offering: string;
  readonly vendor: string;
  readonly before: Verdict | null;
  readonly after: Verdict | null;
  readonly asOf: Day;
  /** Position that the projection reached with it. */
  readonly position: string;
  readonly cause: TransitionCause;
  readonly parts: TurnedParts;
}

/** Standing verdicts and how far they are. All writing belongs to one step of the projection and to its transaction. */
export abstract class StandingVerdicts {
  /** How far the projection is; null before it has begun. */
  abstract reached(): Promise<Reached | null>;
  /**
   * Moves the projection on from where it is known to be, and holds it there for the transaction; `false` when it is
   * elsewhere, because another worker was faster.
   */
  abstract advance(tx: Tx, from: Reached | null, to: Reached): Promise<boolean>;
  /** Writes the first verdicts of a question; `false` when it has them or has ended. */
  abstract begin(
    tx: Tx,
    question: string,
    at: Reached,
    verdicts: readonly StandingVerdict[],
  ): Promise<boolean>;
  /** Appends transitions and lets their verdicts stand; answers the ids, in order. */
  abstract append(tx: Tx, transitions: readonly Transition[]): Promise<readonly string[]>;
  /** The verdicts of questions that stand for some offerings, or for all. */
  abstract standing(
    questions: readonly string[],
    offerings: readonly string[] | null,
  ): Promise<StandingVerdict[]>;
  /** How much of the change log is not followed yet: entries, and the age of the oldest of them. */
  abstract lag(): Promise<{ changes: number; seconds: number }>;
  /** Where changes came from: the source, delivery and document of each, by position. */
  abstract originsOf(tx: Tx, changes: readonly Change[]): Promise<ReadonlyMap<string, ChangeOrigin>>;
}

/** Where an entry of the change log came from. */
export interface ChangeOrigin {
  readonly source: string | null;
  readonly delivery: string | null;
  /** JSON Pointer inside the delivery. */
  readonly pointer: string | null;
  /** The trace of the request that brought the delivery. */
  readonly traceparent: string | null;
}
