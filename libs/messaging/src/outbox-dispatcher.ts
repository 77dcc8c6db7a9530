import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { Queue } from 'bullmq';

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
export class OutboxDispatcher implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(OutboxDispatcher.name);
  private timer: NodeJS.Timeout | undefined;
  private unsubscribe: (() => Promise<void>) | undefined;
  private running: Promise<void> | undefined;
  private again = false;
  private stopped = false;

  constructor(
    private readonly rows: OutboxRows,
    private readonly queues: QueueRegistry,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.unsubscribe = await this.rows.onWake(() => this.wake());
    this.timer = setInterval(() => this.wake(), POLL_MS);
    this.timer.unref();
    this.wake();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.unsubscribe?.();
    await this.running;
  }

  private wake(): void {
    this.again = true;
    if (this.stopped) return;
    this.running ??= this.drain().finally(() => {
      this.running = undefined;
      if (this.again && !this.stopped) this.wake();
    });
  }

  private async drain(): Promise<void> {
    try {
      while (this.again && !this.stopped) {
        this.again = false;
        const sent = await this.rows.dispatch(BATCH, async (row) => {
          await this.queues.get(row.queue).add(row.job, row.payload, { jobId: row.id });
        });
        if (sent === BATCH) this.again = true;
      }
    } catch (error) {
      this.again = false;
      this.logger.warn(`The outbox waits: ${error instanceof Error ? error.message : String(error)}`);
    }
  }
}
