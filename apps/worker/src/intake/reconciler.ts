import { Injectable } from '@nestjs/common';
import { DeliveryStore, INTAKE, RetryQuarantined, WorldKeeper } from '#application';
import { QueueRegistry, RecurringWork } from '#messaging';
import { Env } from '#platform';

/**
 * Re-dispatches deliveries that should be finished by now: after a wiped queue, or a job that used up its attempts.
 */
@Injectable()
export class Reconciler extends RecurringWork {
  private namesRead: readonly unknown[] = [];

  constructor(
    private readonly deliveries: DeliveryStore,
    private readonly queues: QueueRegistry,
    private readonly quarantine: RetryQuarantined,
    private readonly worlds: WorldKeeper,
    private readonly env: Env,
  ) {
    super({ everyMs: env.RECONCILE_MS, failure: 'Deliveries could not be reconciled' });
  }

  protected async run(): Promise<void> {
    await this.redispatch();
    await this.rereadWithNewNames();
  }

  /** Items that name what came after them are read again, so that the order of deliveries makes no difference. */
  private async rereadWithNewNames(): Promise<void> {
    if (!this.worlds.isLoaded) return;
    const { vocabulary, schemes, groups } = this.worlds.world;
    // An item that was read with older names may be written after they came: the newest one counts too.
    const names = [vocabulary, schemes, groups, await this.quarantine.newestWaiting()];
    if (names.every((part, index) => part === this.namesRead[index])) return;
    const applied = await this.quarantine.rereadWaiting();
    if (applied > 0)
      this.logger.log(`${applied} quarantined items were applied: the names they waited for are known now`);
    else this.namesRead = names;
  }

  private async redispatch(): Promise<void> {
    const queue = this.queues.get(INTAKE.queue);
    for (const deliveryId of await this.deliveries.overdue(this.env.RECONCILE_MS)) {
      const job = await queue.getJob(deliveryId);
      const state = await job?.getState();
      if (job && state === 'failed') await job.retry('failed', { resetAttemptsMade: true });
      else if (job && state === 'completed') await job.remove();
      if (!job || state === 'completed' || state === 'unknown') {
        await queue.add(INTAKE.read, { deliveryId }, { jobId: deliveryId });
        this.logger.warn(`Delivery ${deliveryId} had no job and was dispatched again`);
      }
    }
  }
}
