import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { TurnDay, UPKEEP } from '#application';
import { QueueRegistry } from '#messaging';
import { Env } from '#platform';

const SCHEDULER = 'day';
/** Midnight in UTC: an answer that names no day is for the UTC day, and a standing verdict must agree with it. */
const MIDNIGHT = { pattern: '0 0 * * *', tz: 'UTC' };

/**
 * Keeps the scheduler that turns the day, and turns days that were missed while nobody was here. A plain timer:
 * schedulers are wiped with the queue.
 */
@Injectable()
export class DaySchedule implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(DaySchedule.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  constructor(
    private readonly turnDay: TurnDay,
    private readonly queues: QueueRegistry,
    private readonly env: Env,
  ) {}

  onApplicationBootstrap(): void {
    this.look();
    this.timer = setInterval(() => this.look(), this.env.RECONCILE_MS);
    this.timer.unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  private look(): void {
    this.running ??= this.run()
      .catch((error: unknown) =>
        this.logger.warn(
          `The day could not be turned, trying again: ${error instanceof Error ? error.message : String(error)}`,
        ),
      )
      .finally(() => {
        this.running = undefined;
      });
  }

  private async run(): Promise<void> {
    if (await this.turnDay.run()) this.logger.log('A day has begun');
    const queue = this.queues.get(UPKEEP.queue);
    if ((await queue.getJobScheduler(SCHEDULER)) === undefined)
      await queue.upsertJobScheduler(SCHEDULER, MIDNIGHT, { name: UPKEEP.turnDay, data: {} });
  }
}
