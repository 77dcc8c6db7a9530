import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ChangeLog, Clock, Lease, PastRecord, ProjectVerdicts, Settings } from '#application';
import { Env } from '#platform';
import { ProjectionMetrics } from './projection-metrics.ts';

const POLL_MS = 2000;
/** How soon entries are looked for again that can still be overtaken: what holds them back are short transactions. */
const AWAITED_MS = 5;
const AWAITED_MOST_MS = 250;
const NAME = 'projection';
/** Setting that says that the reference data is delivered; see the launcher's seed. */
const SEEDED = 'seed.reference';

/**
 * Keeps standing verdicts current: woken by the change log itself, which is its queue. One worker at a time does it; the
 * others wait for its lease, which ends with its process.
 */
@Injectable()
export class Projection implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(Projection.name);
  private running: Promise<void> | undefined;
  private again = false;
  private isStopped = false;
  private timer: NodeJS.Timeout | undefined;
  private soon: NodeJS.Timeout | undefined;
  private delayMs = AWAITED_MS;
  private unsubscribe: (() => Promise<void>) | undefined;

  constructor(
    private readonly project: ProjectVerdicts,
    private readonly log: ChangeLog,
    private readonly record: PastRecord,
    private readonly lease: Lease,
    private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly metrics: ProjectionMetrics,
    private readonly env: Env,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.unsubscribe = await this.log.onWake(() => this.wake());
    this.timer = setInterval(() => this.wake(), POLL_MS);
    this.timer.unref();
    this.wake();
  }

  async onApplicationShutdown(): Promise<void> {
    this.isStopped = true;
    clearInterval(this.timer);
    clearTimeout(this.soon);
    await this.unsubscribe?.();
    await this.running;
    await this.lease.release();
  }

  private wake(): void {
    this.again = true;
    if (this.isStopped) return;
    this.running ??= this.run().finally(() => {
      this.running = undefined;
      if (this.again && !this.isStopped) this.wake();
    });
  }

  private async run(): Promise<void> {
    try {
      while (this.again && !this.isStopped) {
        this.again = false;
        if (!(await this.isSeeded())) return;
        if (!(await this.lease.take(NAME))) {
          this.project.forget();
          return;
        }
        await this.advance();
      }
    } catch (error) {
      this.again = false;
      this.logger.warn(
        `Standing verdicts wait, trying again: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  private async advance(): Promise<void> {
    const { reached, transitions } = await this.project.advance(this.clock.today(), () => this.isStopped);
    if (transitions.length > 0) {
      this.logger.log(`${transitions.length} verdicts changed up to position ${reached?.position ?? '?'}`);
      await this.metrics.count(transitions);
    }
    if (reached === null) {
      // Another worker was faster: begin again from what it has written.
      this.again = true;
      return;
    }
    if (!(await this.record.isAwaited(reached.position))) {
      this.delayMs = AWAITED_MS;
      return;
    }
    clearTimeout(this.soon);
    this.soon = setTimeout(() => this.wake(), this.delayMs);
    this.delayMs = Math.min(this.delayMs * 2, AWAITED_MOST_MS);
  }

  /** The first verdicts are those of the whole reference data: its arrival piece by piece turns no verdict. */
  private async isSeeded(): Promise<boolean> {
    return this.env.PLACET_SEED !== 'reference' || (await this.settings.get(SEEDED)) !== undefined;
  }
}
