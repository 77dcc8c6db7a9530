import { Injectable } from '@nestjs/common';
import {
  type DuePeriod,
  type ForeseenAlerts,
  type ForeseenEvent,
  type Tx,
  type Watch,
  type WatchAlert,
  type WatchSettings,
  WatchStore,
} from '#application';
import { managerOf } from '../transactions.ts';
import { CONCERNS } from './watch-condition.ts';

const COLUMNS = `w.id, w.tenant, w.name, w.subject, w.question, w.digest, w.time_zone AS "timeZone",
  w.digest_due AS "digestDue", w.feed_no AS "feedNo", w.revision, w.created,
  (SELECT count(*)::int FROM placet.watch_alert a WHERE a.watch_id = w.id) AS alerts`;
const ALERT = `e.id AS event, e.type, e.subject, e.time, e.data, a.xid || '-' || a.seq AS position`;
/** A transaction that began before the end of a period may still bring alerts of it. */
const GRACE = `interval '1 minute'`;

/** The end of the day or week that an instant lies in, in a time zone, daylight saving included. */
function endOfPeriod(instant: string, digest: string, zone: string): string {
  const unit = `CASE ${digest} WHEN 'weekly' THEN 'week' ELSE 'day' END`;
  return `CASE WHEN ${digest} <> 'none' THEN
    (date_trunc(${unit}, ${instant} AT TIME ZONE ${zone}) + ('1 ' || ${unit})::interval) AT TIME ZONE ${zone} END`;
}

/** Watches in Postgres; row-level security shows those of the transaction's tenant. */
@Injectable()
export class PostgresWatchStore extends WatchStore {
  list(tx: Tx): Promise<Watch[]> {
    return managerOf(tx).query(`SELECT ${COLUMNS} FROM placet.watch w ORDER BY w.id`);
  }

  async find(tx: Tx, id: string): Promise<Watch | undefined> {
    const [row] = await managerOf(tx).query<Watch[]>(
      `SELECT ${COLUMNS} FROM placet.watch w WHERE w.id = $1`,
      [id],
    );
    return row;
  }

  async add(tx: Tx, watch: Parameters<WatchStore['add']>[1]): Promise<void> {
    const { id, tenant, name, subject, question, digest, timeZone } = watch;
    await managerOf(tx).query(
      `INSERT INTO placet.watch (id, tenant, name, kind, subject, question, digest, time_zone, digest_from, digest_due)
       VALUES ($1, $2, $3, $4, $5, $6, $7::varchar, $8::varchar, now(), ${endOfPeriod('now()', '$7::varchar', '$8::varchar')})`,
      [id, tenant, name, subject.kind, JSON.stringify(subject), question, digest, timeZone],
    );
  }

  async change(tx: Tx, id: string, revision: number, settings: WatchSettings): Promise<boolean> {
    const { name, digest, timeZone } = settings;
    const rows = await managerOf(tx).query<unknown[]>(
      `WITH changed AS (
         UPDATE placet.watch SET name = $3, digest = $4::varchar, time_zone = $5::varchar, revision = revision + 1,
           digest_from = CASE WHEN digest = 'none' THEN now() ELSE digest_from END,
           digest_due = CASE WHEN digest = $4::varchar AND time_zone = $5::varchar THEN digest_due
             ELSE ${endOfPeriod('now()', '$4::varchar', '$5::varchar')} END
         WHERE id = $1 AND revision = $2 RETURNING id
       ) SELECT id FROM changed`,
      [id, revision, name, digest, timeZone],
    );
    return rows.length === 1;
  }

  async remove(tx: Tx, id: string, revision: number): Promise<boolean> {
    const rows = await managerOf(tx).query<unknown[]>(
      `WITH gone AS (DELETE FROM placet.watch WHERE id = $1 AND revision = $2 RETURNING id) SELECT id FROM gone`,
      [id, revision],
    );
    return rows.length === 1;
  }

  async isAsked(tx: Tx, question: string): Promise<boolean> {
    const rows = await managerOf(tx).query<unknown[]>(
      'SELECT 1 FROM placet.watch WHERE question = $1 LIMIT 1',
      [question],
    );
    return rows.length === 1;
  }

  async renewFeed(tx: Tx, id: string): Promise<void> {
    await managerOf(tx).query(
      'UPDATE placet.watch SET feed_no = feed_no + 1, revision = revision + 1 WHERE id = $1',
      [id],
    );
  }

  async alert(tx: Tx, event: string): Promise<void> {
    await managerOf(tx).query(
      `INSERT INTO placet.watch_alert (watch_id, event_id, tenant, xid, seq)
       SELECT w.id, e.id, w.tenant, e.xid, e.seq FROM placet.event e
       JOIN placet.watch w ON w.created <= e.time AND ${CONCERNS} WHERE e.id = $1
       ON CONFLICT (watch_id, event_id) DO NOTHING`,
      [event],
    );
  }

  async foresee(tx: Tx, events: readonly ForeseenEvent[]): Promise<ForeseenAlerts[]> {
    if (events.length === 0) return [];
    return managerOf(tx).query(
      `SELECT w.id AS watch, w.name, w.kind, count(*)::int AS alerts FROM placet.watch w
       JOIN jsonb_to_recordset($1::jsonb) AS e (type text, market text, vendor text, data jsonb) ON ${CONCERNS}
       GROUP BY w.id, w.name, w.kind ORDER BY w.name, w.id`,
      [JSON.stringify(events)],
    );
  }

  alerts(tx: Tx, id: string, before: string | null, limit: number): Promise<WatchAlert[]> {
    const [xid = null, seq = null] = before?.split('-') ?? [];
    return managerOf(tx).query(
      `SELECT ${ALERT} FROM placet.watch_alert a JOIN placet.event e ON e.id = a.event_id
       WHERE a.watch_id = $1 AND ($2::bigint IS NULL OR (a.xid, a.seq) < ($2::bigint, $3::bigint))
       ORDER BY a.xid DESC, a.seq DESC LIMIT $4`,
      [id, xid, seq, limit],
    );
  }

  dueDigests(tx: Tx): Promise<Watch[]> {
    return managerOf(tx).query(
      `SELECT ${COLUMNS} FROM placet.watch w WHERE w.digest_due < now() - ${GRACE} ORDER BY w.id FOR UPDATE SKIP LOCKED`,
    );
  }

  async closePeriod(tx: Tx, id: string, alerts: number): Promise<DuePeriod> {
    const manager = managerOf(tx);
    const [period] = await manager.query<Omit<DuePeriod, 'alerts'>[]>(
      `SELECT w.digest_from AS "from", w.digest_due AS "to",
         (SELECT count(*)::int FROM placet.watch_alert a WHERE a.watch_id = w.id AND a.at >= w.digest_from AND a.at < w.digest_due) AS count
       FROM placet.watch w WHERE w.id = $1`,
      [id],
    );
    if (period === undefined) throw new Error(`Watch ${id} is gone although it is held`);
    const found = await manager.query<WatchAlert[]>(
      `SELECT ${ALERT} FROM placet.watch_alert a JOIN placet.event e ON e.id = a.event_id
       WHERE a.watch_id = $1 AND a.at >= $2 AND a.at < $3 ORDER BY a.xid, a.seq LIMIT $4`,
      [id, period.from, period.to, alerts],
    );
    await manager.query(
      `UPDATE placet.watch SET digest_from = digest_due, digest_due = ${endOfPeriod('digest_due', 'digest', 'time_zone')}
       WHERE id = $1`,
      [id],
    );
    return { ...period, alerts: found };
  }
}
