import { Injectable, Logger, type OnApplicationBootstrap, type OnApplicationShutdown } from '@nestjs/common';
import { ChangeLog, MatchNotices, TellDigests } from '#application';
import { Env } from '#platform';

/** Follows the change log for notices that watches ask for, and tells digests when their period is over. */
@Injectable()
export class WatchAnnouncer implements OnApplicationBootstrap, OnApplicationShutdown {
  private readonly logger = new Logger(WatchAnnouncer.name);
  private timer: NodeJS.Timeout | undefined;
  private unsubscribe: (() => Promise<void>) | undefined;
  private running: Promise<void> | undefined;
  private again = false;
  private stopped = false;

  constructor(
    private readonly log: ChangeLog,
    private readonly notices: MatchNotices,
    private readonly digests: TellDigests,
    private readonly env: Env,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    this.unsubscribe = await this.log.onWake(() => this.wake());
    this.timer = setInterval(() => this.wake(), this.env.RECONCILE_MS);
    this.timer.unref();
    this.wake();
  }

  async onApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearInterval(this.timer);
    await this.unsubscribe?.();
    await this.running;
  }

  private wake(): void {
    this.again = true;
    if (this.stopped) return;
    this.running ??= this.run().finally(() => {
      this.running = undefined;
    });
  }

  private async run(): Promise<void> {
    try {
      while (this.again && !this.stopped) {
        this.again = false;
        await this.notices.run();
        await this.digests.run();
      }
    } catch (error) {
      this.logger.warn(
        `Watches wait, trying again: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }
}
