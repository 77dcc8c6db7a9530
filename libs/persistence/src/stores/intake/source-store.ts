import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import {
  type FreshnessChange,
  type NewSource,
  type SourceFreshness,
  type SourceRecord,
  type SourceSettings,
  SourceStore,
  type Tx,
} from '#application';
import { CHANGE_CHANNEL } from '../documents/change-log.ts';
import { inTransaction, managerOf } from '../transactions.ts';

/** How long the secret before the present one still opens. */
const ROTATION = '1 day';
/** The last sign of life of a source s. */
const LAST = 'greatest(s.created, s.last_delivery, s.last_checked)';
/** When the freshness promise of a source s runs out. */
const DUE = `${LAST} + s.freshness::interval`;
const COLUMNS = `s.id, s.name, s.kind, s.format, s.mapping, s.url, s.schedule, s.paging, s.freshness, s.state, s.revision,
  s.last_delivery AS "lastDelivery", s.stale_since AS "staleSince", s.secrets IS NOT NULL AS "isSigned",
  CASE WHEN s.state <> 'disabled' THEN ${DUE} END AS due,
  (SELECT count(*)::int FROM placet.quarantine q WHERE q.source = s.id AND q.state = 'open') AS quarantined`;

const INSERT = `INSERT INTO placet.source (id, kind, name, format, mapping, url, schedule, paging, freshness, state, secrets)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10,
    CASE WHEN $11::text IS NULL THEN NULL ELSE jsonb_build_array(jsonb_build_object('secret', $11::text)) END)
  ON CONFLICT (id) DO NOTHING RETURNING id`;

/** Feeds and senders in Postgres. */
@Injectable()
export class PostgresSourceStore extends SourceStore {
  constructor(private readonly source: DataSource) {
    super();
  }

  async find(id: string): Promise<SourceRecord | undefined> {
    const [row] = await this.source.query<SourceRecord[]>(
      `SELECT ${COLUMNS} FROM placet.source s WHERE s.id = $1`,
      [id],
    );
    return row;
  }

  async list(): Promise<SourceRecord[]> {
    return this.source.query(`SELECT ${COLUMNS} FROM placet.source s ORDER BY s.id`);
  }

  async add(record: NewSource, secret?: string | null): Promise<boolean> {
    const rows = await this.write(INSERT, insertedOf(record, secret));
    return rows.length === 1;
  }

  async ensure(tx: Tx, record: NewSource): Promise<void> {
    await managerOf(tx).query(INSERT, insertedOf(record));
  }

  async change(
    id: string,
    revision: number,
    settings: SourceSettings,
    secret?: string | null,
  ): Promise<boolean> {
    const rows = await this.write(
      `WITH changed AS (
         UPDATE placet.source s SET name = $3, format = $4, mapping = $5, url = $6, schedule = $7, paging = $8, freshness = $9, state = $10,
           revision = revision + 1,
           -- Another place to read from, or another way of paging: the old position means nothing there.
           position = CASE WHEN s.url IS DISTINCT FROM $6 OR s.paging IS DISTINCT FROM $8::jsonb THEN '{}'::jsonb ELSE s.position END,
           failures = 0, not_before = NULL,
           secrets = CASE
             WHEN NOT $11::boolean THEN s.secrets
             WHEN $12::text IS NULL THEN NULL
             ELSE jsonb_build_array(jsonb_build_object('secret', $12::text)) ||
               coalesce((SELECT jsonb_agg(kept.value || jsonb_build_object('until', now() + interval '${ROTATION}'))
                 FROM (SELECT value FROM jsonb_array_elements(s.secrets) LIMIT 1) AS kept), '[]')
           END
         WHERE id = $1 AND revision = $2 RETURNING id
       ) SELECT id FROM changed`,
      [id, revision, ...valuesOf(settings), secret !== undefined, secret ?? null],
    );
    return rows.length === 1;
  }

  async remove(id: string, revision: number): Promise<boolean> {
    const rows = await this.write(
      `WITH used AS (
         SELECT EXISTS (SELECT FROM placet.delivery WHERE source = $1) OR EXISTS (SELECT FROM placet.source_run WHERE source = $1) AS is_used
       ), disabled AS (
         UPDATE placet.source SET state = 'disabled', secrets = NULL, schedule = NULL, freshness = NULL, stale_since = NULL, revision = revision + 1
         WHERE id = $1 AND revision = $2 AND (SELECT is_used FROM used) RETURNING id
       ), gone AS (
         DELETE FROM placet.source WHERE id = $1 AND revision = $2 AND NOT (SELECT is_used FROM used) RETURNING id
       ) SELECT id FROM disabled UNION ALL SELECT id FROM gone`,
      [id, revision],
    );
    return rows.length === 1;
  }

  async secrets(id: string): Promise<readonly string[]> {
    const rows = await this.source.query<{ secret: string }[]>(
      `SELECT one.value ->> 'secret' AS secret FROM placet.source s, jsonb_array_elements(s.secrets) AS one
       WHERE s.id = $1 AND coalesce((one.value ->> 'until')::timestamptz > now(), true)`,
      [id],
    );
    return rows.map(({ secret }) => secret);
  }

  async freshness(): Promise<SourceFreshness[]> {
    return this.source.query(
      `SELECT id AS source, freshness AS promise, ${LAST} AS last, ${DUE} AS due
       FROM placet.source s WHERE freshness IS NOT NULL AND state <> 'disabled' ORDER BY due, id`,
    );
  }

  async markStale(tx: Tx): Promise<FreshnessChange[]> {
    const manager = managerOf(tx);
    const rows = await manager.query<FreshnessChange[]>(
      `WITH promised AS (
         SELECT id, CASE WHEN state = 'active' AND ${DUE} < now() THEN ${DUE} END AS since
         FROM placet.source s
       ), changed AS (
         UPDATE placet.source s SET stale_since = p.since FROM promised p
         WHERE p.id = s.id AND (s.stale_since IS NULL) <> (p.since IS NULL) RETURNING s.id, p.since
       ), told AS (
         INSERT INTO placet.change (xid, kind, key, version)
         SELECT pg_current_xact_id()::text::bigint, 'source', id, to_char(since AT TIME ZONE 'UTC', 'YYYY-MM-DD') FROM changed
       ) SELECT id AS source, to_json(since) #>> '{}' AS since FROM changed`,
    );
    if (rows.length > 0) await manager.query(`SELECT pg_notify('${CHANGE_CHANNEL}', '')`);
    return rows;
  }

  async stale(): Promise<ReadonlyMap<string, string>> {
    const rows = await this.source.query<{ id: string; day: string }[]>(
      `SELECT id, to_char(stale_since AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day FROM placet.source WHERE stale_since IS NOT NULL`,
    );
    return new Map(rows.map(({ id, day }) => [id, day]));
  }

  private write(statement: string, values: unknown[]): Promise<unknown[]> {
    return inTransaction(this.source, (manager) => manager.query<unknown[]>(statement, values));
  }
}

function insertedOf(record: NewSource, secret: string | null = null): unknown[] {
  return [record.id, record.kind, ...valuesOf({ state: 'active', ...record }), secret];
}

function valuesOf(settings: Partial<SourceSettings>): unknown[] {
  const { name, format, mapping, url, schedule, paging, freshness, state } = settings;
  return [name, format, json(mapping), url, json(schedule), json(paging), freshness, state].map(
    (value) => value ?? null,
  );
}

function json(value: unknown): string | null {
  return value === null || value === undefined ? null : JSON.stringify(value);
}
