import type { Day, DefaultNeed, TurnedParts, TurnedThing, Verdict } from '#domain';

/** Which transitions are asked for; what is left out doesn't matter. */
export interface TransitionQuery {
  readonly market?: string;
  readonly vendor?: string;
  readonly offering?: string;
  /** Written at this instant or later, and before that one. */
  readonly since?: string;
  readonly until?: string;
  /** `none`: no verdict. */
  readonly from?: Verdict | 'none';
  readonly to?: Verdict | 'none';
  /** Whose own questions count beside everybody's. */
  readonly tenant: string | null;
}

/** A change of verdict as it was written, with its cause followed back to the place in what was delivered. */
export interface TransitionRecord {
  readonly id: string;
  readonly question: string;
  /** The default need that the question asks, if it is one. */
  readonly base: DefaultNeed | null;
  readonly market: string;
  readonly offering: string;
  readonly vendor: string;
  readonly before: Verdict | null;
  readonly after: Verdict | null;
  readonly asOf: Day;
  readonly position: string;
  readonly at: Date;
  readonly parts: TurnedParts;
  readonly thing: TurnedThing | null;
  readonly change: {
    readonly position: string;
    readonly kind: string;
    readonly key: string;
    readonly version: string | null;
    readonly at: string;
    readonly source: string | null;
    readonly sourceName: string | null;
    readonly delivery: string | null;
    readonly pointer: string | null;
  } | null;
}

/** The log of transitions, for reading. */
export abstract class TransitionLog {
  /** Transitions after one (by id) in the order asked for. */
  abstract list(
    query: TransitionQuery,
    order: 'newest' | 'oldest',
    after: string | null,
    limit: number,
  ): Promise<TransitionRecord[]>;
}
