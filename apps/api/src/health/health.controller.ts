import { Controller, Get, Header, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { DataSource } from 'typeorm';
import { TenantIsolation } from '#access';
import { Evaluation, QuarantineStore, RecordMeasures, SourceStore, WorldKeeper } from '#application';
import { OutboxRows, QueueDesk, QueueHealth, WorkState } from '#messaging';
import { Metrics } from '#platform';
import { Draining } from './draining.ts';

const PART_TIMEOUT_MS = 2000;

/** Alive, ready, measured: three different questions. */
@Controller()
export class HealthController {
  constructor(
    private readonly source: DataSource,
    private readonly queueHealth: QueueHealth,
    private readonly work: WorkState,
    private readonly desk: QueueDesk,
    private readonly worlds: WorldKeeper,
    private readonly outbox: OutboxRows,
    private readonly quarantine: QuarantineStore,
    private readonly sources: SourceStore,
    private readonly record: RecordMeasures,
    private readonly metrics: Metrics,
    private readonly isolation: TenantIsolation,
    private readonly evaluation: Evaluation,
    private readonly draining: Draining,
  ) {}

  /** A worker that is stuck is not helped by waiting: whoever watches the process has to start it anew. */
  @Get('livez')
  async live(@Res() reply: FastifyReply): Promise<void> {
    const { stuck } = this.work;
    await reply
      .status(stuck === null ? 200 : 503)
      .send(stuck === null ? { status: 'ok' } : { status: 'stuck', reason: stuck });
  }

  @Get('readyz')
  async ready(@Res() reply: FastifyReply): Promise<void> {
    const parts = {
      postgres: await answers(() => this.source.query('SELECT 1')),
      migrations: await answers(async () => {
        if (await this.source.showMigrations()) throw new Error('migrations are pending');
      }),
      queue: await answers(() => this.queueHealth.ping()),
      world: this.worlds.isLoaded ? 'ok' : 'the data is still being loaded',
      ...(this.work.stuck === null ? {} : { worker: this.work.stuck }),
      ...(this.draining.isEnding ? { process: 'it is about to end' } : {}),
    };
    const isReady = Object.values(parts).every((part) => part === 'ok');
    await reply
      .status(isReady ? 200 : 503)
      .headers(isReady ? {} : { 'retry-after': '2' })
      .send({
        status: isReady ? 'ok' : 'unavailable',
        parts,
        ...this.warned(),
        ...(this.worlds.isLoaded ? { position: this.worlds.position } : {}),
      });
  }

  /**
   * What works but should not stay so: nothing in the database keeps a mistake in the service from showing one tenant's
   * data to another, or the queue back end is set so that it can lose jobs.
   */
  private warned(): { warnings?: string[] } {
    const warnings = [
      ...this.isolation.problems.map(
        (problem) => `${problem}. Set DATABASE_APP_URL to a role made for the service; see the runbook.`,
      ),
      ...this.queueHealth.problems.map((problem) => `${problem}.`),
    ];
    return warnings.length > 0 ? { warnings } : {};
  }

  @Get('metrics')
  @Header('cache-control', 'no-store')
  async measure(@Res() reply: FastifyReply): Promise<void> {
    await Promise.all([
      this.outbox.pending().then((count) => this.metrics.outboxPending.set(count)),
      this.quarantine.countOpen().then((count) => this.metrics.quarantine.set(count)),
      this.measureFreshness(),
      this.measureRecord(),
      ...this.desk.names().map((name) => this.measureQueue(name)),
    ]).catch(() => undefined);
    this.metrics.evaluationBusy.set(this.evaluation.busyMs / 1000);
    this.metrics.evaluationPending.set(this.evaluation.pending);
    if (this.worlds.isLoaded) this.metrics.worldPosition.set(Number(this.worlds.position.split('-')[1]));
    await reply
      .header('content-type', this.metrics.registry.contentType)
      .send(await this.metrics.registry.metrics());
  }

  private async measureRecord(): Promise<void> {
    for (const [state, count] of Object.entries(this.record.connections()))
      this.metrics.connections.set({ state }, count);
    if (!this.worlds.isLoaded) return;
    const { oldestUndoneSeconds, unseenSeconds } = await this.record.measure(this.worlds.position);
    this.metrics.oldestUndone.set(oldestUndoneSeconds);
    this.metrics.worldLag.set(Math.max(0, unseenSeconds));
  }

  private async measureFreshness(): Promise<void> {
    const now = new Date();
    const sources = await this.sources.freshness();
    // A source without a promise has none to break: it goes away from the metric too.
    this.metrics.sourceStale.reset();
    for (const { source, due } of sources) this.metrics.sourceStale.set({ source }, due < now ? 1 : 0);
  }

  private async measureQueue(name: string): Promise<void> {
    const { paused, counts, oldestWaiting } = await this.desk.state(name);
    const age = oldestWaiting === null ? 0 : (Date.now() - oldestWaiting.since.getTime()) / 1000;
    this.metrics.oldestWaiting.set({ queue: name }, Math.max(0, age));
    this.metrics.queuePaused.set({ queue: name }, paused ? 1 : 0);
    for (const [state, jobs] of Object.entries(counts))
      this.metrics.queueJobs.set({ queue: name, state }, jobs);
  }
}

async function answers(ask: () => Promise<unknown>): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('no answer in time')), PART_TIMEOUT_MS);
  });
  try {
    await Promise.race([ask(), timeout]);
    return 'ok';
  } catch (error) {
    return error instanceof Error ? error.message : 'does not answer';
  } finally {
    clearTimeout(timer);
  }
}
