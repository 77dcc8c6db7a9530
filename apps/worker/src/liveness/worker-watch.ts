import { WorkerHost } from '@nestjs/bullmq';
import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import type { Worker } from 'bullmq';
import { DataSource } from 'typeorm';
import {
  begunAt,
  isStuck,
  type Look,
  QueueDesk,
  QueueHealth,
  RecurringWork,
  standingAfter,
  type WorkerStanding,
  WorkState,
} from '#messaging';
import { reachRecord } from '#persistence';
import { Env, Metrics } from '#platform';
import { WorkSigns } from './work-signs.ts';

/** Looks in the time after which a worker counts as stuck. */
const LOOKS = 12;
const RECORD_ANSWERS_WITHIN_MS = 3000;

/**
 * Watches whether the workers of this process get on. A worker that says that it runs may wait for ever on a dead
 * connection or a job that never ends, so what counts is what gets done while there is something to do.
 */
@Injectable()
export class WorkerWatch extends RecurringWork {
  private readonly times: { readonly everyMs: number; readonly stuckMs: number };
  private readonly standings = new Map<string, WorkerStanding>();
  private readonly workers: Worker[] = [];

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly desk: QueueDesk,
    private readonly queues: QueueHealth,
    private readonly record: DataSource,
    private readonly signs: WorkSigns,
    private readonly state: WorkState,
    private readonly metrics: Metrics,
    env: Env,
  ) {
    const everyMs = env.PLACET_STUCK_MS / LOOKS;
    super({ everyMs, failure: 'The workers could not be watched' });
    this.times = { everyMs, stuckMs: env.PLACET_STUCK_MS };
  }

  override async onApplicationBootstrap(): Promise<void> {
    for (const { instance } of this.discovery.getProviders())
      if (instance instanceof WorkerHost) this.observe(instance.worker);
    await super.onApplicationBootstrap();
  }

  /** Has the workers take no more jobs, without waiting for those that hang; on closed connections they would spin. */
  giveUp(): void {
    for (const worker of this.workers) void worker.close(true).catch(() => undefined);
  }

  protected async run(): Promise<void> {
    await Promise.all([...this.standings].map(([queue, before]) => this.look(queue, before)));
  }

  private observe(worker: Worker): void {
    const { name: queue } = worker;
    this.workers.push(worker);
    this.standings.set(queue, begunAt(performance.now()));
    for (const event of ['active', 'completed', 'failed'] as const)
      worker.on(event, () => this.signs.give(queue));
  }

  private async look(queue: string, before: WorkerStanding): Promise<void> {
    const seen = await this.seen(queue);
    const look: Look = { ...seen, at: performance.now(), signs: this.signs.of(queue) };
    const standing = standingAfter(before, look, this.times);
    this.standings.set(queue, standing);
    const isDown = isStuck(standing, look, this.times);
    const seconds = Math.round((standing.lookedAt - standing.idleSince) / 1000);
    const what = look.queue === 'deaf' ? 'it is there: a connection is dead' : 'jobs wait';
    const reason = `the worker of the queue "${queue}" has got nothing done for ${seconds} s although ${what}`;
    if (isDown) this.logger.error(`It is stuck and has to be started anew: ${reason}`);
    this.metrics.stuckWorkers.set({ queue }, isDown ? 1 : 0);
    this.state.say(queue, isDown ? reason : null);
  }

  /** Neither a queue nor a record that is away is the worker's fault, and starting it anew would not help. */
  private async seen(queue: string): Promise<Pick<Look, 'queue' | 'oldestWaitingMs'>> {
    const [state, hasRecord] = await Promise.all([
      this.desk.state(queue).catch(() => null),
      within(RECORD_ANSWERS_WITHIN_MS, this.record.query('SELECT 1')),
    ]);
    if (!hasRecord || state === null) {
      const others = await Promise.allSettled([this.queues.reach(), reachRecord(this.record)]);
      const isThere = others.every(({ status }) => status === 'fulfilled');
      return { queue: isThere ? 'deaf' : 'away', oldestWaitingMs: null };
    }
    const { paused, oldestWaiting } = state;
    const waits = paused || oldestWaiting === null ? null : Date.now() - oldestWaiting.since.getTime();
    return { queue: 'seen', oldestWaitingMs: waits };
  }
}

/** Whether it is answered in time. */
async function within(ms: number, asked: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), ms);
  });
  try {
    return await Promise.race([
      asked.then(
        () => true,
        () => false,
      ),
      late,
    ]);
  } finally {
    clearTimeout(timer);
  }
}
