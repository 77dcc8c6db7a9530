import { Processor, WorkerHost } from '@nestjs/bullmq';
import { Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { Job } from 'bullmq';
import { DELIVERY, DeliveryJobs, SendWaiting, TellEvent } from '#application';
import { DELIVERY_QUEUE, type DeliveryQueueJobs } from '#messaging';
import { Env, Metrics } from '#platform';
import { beginWork } from '../begin-work.ts';
import { WorkSigns } from '../liveness/work-signs.ts';
import { WebhookJobs } from './webhook-jobs.ts';

const CONCURRENCY = 16;
/** Ids of outbox rows; jobs that other jobs ask for have other ids. */
const FROM_OUTBOX = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Tells events outside; everything that is decided is decided by the use cases. */
@Processor(DELIVERY_QUEUE, { autorun: false, concurrency: CONCURRENCY })
export class DeliveryProcessor extends WorkerHost implements OnApplicationBootstrap {
  private readonly logger = new Logger(DeliveryProcessor.name);

  constructor(
    private readonly events: TellEvent,
    private readonly sending: SendWaiting,
    private readonly jobs: DeliveryJobs,
    private readonly webhooks: WebhookJobs,
    private readonly signs: WorkSigns,
    private readonly metrics: Metrics,
    private readonly env: Env,
  ) {
    super();
  }

  onApplicationBootstrap(): void {
    beginWork(this.worker, this.env, this.logger);
  }

  async process({ id, name, data }: Job<DeliveryQueueJobs[keyof DeliveryQueueJobs], void>): Promise<void> {
    if (name === DELIVERY.event && 'event' in data) {
      for (const { tenant, webhook } of await this.events.run(data.event, data.tenant))
        this.webhooks.now(tenant, webhook);
    } else if (name === DELIVERY.webhook && 'webhook' in data) {
      const { tenant, webhook } = data;
      const again = await this.sending.run(tenant, webhook, (result) => {
        this.metrics.webhookAttempts.inc({ result });
        this.signs.give(DELIVERY_QUEUE);
      });
      if (again !== null) this.webhooks.in(tenant, webhook, again);
    } else throw new Error(`No handler for delivery job "${name}"`);
    if (id !== undefined && FROM_OUTBOX.test(id)) await this.jobs.done(id);
  }
}
