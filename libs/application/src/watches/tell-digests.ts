import { Injectable } from '@nestjs/common';
import { eventId } from '../events/event-id.ts';
import { EventLog } from '../ports/following/events.ts';
import { TenantDirectory } from '../ports/tenant-directory.ts';
import { Transactions, type Tx } from '../ports/transactions.ts';
import { type Watch, WatchStore } from '../ports/following/watches.ts';

/** A digest shows so many alerts and counts the rest; the feed and the list have all of them. */
const ENTRIES_MAX = 100;

/** Tells what alerted a watch in a day or a week, when that is over; a period without alerts is passed in silence. */
@Injectable()
export class TellDigests {
  constructor(
    private readonly transactions: Transactions,
    private readonly tenants: TenantDirectory,
    private readonly watches: WatchStore,
    private readonly events: EventLog,
  ) {}

  /** Answers how many digests were told. */
  async run(): Promise<number> {
    let told = 0;
    for (const tenant of await this.tenants.ids())
      told += await this.transactions.runAs(tenant, async (tx) => {
        let count = 0;
        for (const watch of await this.watches.dueDigests(tx)) if (await this.tell(tx, watch)) count += 1;
        return count;
      });
    return told;
  }

  private async tell(tx: Tx, watch: Watch): Promise<boolean> {
    const { from, to, count, alerts } = await this.watches.closePeriod(tx, watch.id, ENTRIES_MAX);
    if (count === 0) return false;
    return this.events.put(tx, {
      id: eventId('digest', watch.id, to.toISOString()),
      type: 'placet.watch.digest',
      tenant: watch.tenant,
      subject: watch.id,
      market: null,
      vendor: null,
      traceparent: null,
      data: {
        watch: watch.id,
        name: watch.name,
        from: from.toISOString(),
        to: to.toISOString(),
        count,
        entries: alerts.map(({ event, type, subject, time, data }) => ({
          event,
          type,
          subject,
          time: time.toISOString(),
          data,
        })),
      },
    });
  }
}
