import { Injectable } from '@nestjs/common';
import type { JobSchedulerJson, Queue, RepeatOptions } from 'bullmq';
import { everyMs, type Schedule, scheduleOf, SourceStore, UPKEEP, WatchFreshness } from '#application';
import { QueueRegistry, RecurringWork } from '#messaging';
import { Env } from '#platform';

const PREFIX = 'source-';

/**
 * Keeps the queue's schedulers, which are wiped with it, equal to the table of sources, and marks freshness promises
 * that broke.
 */
@Injectable()
export class SourceSchedules extends RecurringWork {
  constructor(
    private readonly sources: SourceStore,
    private readonly freshness: WatchFreshness,
    private readonly queues: QueueRegistry,
    env: Env,
  ) {
    super({ everyMs: env.RECONCILE_MS, failure: 'Schedules could not be kept' });
  }

  protected async run(): Promise<void> {
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
