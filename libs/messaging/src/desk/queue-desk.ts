import { Injectable } from '@nestjs/common';
import type { Job, Queue } from 'bullmq';
import { NotFound, Unavailable } from '#application';
import { QueueRegistry } from '../outbox-dispatcher.ts';
import { type FailureGroup, failureGroupOf } from './failure-groups.ts';
import { shownTrace } from './shown-trace.ts';

/** How many jobs are in each state; those of a paused queue wait. */
export interface JobCounts {
  readonly waiting: number;
  readonly prioritized: number;
  readonly delayed: number;
  readonly active: number;
  readonly waitingChildren: number;
  readonly completed: number;
  readonly failed: number;
}

/** A queue as it is at this moment. */
export interface QueueState {
  readonly queue: string;
  readonly paused: boolean;
  readonly counts: JobCounts;
  /** Null when nothing waits. */
  readonly oldestWaiting: { readonly id: string; readonly job: string; readonly since: Date } | null;
}

/** A job that used up its attempts. */
export interface FailedJob extends FailureGroup {
  readonly jobId: string;
  readonly reason: string;
  readonly failed: Date;
  readonly attempts: number;
  readonly data: unknown;
  readonly stack: string | null;
}

/** Which failed jobs are meant. */
export interface FailureFilter {
  readonly job?: string;
  /** Id of a failure group. */
  readonly group?: string;
  /** Failed at this instant or later. */
  readonly since?: Date;
}

/** What became of a redrive. */
export interface Redriven {
  readonly redriven: number;
  /** Meanwhile retried by somebody else, or gone. */
  readonly skipped: number;
  /** More failed jobs match than the limit allowed. */
  readonly more: boolean;
}

const ANSWER_WITHIN_MS = 4000;
/** Jobs read at once; each is one round trip. */
const CHUNK = 100;
const NO_PRIORITY = 0;

/** What operators see of the queues and do to them, on either back end. */
@Injectable()
export class QueueDesk {
  constructor(private readonly queues: QueueRegistry) {}

  names(): string[] {
    return this.queues.all().map(({ name }) => name);
  }

  /** Throws {@link NotFound}, and {@link Unavailable} when the back end does not answer. */
  state(name: string): Promise<QueueState> {
    const queue = this.find(name);
    return answered(queue, async () => {
      // A paused queue keeps its jobs in waiting; only the counts per priority say so on both back ends.
      const [counts, [waiting = 0], paused] = await Promise.all([
        queue.getJobCounts(),
        queue.getCountsPerPriority([NO_PRIORITY]).then(Object.values<number>),
        queue.isPaused(),
      ]);
      const { prioritized = 0, delayed = 0, active = 0, completed = 0, failed = 0 } = counts;
      return {
        queue: name,
        paused,
        counts: {
          waiting,
          prioritized,
          delayed,
          active,
          waitingChildren: counts['waiting-children'] ?? 0,
          completed,
          failed,
        },
        oldestWaiting: await oldestOf(queue, waiting, prioritized),
      };
    });
  }

  async pause(name: string): Promise<void> {
    const queue = this.find(name);
    await answered(queue, () => queue.pause());
  }

  async resume(name: string): Promise<void> {
    const queue = this.find(name);
    await answered(queue, () => queue.resume());
  }

  /** The latest failures first, at most `limit` of those that match and come after the one named. */
  failures(
    name: string,
    filter: FailureFilter,
    limit: number,
    after: { readonly failed: string; readonly id: string } | null = null,
  ): Promise<FailedJob[]> {
    const queue = this.find(name);
    return answered(queue, async () => {
      const found: FailedJob[] = [];
      for await (const job of failedJobs(queue)) {
        const failed = failureOf(job);
        const last = found.at(-1);
        // Those of one instant come in no order, so the last instant is read to its end before the page is cut.
        if (last !== undefined && found.length >= limit && failed.failed < last.failed) break;
        // The latest come first: all that follow failed earlier still.
        if (filter.since !== undefined && failed.failed < filter.since) break;
        if (matches(failed, filter) && (after === null || comesAfter(failed, after))) found.push(failed);
      }
      return found
        .toSorted((a, b) => b.failed.getTime() - a.failed.getTime() || (a.jobId < b.jobId ? 1 : -1))
        .slice(0, limit);
    });
  }

