import { Injectable } from '@nestjs/common';
import { Inbox, Outbox, type Tx } from '#application';
import { managerOf } from '../transactions.ts';

/** Channel that wakes the dispatcher; its poll makes a lost notification harmless. */
export const OUTBOX_CHANNEL = 'placet_outbox';

/** Outbox rows written in the caller's transaction. */
@Injectable()
export class PostgresOutbox extends Outbox {
  async put(
    tx: Tx,
    message: { id: string; queue: string; job: string; payload: Readonly<Record<string, string>> },
  ): Promise<void> {
    await managerOf(tx).query(
      `WITH put AS (INSERT INTO placet.outbox (id, queue, job, payload) VALUES ($1, $2, $3, $4))
       SELECT pg_notify('${OUTBOX_CHANNEL}', '')`,
      [message.id, message.queue, message.job, JSON.stringify(message.payload)],
    );
  }
}

/** Which consumer had which event, in the transaction of the effect. */
@Injectable()
export class PostgresInbox extends Inbox {
  async first(tx: Tx, consumer: string, eventId: string): Promise<boolean> {
    const rows = await managerOf(tx).query<unknown[]>(
      'INSERT INTO placet.processed (consumer, event_id) VALUES ($1, $2) ON CONFLICT DO NOTHING RETURNING event_id',
      [consumer, eventId],
    );
    return rows.length === 1;
  }
}
