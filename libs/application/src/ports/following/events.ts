import type { EventType, LoggedEvent, PlacetEvent } from '../../events/event-types.ts';
import type { Tx } from '../transactions.ts';

/** Which events somebody wants; empty lists mean all. */
export interface EventFilter {
  readonly types: readonly EventType[];
  readonly markets: readonly string[];
  readonly vendors: readonly string[];
  /** Only what alerts one of these watches. */
  readonly watches: readonly string[];
}

/** The ordered log of everything that is told outside: what webhooks, streams and digests are made from. */
export abstract class EventLog {
  /**
   * Adds an event and asks for its delivery, in the transaction of its cause; an event with the same id is kept as it
   * is and `false` answered.
   */
  abstract put(tx: Tx, event: PlacetEvent): Promise<boolean>;
  abstract find(tx: Tx, id: string): Promise<LoggedEvent | undefined>;
  /** Events after a position that can no longer be overtaken, in order. */
  abstract after(tx: Tx, position: string, filter: EventFilter, limit: number): Promise<LoggedEvent[]>;
  /** The last position that can no longer be overtaken. */
  abstract head(tx: Tx): Promise<string>;
  /** Calls back when there may be new events; a poll makes it safe. Returns the unsubscriber. */
  abstract onWake(callback: () => void): Promise<() => Promise<void>>;
}

/** The jobs of the delivery queue as the record knows them: what is undone is done again, whatever the queue forgot. */
export abstract class DeliveryJobs {
  /** Forgets the outbox row of a job that has done its work. */
  abstract done(id: string): Promise<void>;
  /** Rows that were handed to the queue some time ago and are not done. */
  abstract overdue(
    olderThanMs: number,
  ): Promise<{ id: string; job: string; payload: Readonly<Record<string, string>> }[]>;
}
