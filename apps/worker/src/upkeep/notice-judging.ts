import { Injectable } from '@nestjs/common';
import { JudgeNotices, UPKEEP } from '#application';
import { QueueRegistry, RecurringWork } from '#messaging';
import { Env } from '#platform';

/**
 * Asks for notices to be judged again while some are judged by older rules. The record says so, never the queue: a
 * wiped queue, or a notice written by a worker that hadn't read the new rules yet, is found the next time.
 */
@Injectable()
export class NoticeJudging extends RecurringWork {
  constructor(
    private readonly judging: JudgeNotices,
    private readonly queues: QueueRegistry,
    env: Env,
  ) {
    super({ everyMs: env.RECONCILE_MS, failure: 'Notices could not be looked at' });
  }

  protected async run(): Promise<void> {
    const rules = await this.judging.due();
    if (rules !== null) await askJudging(this.queues, rules, 0);
  }
}

/** One job for each slice of a change of rules; gone when it is done, since the same may be asked again later. */
export async function askJudging(queues: QueueRegistry, rules: string, slice: number): Promise<void> {
  const options = { jobId: `judge-${rules}-${slice}`, removeOnComplete: true, removeOnFail: true };
  await queues.get(UPKEEP.queue).add(UPKEEP.judgeNotices, { rules, slice: String(slice) }, options);
}
