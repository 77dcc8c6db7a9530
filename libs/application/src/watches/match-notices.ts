import { Injectable } from '@nestjs/common';
import { eventId } from '../events/event-id.ts';
import { type Change, ChangeLog } from '../ports/record/documents.ts';
import { EventLog } from '../ports/following/events.ts';
import { TenantDirectory } from '../ports/tenant-directory.ts';
import { Transactions } from '../ports/transactions.ts';
import { type MatchedNotice, NoticeMatches, type Watch, WatchStore } from '../ports/following/watches.ts';

const BATCH = 1000;

/**
 * Follows the change log and tells each watch of notices about those that are new and match, once. Looking at a part of
 * the log again tells nothing twice, since an event's id follows from watch and notice.
 */
@Injectable()
export class MatchNotices {
  constructor(
    private readonly transactions: Transactions,
    private readonly tenants: TenantDirectory,
    private readonly log: ChangeLog,
    private readonly matches: NoticeMatches,
    private readonly watches: WatchStore,
    private readonly events: EventLog,
  ) {}

  /** Follows the log to its end; answers how many events were told. */
  async run(): Promise<number> {
    let position = await this.matches.position();
    if (position === null) {
      position = await this.log.head('everything');
      await this.matches.advance(null, position);
      return 0;
    }
    let told = 0;
    for (;;) {
      const changes = await this.log.after(position, BATCH);
      const last = changes.at(-1);
      if (last === undefined) return told;
      told += await this.tell(changes.filter(({ kind }) => kind === 'notice'));
      if (!(await this.matches.advance(position, last.position))) return told;
      ({ position } = last);
    }
  }

  private async tell(changes: readonly Change[]): Promise<number> {
    if (changes.length === 0) return 0;
    const byNotice = new Map(changes.map((change) => [change.key, change]));
    let told = 0;
    for (const tenant of await this.tenants.ids()) {
      const watches = await this.transactions.runAs(tenant, (tx) => this.watches.list(tx));
      for (const watch of watches) {
        if (watch.subject.kind !== 'notices') continue;
        const found = await this.matches.among([...byNotice.keys()], watch.subject.query, watch.created);
        for (const notice of found)
          if (await this.put(watch, notice, byNotice.get(notice.notice)?.position ?? null)) told += 1;
      }
    }
    return told;
  }

  private put(watch: Watch, matched: MatchedNotice, position: string | null): Promise<boolean> {
    const { notice, version, title, market, buyer, deadline, source, delivery, pointer, traceparent } =
      matched;
    return this.transactions.runAs(watch.tenant, (tx) =>
      this.events.put(tx, {
        id: eventId('notice', watch.id, notice),
        type: 'placet.notice.matched',
        tenant: watch.tenant,
        subject: notice,
        market,
        vendor: null,
        traceparent,
        data: {
          watch: watch.id,
          notice,
          version,
          title,
          market,
          buyer,
          deadline,
          cause: { change: position, kind: 'notice', key: notice, version, source, delivery, pointer },
        },
      }),
    );
  }
}
