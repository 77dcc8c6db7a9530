import type { DefaultNeed, Need } from '#domain';
import type { Tx } from './transactions.ts';

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
  /** All questions that have not ended, in the order they came. */
  abstract list(): Promise<StandingQuestion[]>;
}
