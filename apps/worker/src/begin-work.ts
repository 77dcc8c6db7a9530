import type { Logger } from '@nestjs/common';
import type { Worker } from 'bullmq';
import type { Env } from '#platform';

/** Stalls are counted by the ledger, which knows what a delivery did to its workers; the queue just tries again. */
const STALLS = 1_000_000;

/** Starts a worker with locks short enough that another one takes over within seconds. */
export function beginWork(worker: Worker, env: Env, logger: Logger): void {
  worker.opts.lockDuration = env.JOB_LOCK_MS;
  worker.opts.stalledInterval = env.JOB_STALLED_MS;
  worker.opts.maxStalledCount = STALLS;
  worker.on('error', (error) => logger.warn(`The queue "${worker.name}" does not answer: ${error.message}`));
  worker.on('failed', (job, error) =>
    logger.error(`Job ${job?.id ?? '?'} (${job?.name ?? '?'}) failed: ${error.message}`, error.stack),
  );
  void worker.run();
}
