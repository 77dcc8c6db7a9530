import { Injectable } from '@nestjs/common';
import { DELIVERY, DeliveryJobs, TenantDirectory, Transactions, WebhookMessages } from '#application';
import { QueueRegistry, RecurringWork } from '#messaging';
import { Env, Metrics } from '#platform';
import { WebhookJobs } from './webhook-jobs.ts';

const FORGET_EVERY_MS = 3600_000;

/**
 * Finds what should have been told by now and has no job: after a wiped queue, a dead worker, or a job that used up its
 * attempts.
 */
@Injectable()
export class DeliveryReconciler extends RecurringWork {
  private forgot = 0;

  constructor(
    private readonly transactions: Transactions,
    private readonly tenants: TenantDirectory,
    private readonly messages: WebhookMessages,
    private readonly jobs: DeliveryJobs,
    private readonly queues: QueueRegistry,
    private readonly webhooks: WebhookJobs,
    private readonly metrics: Metrics,
    private readonly env: Env,
  ) {
    super({ everyMs: env.RECONCILE_MS, failure: 'Webhooks could not be reconciled' });
  }

  protected async run(): Promise<void> {
    await this.redispatch();
    const isForgetting = Date.now() - this.forgot > FORGET_EVERY_MS;
    let oldest = 0;
    for (const tenant of await this.tenants.ids()) {
      const { due, seconds } = await this.transactions.runAs(tenant, async (tx) => {
        if (isForgetting) await this.messages.forgetAttempts(tx);
        return { due: await this.messages.due(tx), seconds: await this.messages.oldestSeconds(tx) };
      });
      for (const webhook of due) this.webhooks.in(tenant, webhook, 0);
      oldest = Math.max(oldest, seconds);
    }
    if (isForgetting) this.forgot = Date.now();
    this.metrics.webhookOldestPending.set(oldest);
  }

  /** Jobs that came from the outbox and have not done their work. */
  private async redispatch(): Promise<void> {
    const queue = this.queues.get(DELIVERY.queue);
    for (const { id, job: name, payload } of await this.jobs.overdue(this.env.RECONCILE_MS)) {
      const job = await queue.getJob(id);
      const state = await job?.getState();
      if (job && state === 'failed') await job.retry('failed', { resetAttemptsMade: true });
      else if (job && state === 'completed') await job.remove();
      if (!job || state === 'completed' || state === 'unknown') await queue.add(name, payload, { jobId: id });
    }
  }
}
