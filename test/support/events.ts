import { randomUUID } from 'node:crypto';
import { EventLog, type PlacetEvent, Transactions } from '#application';
import type { TestPlacet } from './service/placet.ts';

/** Writes an event as its cause would; what is not stated is a source gone stale, told to everybody. */
export async function tellEvent(placet: TestPlacet, stated: Partial<PlacetEvent> = {}): Promise<string> {
  const event: PlacetEvent = {
    id: randomUUID(),
    type: 'placet.source.stale',
    tenant: null,
    subject: 'feed',
    market: null,
    vendor: null,
    data: { source: 'feed', since: '2026-11-24T00:00:00.000Z' },
    traceparent: null,
    ...stated,
  };
  const { app } = placet.services;
  const log = app.get(EventLog, { strict: false });
  const transactions = app.get(Transactions, { strict: false });
  const write = (tx: Parameters<EventLog['put']>[0]): Promise<boolean> => log.put(tx, event);
  await (event.tenant === null ? transactions.run(write) : transactions.runAs(event.tenant, write));
  return event.id;
}