  /** Gives failed jobs all their attempts again, the latest first; at most `limit` of those that match. */
  async redrive(name: string, filter: FailureFilter, limit: number): Promise<Redriven> {
    const queue = this.find(name);
    const meant = await this.failures(name, filter, limit + 1);
    let redriven = 0;
    for (const { jobId } of meant.slice(0, limit)) {
      const job = await answered(queue, () => queue.getJob(jobId));
      if (job !== undefined && (await answered(queue, () => retried(job)))) redriven += 1;
    }
    return {
      redriven,
      skipped: Math.min(meant.length, limit) - redriven,
      more: meant.length > limit,
    };
  }

  private find(name: string): Queue {
    const queue = this.queues.all().find((candidate) => candidate.name === name);
    if (queue === undefined) throw new NotFound('queue', name, this.names());
    return queue;
  }
}

/** Since when a job could have been worked on: its delay is no waiting. */
export function waitingSince(job: Pick<Job, 'timestamp' | 'opts'>): number {
  return job.timestamp + (job.opts.delay ?? 0);
}

/** Both back ends list what waits with the latest job first; of prioritized ones, either end may be the oldest. */
async function oldestOf(
  queue: Queue,
  waiting: number,
  prioritized: number,
): Promise<QueueState['oldestWaiting']> {
  const ends = await Promise.all([
    waiting === 0 ? [] : queue.getJobs(['wait'], waiting - 1, waiting - 1, false),
    prioritized === 0 ? [] : queue.getJobs(['prioritized'], 0, 0, false),
    prioritized < 2 ? [] : queue.getJobs(['prioritized'], prioritized - 1, prioritized - 1, false),
  ]);
  const [oldest] = ends.flat().toSorted((a, b) => waitingSince(a) - waitingSince(b));
  if (oldest?.id === undefined) return null;
  return { id: oldest.id, job: oldest.name, since: new Date(waitingSince(oldest)) };
}

/** Gives a failed job its attempts again; false when somebody else was faster, or it is gone. */
async function retried(job: Job): Promise<boolean> {
  try {
    await job.retry('failed', { resetAttemptsMade: true, resetAttemptsStarted: true });
    return true;
  } catch (error) {
    if ((await job.getState()) === 'failed') throw error;
    return false;
  }
}

/** All failed jobs, the latest first, read piece by piece. */
async function* failedJobs(queue: Queue): AsyncGenerator<Job> {
  for (let start = 0; ; start += CHUNK) {
    const jobs = await queue.getJobs(['failed'], start, start + CHUNK - 1, false);
    yield* jobs;
    if (jobs.length < CHUNK) return;
  }
}

/** Those that failed at the same instant are told apart by their ids. */
function comesAfter(
  job: FailedJob,
  { failed, id }: { readonly failed: string; readonly id: string },
): boolean {
  const at = job.failed.toISOString();
  return at < failed || (at === failed && job.jobId < id);
}

function failureOf(job: Job): FailedJob {
  const reason = shownTrace(job.failedReason ?? '');
  const stack = job.stacktrace?.at(-1);
  return {
    ...failureGroupOf(job.name, reason),
    jobId: job.id ?? '',
    reason,
    failed: new Date(job.finishedOn ?? job.timestamp),
    attempts: job.attemptsMade,
    data: job.data,
    stack: stack === undefined ? null : shownTrace(stack),
  };
}

function matches(failed: FailedJob, { job, group }: FailureFilter): boolean {
  return (job === undefined || failed.job === job) && (group === undefined || failed.id === group);
}

/** Commands wait for a back end that is away; people do not. */
async function answered<T>(queue: Queue, ask: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Unavailable(`The queue "${queue.name}" does not answer right now.`)),
      ANSWER_WITHIN_MS,
    );
  });
  try {
    return await Promise.race([ask(), late]);
  } finally {
    clearTimeout(timer);
  }
}
