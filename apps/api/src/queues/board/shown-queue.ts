import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import type { Job } from 'bullmq';
import { shownTrace } from '#messaging';

/** A queue whose failed jobs say what went wrong without saying where the server keeps its files. */
export class ShownQueue extends BullMQAdapter {
  override async getJob(id: string): Promise<Job | undefined> {
    const job = await super.getJob(id);
    return job && shown(job);
  }

  override async getJobs(...asked: Parameters<BullMQAdapter['getJobs']>): Promise<Job[]> {
    return (await super.getJobs(...asked)).map(shown);
  }
}

/** Changes the copy that was read for the page; what the queue keeps stays whole. */
function shown(job: Job): Job {
  // A job that did not fail has no reason, whatever its type says.
  job.failedReason &&= shownTrace(job.failedReason);
  job.stacktrace &&= job.stacktrace.map((trace) => trace && shownTrace(trace));
  return job;
}
