import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import {
  type IncomingNotice,
  NoticeCompiler,
  NoticeJudge,
  type NoticeOutcome,
  type NoticeRow,
  NoticeStore,
  type StoredNoticeVersion,
  type Tx,
} from '#application';
import { type NoticeVersion, processView } from '#domain';
import { CHANGE_CHANNEL } from './change-log.ts';
import { columnsOf } from './notice-columns.ts';
import { NOTICE_ROW } from './notice-search.ts';
import { managerOf } from './transactions.ts';

/** Notices in Postgres: every publication kept, and the view of each procedure recomputed from all of them. */
@Injectable()
export class PostgresNoticeStore extends NoticeStore {
  constructor(
    private readonly source: DataSource,
    private readonly compiler: NoticeCompiler,
    private readonly judge: NoticeJudge,
  ) {
    super();
  }

  async write(
    tx: Tx,
    deliveryId: string,
    notices: readonly IncomingNotice[],
  ): Promise<{ outcome: NoticeOutcome; id: string }[]> {
    const manager = managerOf(tx);
    const incoming = notices.map((notice) => ({
      ...notice,
      id: noticeId(notice.notice.source, notice.notice.key),
    }));
    const ids = [...new Set(incoming.map((entry) => entry.id))].toSorted();
    await this.reserve(manager, ids, incoming);
    const known = await this.known(manager, ids);
    const before = new Map(ids.map((id) => [id, known.filter((row) => row.id === id).length]));
    const inBatch = new Set<string>();
    const fresh: (typeof incoming)[number][] = [];
    const outcomes = incoming.map((entry): { outcome: NoticeOutcome; id: string } => {
      const identity = `${entry.id}\n${entry.notice.version}\n${entry.hash}`;
      const siblings = known.filter((row) => row.id === entry.id);
      const outcome = outcomeOf(entry, siblings, inBatch.has(identity));
      if (outcome === 'unchanged' || outcome === 'duplicate') return { outcome, id: entry.id };
      inBatch.add(identity);
      known.push({ id: entry.id, version: entry.notice.version, hash: entry.hash });
      fresh.push(entry);
      return { outcome, id: entry.id };
    });
    if (fresh.length > 0) {
      await this.insertVersions(manager, deliveryId, fresh);
      await this.refreshViews(manager, deliveryId, fresh, before);
    }
    return outcomes;
  }

  async find(id: string): Promise<NoticeRow | undefined> {
    const [row] = await this.source.query<NoticeRow[]>(
      `SELECT ${NOTICE_ROW} FROM placet.notice WHERE id = $1`,
      [id],
    );
    return row;
  }

  async publications(id: string): Promise<StoredNoticeVersion[]> {
    return this.source.query(
      'SELECT body AS notice, raw, format FROM placet.notice_version WHERE notice_id = $1 ORDER BY id',
      [id],
    );
  }

  /** Makes the rows that versions refer to, in one order for every writer, so that two of them can't deadlock. */
  private async reserve(
    manager: EntityManager,
    ids: readonly string[],
    incoming: readonly { id: string; notice: NoticeVersion }[],
  ): Promise<void> {
    const first = ids.map((id) => incoming.find((entry) => entry.id === id)?.notice);
    await manager.query(
      `INSERT INTO placet.notice (id, source, key, kind, status, versions, body, search)
       SELECT id, source, key, 'tender', 'unknown', 0, '{}', '' FROM unnest($1::uuid[], $2::text[], $3::text[]) AS n (id, source, key)
       ORDER BY id ON CONFLICT (id) DO NOTHING`,
      [ids, first.map((notice) => notice?.source), first.map((notice) => notice?.key)],
    );
    await manager.query('SELECT id FROM placet.notice WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE', [
      ids,
    ]);
  }

  private async known(
    manager: EntityManager,
    ids: readonly string[],
  ): Promise<{ id: string; version: string; hash: string }[]> {
    return manager.query(
      `SELECT notice_id AS id, version, hash FROM placet.notice_version WHERE notice_id = ANY($1::uuid[])`,
      [ids],
    );
  }

