import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import type { JobSchedulerJson, Queue, RepeatOptions } from 'bullmq';
import { everyMs, type Schedule, scheduleOf, SourceStore, UPKEEP, WatchFreshness } from '#application';
import { QueueRegistry } from '#messaging';
import { Env } from '#platform';

const PREFIX = 'source-';

/**
 * Keeps the queue's schedulers equal to the table of sources, and marks freshness promises that broke. A plain timer:
 * schedulers are wiped with the queue, and the table is what makes them again.
 */
@Injectable()
export class SourceSchedules implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(SourceSchedules.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  constructor(
    private readonly sources: SourceStore,
    private readonly freshness: WatchFreshness,
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
          `Schedules could not be kept, trying again: ${error instanceof Error ? error.message : String(error)}`,
        ),
      )
      .finally(() => {
        this.running = undefined;
      });
  }

  private async run(): Promise<void> {
    for (const { source, since } of await this.freshness.run())
      this.logger.log(`Source ${source} ${since === null ? 'keeps' : 'broke'} its freshness promise`);
    const queue = this.queues.get(UPKEEP.queue);
    const wanted = new Map<string, { sourceId: string; repeat: RepeatOptions }>();
    for (const source of await this.sources.list()) {
      const schedule = scheduleOf(source);
      const repeat = schedule === null ? null : repeatOf(schedule);
      if (repeat !== null) wanted.set(PREFIX + source.id, { sourceId: source.id, repeat });
    }
    const present = new Map((await queue.getJobSchedulers()).map((scheduler) => [scheduler.key, scheduler]));
    for (const key of present.keys())
      if (key.startsWith(PREFIX) && !wanted.has(key)) await queue.removeJobScheduler(key);
    for (const [key, { sourceId, repeat }] of wanted)
      if (!isSame(present.get(key), repeat)) await this.keep(queue, key, sourceId, repeat);
  }

  private async keep(queue: Queue, key: string, sourceId: string, repeat: RepeatOptions): Promise<void> {
    try {
      await queue.upsertJobScheduler(key, repeat, { name: UPKEEP.runSource, data: { sourceId } });
    } catch (error) {
      this.logger.error(
        `The schedule of source ${sourceId} is not understood: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
}

function repeatOf(schedule: Schedule): RepeatOptions | null {
  if ('cron' in schedule) return { pattern: schedule.cron, tz: schedule.timeZone ?? 'UTC' };
  const every = everyMs(schedule.every);
  return every === null ? null : { every };
}

function isSame(present: JobSchedulerJson | undefined, { every, pattern, tz }: RepeatOptions): boolean {
  return (
    present !== undefined &&
    (every === undefined ? present.pattern === pattern && present.tz === tz : Number(present.every) === every)
  );
}
