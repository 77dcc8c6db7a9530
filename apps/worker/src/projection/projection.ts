import { Injectable } from '@nestjs/common';
import { ChangeLog, Clock, Lease, PastRecord, ProjectVerdicts, Settings } from '#application';
import { RecurringWork } from '#messaging';
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
export class Projection extends RecurringWork {
  private soon: NodeJS.Timeout | undefined;
  private delayMs = AWAITED_MS;

  constructor(
    private readonly project: ProjectVerdicts,
    private readonly log: ChangeLog,
    private readonly record: PastRecord,
    private readonly lease: Lease,
    private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly metrics: ProjectionMetrics,
    private readonly env: Env,
  ) {
    super({ everyMs: POLL_MS, failure: 'Standing verdicts wait' });
  }

  override async onApplicationShutdown(): Promise<void> {
    await super.onApplicationShutdown();
    clearTimeout(this.soon);
    await this.lease.release();
  }

  protected override subscribe(wake: () => void): Promise<() => Promise<void>> {
    return this.log.onWake(wake);
  }

  protected async run(): Promise<void> {
    if (!(await this.isSeeded())) return;
    if (await this.lease.take(NAME)) await this.advance();
    else this.project.forget();
  }

  private async advance(): Promise<void> {
    const { reached, transitions } = await this.project.advance(this.clock.today(), () => this.isEnding);
    if (transitions.length > 0) {
      this.logger.log(`${transitions.length} verdicts changed up to position ${reached?.position ?? '?'}`);
      await this.metrics.count(transitions);
    }
    if (reached === null) {
      // Another worker was faster: begin again from what it has written.
      this.wake();
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
