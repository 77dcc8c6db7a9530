import type { Tx } from './transactions.ts';

/** Jobs to be handed to queues after the transaction commits (transactional outbox); `id` becomes the job's id. */
export abstract class Outbox {
  abstract put(
    tx: Tx,
    message: { id: string; queue: string; job: string; payload: Readonly<Record<string, string>> },
  ): Promise<void>;
}

/** Remembers which events a consumer has had, in the same transaction as their effect. */
export abstract class Inbox {
  /** `false` when the consumer had this event before: do nothing then. */
  abstract first(tx: Tx, consumer: string, eventId: string): Promise<boolean>;
}