  private async insertVersions(
    manager: EntityManager,
    deliveryId: string,
    fresh: readonly (IncomingNotice & { id: string })[],
  ): Promise<void> {
    await manager.query(
      `INSERT INTO placet.notice_version (notice_id, version, body, raw, format, hash, delivery_id, pointer)
       SELECT id, version, body::jsonb, raw, format, hash, $1, pointer
       FROM unnest($2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[]) AS v (id, version, body, raw, format, hash, pointer)`,
      [
        deliveryId,
        fresh.map((entry) => entry.id),
        fresh.map((entry) => entry.notice.version),
        fresh.map((entry) => jsonb(entry.notice)),
        fresh.map((entry) => entry.raw.replaceAll('\0', '\uFFFD')),
        fresh.map((entry) => entry.format),
        fresh.map((entry) => entry.hash),
        fresh.map((entry) => entry.pointer),
      ],
    );
  }

  private async refreshViews(
    manager: EntityManager,
    deliveryId: string,
    fresh: readonly (IncomingNotice & { id: string })[],
    before: ReadonlyMap<string, number>,
  ): Promise<void> {
    const touched = [...new Set(fresh.map((entry) => entry.id))];
    const publications = new Map<string, StoredNoticeVersion[]>(touched.map((id) => [id, []]));
    const older = touched.filter((id) => (before.get(id) ?? 0) > 0);
    if (older.length > 0) {
      const rows = await manager.query<(StoredNoticeVersion & { id: string })[]>(
        'SELECT notice_id AS id, body AS notice, raw, format FROM placet.notice_version WHERE notice_id = ANY($1::uuid[]) ORDER BY id',
        [older],
      );
      for (const row of rows) publications.get(row.id)?.push(row);
    }
    for (const entry of fresh) {
      if (!older.includes(entry.id)) publications.get(entry.id)?.push(entry);
    }
    const views = touched.flatMap((id) => {
      const view = processView(this.compiler.compile(publications.get(id) ?? []));
      return view ? [{ id, ...view }] : [];
    });
    await manager.query(
      `UPDATE placet.notice n SET market = v.market, kind = v.kind, status = v.status, title = v.title, buyer = v.buyer,
         published = v.published::timestamptz, deadline = v.deadline::timestamptz, currency = v.currency, amount = v.amount::numeric,
         classification = v.classification, versions = v.versions, body = v.body, changed = now(),
         search = to_tsvector('simple', v.words) || array_to_tsvector(ARRAY(
           SELECT DISTINCT unnest(tsvector_to_array(to_tsvector(s.config::regconfig, s.text)))
           FROM jsonb_to_recordset(v.stems) AS s (config text, text text))),
         relevance_band = v.relevance_band, relevance_score = v.relevance_score, relevance = v.relevance, clause_hints = v.clause_hints
       FROM jsonb_to_recordset($1::jsonb) AS v (id uuid, market text, kind text, status text, title text, buyer text, published text, deadline text,
         currency text, amount text, classification text[], versions int, body jsonb, words text, stems jsonb,
         relevance_band text, relevance_score numeric, relevance jsonb, clause_hints jsonb)
       WHERE n.id = v.id`,
      [jsonb(views.map((view) => columnsOf(view.id, view.current, view, this.judge.judge(view.current))))],
    );
    await manager.query(
      `INSERT INTO placet.change (xid, kind, key, delivery_id)
       SELECT pg_current_xact_id()::text::bigint, 'notice', id, $1 FROM unnest($2::text[]) AS t (id)`,
      [deliveryId, touched],
    );
    await manager.query(`SELECT pg_notify('${CHANGE_CHANNEL}', '')`);
  }
}

/** A notice's id: the same for every version of a procedure, whoever computes it and whenever. */
function noticeId(source: string, key: string): string {
  const hex = createHash('sha256').update(`notice\n${source}\n${key}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function outcomeOf(
  entry: IncomingNotice,
  siblings: readonly { version: string; hash: string }[],
  isRepeat: boolean,
): NoticeOutcome {
  if (isRepeat) return 'duplicate';
  const sameVersion = siblings.filter((row) => row.version === entry.notice.version);
  if (sameVersion.some((row) => row.hash === entry.hash)) return 'unchanged';
  if (sameVersion.length > 0) return 'conflict';
  return siblings.some((row) => row.version > entry.notice.version) ? 'superseded' : 'applied';
}

/** JSON for a jsonb parameter: Postgres can't store NUL. */
function jsonb(value: unknown): string {
  return JSON.stringify(value).replaceAll('\\u0000', '\\ufffd');
}
