import { WorkerHost } from '@nestjs/bullmq';
import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { Job, Worker } from 'bullmq';
import { bucketOf, type JobOutcome, JobTallies, type JobTally, type Measure, waitingSince } from '#messaging';
import { Metrics } from '#platform';

const FLUSH_MS = 2000;
const MINUTE_MS = 60_000;
/** Nobody asks for more than a day; what is older goes. */
const KEPT_MS = 25 * 60 * MINUTE_MS;
const FORGET_EVERY_MS = 60 * MINUTE_MS;
/** Bounds what is remembered while the database is away. */
const REMEMBERED = 20_000;

/**
 * Measures the jobs of every worker in this process, in one place: waits, durations, failures and stalls, for
 * Prometheus and, by minute, for the record that all processes share.
 */
@Injectable()
export class JobObserver implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(JobObserver.name);
  private readonly counted = new Map<string, JobTally>();
  private timer: NodeJS.Timeout | undefined;
  private flushing: Promise<void> | undefined;
  private forgotten = 0;

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly tallies: JobTallies,
    private readonly metrics: Metrics,
  ) {}

  onApplicationBootstrap(): void {
    for (const { instance } of this.discovery.getProviders())
      if (instance instanceof WorkerHost) this.observe(instance.worker);
    this.timer = setInterval(() => {
      this.flushing ??= this.flush().finally(() => {
        this.flushing = undefined;
      });
    }, FLUSH_MS);
    this.timer.unref();
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.flushing;
    await this.flush();
  }

  private observe(worker: Worker): void {
    const { name: queue } = worker;
    // Known from the start, so that a rate has something to rise from.
    this.metrics.stalledJobs.inc({ queue }, 0);
    worker.on('completed', (job) => this.count(queue, job, 'done'));
    worker.on('failed', (job) => {
      if (job !== undefined) this.count(queue, job, 'failed');
    });
    worker.on('stalled', () => this.metrics.stalledJobs.inc({ queue }));
  }

  private count(queue: string, job: Job, outcome: JobOutcome): void {
    const finished = job.finishedOn ?? Date.now();
    const begun = job.processedOn ?? finished;
    const took = Math.max(0, finished - begun);
    this.metrics.jobs.observe({ queue, name: job.name, result: outcome }, took / 1000);
    this.add(queue, job.name, outcome, 'took', finished, took);
    // Later attempts wait on purpose.
    if (job.attemptsStarted > 1) return;
    const waited = Math.max(0, begun - waitingSince(job));
    this.metrics.jobWaits.observe({ queue, name: job.name }, waited / 1000);
    this.add(queue, job.name, outcome, 'waited', finished, waited);
  }

  private add(
    queue: string,
    job: string,
    outcome: JobOutcome,
    measure: Measure,
    finished: number,
    duration: number,
  ): void {
    const minute = new Date(finished - (finished % MINUTE_MS));
    this.put({ queue, job, outcome, measure, minute, bucket: bucketOf(duration), jobs: 1 });
  }

  private put(tally: JobTally): void {
    const key = `${tally.queue} ${tally.job} ${tally.outcome} ${tally.measure} ${tally.minute.getTime()} ${tally.bucket}`;
    const known = this.counted.get(key);
    if (known === undefined && this.counted.size >= REMEMBERED) return;
    this.counted.set(key, known === undefined ? tally : { ...known, jobs: known.jobs + tally.jobs });
  }

  private async flush(): Promise<void> {
    const tallies = [...this.counted.values()];
    this.counted.clear();
    try {
      await this.tallies.add(tallies);
    } catch (error) {
      for (const tally of tallies) this.put(tally);
      this.logger.debug(`Durations of jobs wait to be written: ${String(error)}`);
      return;
    }
    if (this.forgotten > Date.now() - FORGET_EVERY_MS) return;
    this.forgotten = Date.now();
    await this.tallies
      .forget(new Date(Date.now() - KEPT_MS))
      .catch((error: unknown) => this.logger.debug(`Old durations of jobs stay: ${String(error)}`));
  }
}
