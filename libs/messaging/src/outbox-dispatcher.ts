import { Injectable } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { RecurringWork } from './recurring-work.ts';

/** Rows of the outbox. Two dispatchers may send one row twice; its id as job id makes that one job. */
export abstract class OutboxRows {
  /** Hands up to `limit` waiting rows to `send`, oldest first, marking each that was sent; returns how many. */
  abstract dispatch(limit: number, send: (row: OutboxRow) => Promise<void>): Promise<number>;
  abstract pending(): Promise<number>;
  abstract onWake(callback: () => void): Promise<() => Promise<void>>;
}

export interface OutboxRow {
  readonly id: string;
  readonly queue: string;
  readonly job: string;
  readonly payload: Readonly<Record<string, string>>;
}

/** The queues of this process by name. */
export abstract class QueueRegistry {
  abstract get(name: string): Queue;
  abstract all(): readonly Queue[];
}

const BATCH = 200;
const POLL_MS = 1000;

/**
 * Hands committed outbox rows to their queues. The job id is the row's id, so a row sent twice (crash between sending
 * and marking) is one job.
 */
@Injectable()
export class OutboxDispatcher extends RecurringWork {
  constructor(
    private readonly rows: OutboxRows,
    private readonly queues: QueueRegistry,
  ) {
    super({ everyMs: POLL_MS, failure: 'The outbox waits' });
  }

  protected override subscribe(wake: () => void): Promise<() => Promise<void>> {
    return this.rows.onWake(wake);
  }

  protected async run(): Promise<void> {
    const sent = await this.rows.dispatch(BATCH, async (row) => {
      await this.queues.get(row.queue).add(row.job, row.payload, { jobId: row.id });
    });
    if (sent === BATCH) this.wake();
  }
}
