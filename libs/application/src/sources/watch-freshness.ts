import { Injectable } from '@nestjs/common';
import { eventId } from '../events/event-id.ts';
import { EventLog } from '../ports/following/events.ts';
import { type FreshnessChange, SourceStore } from '../ports/intake/sources.ts';
import { Transactions } from '../ports/transactions.ts';

/** Marks freshness promises that broke, or are kept again, and tells of those that broke, in one transaction. */
@Injectable()
export class WatchFreshness {
  constructor(
    private readonly transactions: Transactions,
    private readonly sources: SourceStore,
    private readonly events: EventLog,
  ) {}

  async run(): Promise<FreshnessChange[]> {
    return this.transactions.run(async (tx) => {
      const changes = await this.sources.markStale(tx);
      for (const { source, since } of changes) {
        if (since === null) continue;
        await this.events.put(tx, {
          id: eventId('source-stale', source, since),
          type: 'placet.source.stale',
          tenant: null,
          subject: source,
          market: null,
          vendor: null,
          data: { source, since },
          traceparent: null,
        });
      }
      return changes;
    });
  }
}
