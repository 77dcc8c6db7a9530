import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import {
  type Change,
  type DocumentKind,
  type LoggedTransaction,
  PastRecord,
  type StoredDocument,
} from '#application';
import type { StandingDispute } from '#domain';
import { STORED } from './document-store.ts';

/** No transaction that could still add entries before these is running. */
const SETTLED = 'xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint';
const ENTRY = `xid || '-' || seq AS position, xid::text AS xid, kind, key, version, delivery_id AS "deliveryId",
  CASE kind WHEN 'day' THEN key ELSE to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD') END AS day`;

type Entry = Change & { readonly xid: string; readonly day: string };

/**
 * Reads the record at a position of the change log: each document version says which transaction began and which ended
 * it. Transactions that overlapped may end in another order than they began; by their ids the order is one for all.
 */
@Injectable()
export class PostgresPastRecord extends PastRecord {
  constructor(private readonly source: DataSource) {
    super();
  }

  async transactions(after: string, limit: number): Promise<LoggedTransaction[]> {
    const [xid, seq] = after.split('-');
    const entries = await this.source.query<Entry[]>(
      `SELECT ${ENTRY} FROM placet.change
       WHERE (xid, seq) > ($1::bigint, $2::bigint) AND ${SETTLED} ORDER BY xid, seq LIMIT $3`,
      [xid, seq, limit],
    );
    const last = entries.at(-1);
    if (last !== undefined && entries.length === limit) {
      const rest = await this.source.query<Entry[]>(
        `SELECT ${ENTRY} FROM placet.change WHERE xid = $1::bigint AND seq > $2::bigint ORDER BY seq`,
        [last.xid, last.position.split('-')[1]],
      );
      entries.push(...rest);
    }
    return inTransactions(entries);
  }

  async isAwaited(after: string): Promise<boolean> {
    const [xid, seq] = after.split('-');
    const [row] = await this.source.query<{ awaited: boolean }[]>(
      'SELECT EXISTS (SELECT FROM placet.change WHERE (xid, seq) > ($1::bigint, $2::bigint)) AS awaited',
      [xid, seq],
    );
    return row?.awaited ?? false;
  }

  async documents(
    position: string,
    keys: readonly { kind: DocumentKind; key: string }[] | null,
  ): Promise<StoredDocument[]> {
    const [xid] = position.split('-');
    return this.source.query(
      `SELECT ${STORED} FROM placet.document_version
       WHERE from_xid <= $1::bigint AND coalesce(to_xid > $1::bigint, upper_inf(recorded)) AND NOT isempty(recorded)
         AND ($2::text[] IS NULL OR (kind, key) IN (SELECT * FROM unnest($2::text[], $3::text[]))) ORDER BY id`,
      [xid, keys?.map(({ kind }) => kind) ?? null, keys?.map(({ key }) => key) ?? null],
    );
  }

  async disputes(position: string): Promise<readonly StandingDispute[]> {
    const [xid] = position.split('-');
    // A step and its entry in the log are of one transaction, so of one instant.
    return this.source.query(
      `SELECT DISTINCT ON (dispute) dispute AS id, statement, subject, status,
              (min(recorded) OVER (PARTITION BY dispute) AT TIME ZONE 'UTC')::date::text AS since
       FROM placet.fact_dispute d
       WHERE EXISTS (SELECT FROM placet.change c
         WHERE c.kind = 'dispute' AND c.key = d.statement AND c.at = d.recorded AND c.xid <= $1::bigint)
       ORDER BY dispute, d.id DESC`,
      [xid],
    );
  }

  async staleSources(position: string): Promise<ReadonlyMap<string, string>> {
    const [xid] = position.split('-');
    const rows = await this.source.query<{ key: string; since: string | null }[]>(
      `SELECT DISTINCT ON (key) key, version AS since FROM placet.change
       WHERE kind = 'source' AND xid <= $1::bigint ORDER BY key, xid DESC, seq DESC`,
      [xid],
    );
    return new Map(rows.flatMap(({ key, since }) => (since === null ? [] : [[key, since] as const])));
  }

  async speakersOf(
    statements: readonly string[],
  ): Promise<ReadonlyMap<string, readonly { kind: string; key: string }[]>> {
    const rows = await this.source.query<{ statement: string; origin: string }[]>(
      'SELECT DISTINCT statement, origin FROM placet.fact WHERE statement = ANY($1::text[])',
      [statements],
    );
    const speakers = new Map<string, { kind: string; key: string }[]>();
    for (const { statement, origin } of rows)
      speakers.set(statement, [...(speakers.get(statement) ?? []), documentOf(origin)]);
    return speakers;
  }
}

/** The document that an origin names: `vendor:aws`, or one reading of a register, `register:fedramp@2026-04-28`. */
function documentOf(origin: string): { kind: string; key: string } {
  const [, kind = '', key = ''] = /^([^:]+):(.*)$/s.exec(origin) ?? [];
  return { kind, key: kind === 'register' ? key.slice(0, key.lastIndexOf('@')) : key };
}

function inTransactions(entries: readonly Entry[]): LoggedTransaction[] {
  const grouped = new Map<string, Entry[]>();
  for (const entry of entries) {
    const own = grouped.get(entry.xid);
    if (own === undefined) grouped.set(entry.xid, [entry]);
    else own.push(entry);
  }
  return [...grouped.values()].map((own) => ({
    position: own.at(-1)?.position ?? '0-0',
    day:
      own
        .map(({ day }) => day)
        .toSorted()
        .at(-1) ?? '',
    changes: own.map(({ position, kind, key, version, deliveryId }) => ({
      position,
      kind,
      key,
      version,
      deliveryId,
    })),
  }));
}
