import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import {
  DELIVERY,
  DeliveryJobs,
  type EventFilter,
  EventLog,
  type LoggedEvent,
  Outbox,
  type PlacetEvent,
  type Tx,
} from '#application';
import { NotificationListener } from '../notification-listener.ts';
import { managerOf } from '../transactions.ts';
import { concernsOneOf } from './watch-condition.ts';

/** Channel that wakes readers of the event log; their poll makes a lost notification harmless. */
export const EVENT_CHANNEL = 'placet_event';
/** Columns of an event e as the log answers them. */
export const EVENT_COLUMNS = `e.id, e.type, e.tenant, e.subject, e.market, e.vendor, e.data, e.traceparent, e.time,
  e.xid || '-' || e.seq AS position`;
/** No transaction that could still add events before these is running. */
const SETTLED = 'e.xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint';

/** The event log in Postgres; row-level security shows each tenant its own events and everybody's. */
@Injectable()
export class PostgresEventLog extends EventLog {
  constructor(
    private readonly outbox: Outbox,
    private readonly listener: NotificationListener,
  ) {
    super();
  }

  async put(tx: Tx, event: PlacetEvent): Promise<boolean> {
    const manager = managerOf(tx);
    const rows = await manager.query<unknown[]>(
      `INSERT INTO placet.event (xid, id, type, tenant, subject, market, vendor, data, traceparent)
       VALUES (pg_current_xact_id()::text::bigint, $1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (id) DO NOTHING RETURNING id`,
      [
        event.id,
        event.type,
        event.tenant,
        event.subject,
        event.market,
        event.vendor,
        JSON.stringify(event.data),
        event.traceparent,
      ],
    );
    if (rows.length === 0) return false;
    const payload = { event: event.id, ...(event.tenant === null ? {} : { tenant: event.tenant }) };
    await this.outbox.put(tx, { id: randomUUID(), queue: DELIVERY.queue, job: DELIVERY.event, payload });
    await manager.query(`SELECT pg_notify('${EVENT_CHANNEL}', '')`);
    return true;
  }

  async find(tx: Tx, id: string): Promise<LoggedEvent | undefined> {
    const [row] = await managerOf(tx).query<LoggedEvent[]>(
      `SELECT ${EVENT_COLUMNS} FROM placet.event e WHERE e.id = $1`,
      [id],
    );
    return row;
  }

  async after(tx: Tx, position: string, filter: EventFilter, limit: number): Promise<LoggedEvent[]> {
    const [xid, seq] = position.split('-');
    const { types, markets, vendors, watches } = filter;
    return managerOf(tx).query(
      `SELECT ${EVENT_COLUMNS} FROM placet.event e
       WHERE (e.xid, e.seq) > ($1::bigint, $2::bigint) AND ${SETTLED}
         AND (cardinality($3::text[]) = 0 OR e.type = ANY($3))
         AND (cardinality($4::text[]) = 0 OR e.market = ANY($4))
         AND (cardinality($5::text[]) = 0 OR e.vendor = ANY($5))
         AND (cardinality($6::text[]) = 0 OR ${concernsOneOf('$6')})
       ORDER BY e.xid, e.seq LIMIT $7`,
      [xid, seq, types, markets, vendors, watches, limit],
    );
  }

  async head(tx: Tx): Promise<string> {
    const [row] = await managerOf(tx).query<{ position: string }[]>(
      `SELECT e.xid || '-' || e.seq AS position FROM placet.event e WHERE ${SETTLED} ORDER BY e.xid DESC, e.seq DESC LIMIT 1`,
    );
    return row?.position ?? '0-0';
  }

  onWake(callback: () => void): Promise<() => Promise<void>> {
    return this.listener.listen(EVENT_CHANNEL, callback);
  }
}

/** Outbox rows of the delivery queue, which stay until their work is done. */
@Injectable()
export class PostgresDeliveryJobs extends DeliveryJobs {
  constructor(private readonly source: DataSource) {
    super();
  }

  async done(id: string): Promise<void> {
    await this.source.query('DELETE FROM placet.outbox WHERE id = $1 AND queue = $2', [id, DELIVERY.queue]);
  }

  overdue(olderThanMs: number): ReturnType<DeliveryJobs['overdue']> {
    return this.source.query(
      `SELECT id, job, payload FROM placet.outbox
       WHERE queue = 'delivery' AND dispatched < now() - make_interval(secs => $1) ORDER BY dispatched LIMIT 1000`,
      [olderThanMs / 1000],
    );
  }
}
