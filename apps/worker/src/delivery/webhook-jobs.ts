import { randomUUID } from 'node:crypto';
import { Injectable, Logger } from '@nestjs/common';
import { DELIVERY } from '#application';
import { QueueRegistry } from '#messaging';

const TICK_MS = 1000;

/**
 * Asks for the sending of what waits for a webhook. A job too many finds nothing to do; one too few is found by the
 * reconciler, so nobody waits for the queue here: while a process ends it may not answer any more.
 */
@Injectable()
export class WebhookJobs {
  private readonly logger = new Logger(WebhookJobs.name);

  constructor(private readonly queues: QueueRegistry) {}

  now(tenant: string, webhook: string): void {
    // Without an id BullMQ would number the job itself, which on Postgres takes the right to make a sequence.
    this.add(tenant, webhook, `${webhook}-${randomUUID()}`);
  }

  /** All who ask for the same second get one job, which runs when it has come. */
  in(tenant: string, webhook: string, ms: number): void {
    const tick = Math.floor((Date.now() + ms) / TICK_MS) + 1;
    this.add(tenant, webhook, `${webhook}-${tick}`, tick * TICK_MS - Date.now());
  }

  private add(tenant: string, webhook: string, jobId: string, delay = 0): void {
    this.queues
      .get(DELIVERY.queue)
      .add(DELIVERY.webhook, { tenant, webhook }, { delay, jobId })
      .catch((error: unknown) =>
        this.logger.warn(`Webhook ${webhook} waits for the reconciler: ${String(error)}`),
      );
  }
}
