import { Injectable } from '@nestjs/common';
import { ChangeLog, MatchNotices, TellDigests } from '#application';
import { RecurringWork } from '#messaging';
import { Env } from '#platform';

/** Follows the change log for notices that watches ask for, and tells digests when their period is over. */
@Injectable()
export class WatchAnnouncer extends RecurringWork {
  constructor(
    private readonly log: ChangeLog,
    private readonly notices: MatchNotices,
    private readonly digests: TellDigests,
    env: Env,
  ) {
    super({ everyMs: env.RECONCILE_MS, failure: 'Watches wait' });
  }

  protected override subscribe(wake: () => void): Promise<() => Promise<void>> {
    return this.log.onWake(wake);
  }

  protected async run(): Promise<void> {
    await this.notices.run();
    await this.digests.run();
  }
}
