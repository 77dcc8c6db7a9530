import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { JudgeNotices, UPKEEP } from '#application';
import { QueueRegistry } from '#messaging';
import { Env } from '#platform';

/**
 * Asks for notices to be judged again while some are judged by older rules. The record says so, never the queue: a
 * wiped queue, or a notice written by a worker that hadn't read the new rules yet, is found the next time.
 */
@Injectable()
export class NoticeJudging implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(NoticeJudging.name);
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  constructor(
    private readonly judging: JudgeNotices,
    private readonly queues: QueueRegistry,
    private readonly env: Env,
  ) {}

  onApplicationBootstrap(): void {
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
          `Notices could not be looked at, trying again: ${error instanceof Error ? error.message : String(error)}`,
        ),
      )
      .finally(() => {
        this.running = undefined;
      });
  }

  private async run(): Promise<void> {
    const rules = await this.judging.due();
    if (rules !== null) await askJudging(this.queues, rules, 0);
  }
}

/** One job for each slice of a change of rules; gone when it is done, since the same may be asked again later. */
export async function askJudging(queues: QueueRegistry, rules: string, slice: number): Promise<void> {
  const options = { jobId: `judge-${rules}-${slice}`, removeOnComplete: true, removeOnFail: true };
  await queues.get(UPKEEP.queue).add(UPKEEP.judgeNotices, { rules, slice: String(slice) }, options);
}
