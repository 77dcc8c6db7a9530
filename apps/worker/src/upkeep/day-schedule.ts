import { Injectable } from '@nestjs/common';
import { TurnDay, UPKEEP } from '#application';
import { QueueRegistry, RecurringWork } from '#messaging';
import { Env } from '#platform';

const SCHEDULER = 'day';
/** Midnight in UTC: an answer that names no day is for the UTC day, and a standing verdict must agree with it. */
const MIDNIGHT = { pattern: '0 0 * * *', tz: 'UTC' };

/**
 * Keeps the scheduler that turns the day, which is wiped with the queue, and turns days that were missed while nobody
 * was here.
 */
@Injectable()
export class DaySchedule extends RecurringWork {
  constructor(
    private readonly turnDay: TurnDay,
    private readonly queues: QueueRegistry,
    env: Env,
  ) {
    super({ everyMs: env.RECONCILE_MS, failure: 'The day could not be turned' });
  }

  protected async run(): Promise<void> {
    if (await this.turnDay.run()) this.logger.log('A day has begun');
    const queue = this.queues.get(UPKEEP.queue);
    if ((await queue.getJobScheduler(SCHEDULER)) === undefined)
      await queue.upsertJobScheduler(SCHEDULER, MIDNIGHT, { name: UPKEEP.turnDay, data: {} });
  }
}
