import type { Logger } from '@nestjs/common';
import type { Worker } from 'bullmq';
import type { Env } from '#platform';

/** Stalls are counted by the ledger, which knows what a delivery did to its workers; the queue just tries again. */
const STALLS = 1_000_000;

/** Starts a worker with locks short enough that another one takes over within seconds. */
export function beginWork(
  worker: Worker,
  env: Pick<Env, 'JOB_LOCK_MS' | 'JOB_STALLED_MS'>,
  logger: Logger,
): void {
  worker.opts.lockDuration = env.JOB_LOCK_MS;
  worker.opts.lockRenewTime = env.JOB_LOCK_MS / 2;
  // A look is left out while another worker's is fresh, that of one that has just died too: twice this time may pass.
  worker.opts.stalledInterval = env.JOB_STALLED_MS / 2;
  worker.opts.maxStalledCount = STALLS;
  copyLockTimes(worker);
  worker.on('error', (error) => logger.warn(`The queue "${worker.name}" does not answer: ${error.message}`));
  worker.on('failed', (job, error) =>
    logger.error(`Job ${job?.id ?? '?'} (${job?.name ?? '?'}) failed: ${error.message}`, error.stack),
  );
  void worker.run();
}

/**
 * A worker has copied its lock times when it was made, which is before the configuration is known. With the old ones
 * it would renew a lock after that had run out, and every long job would be done twice at a time.
 */
function copyLockTimes(worker: Worker): void {
  const copy: unknown = Reflect.get(worker, 'createLockManager');
  if (typeof copy !== 'function')
    throw new Error('BullMQ keeps the times of its locks elsewhere now; see begin-work.ts');
  Reflect.apply(copy, worker, []);
}
