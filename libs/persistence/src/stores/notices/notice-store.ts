import { hash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import {
  type IncomingNotice,
  type Judgement,
  NoticeCompiler,
  NoticeJudge,
  type NoticeOutcome,
  type NoticeRow,
  NoticeStore,
  Pace,
  type StoredNoticeVersion,
  type Tx,
  Unstorable,
} from '#application';
import { type NoticeVersion, processView } from '#domain';
import { CHANGE_CHANNEL } from '../documents/change-log.ts';
import {
  bodyPlace,
  columnsOf,
  INSERT_NOTICES,
  JUDGE_NOTICES,
  judgedParameters,
  type NoticeColumns,
  noticeParameters,
  UPDATE_NOTICES,
} from './notice-columns.ts';
import { NOTICE_BODY, NOTICE_ROW } from './notice-search.ts';
import { insertPacks, type PackedText, packTexts, readTexts, TEXT_COLUMNS } from './text-packs.ts';
import { jsonText, textArray } from '../parameters.ts';
import { managerOf, Overtaken } from '../transactions.ts';

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
    const known = await this.hold(manager, [...new Set(incoming.map((entry) => entry.id))].toSorted());
    const present = new Set(known.keys());
    const inBatch = new Set<string>();
    const fresh: Fresh[] = [];
    const outcomes = incoming.map((entry): { outcome: NoticeOutcome; id: string } => {
      const identity = `${entry.id}\n${entry.notice.version}\n${entry.hash}`;
      const siblings = known.get(entry.id) ?? [];
      const outcome = outcomeOf(entry, siblings, inBatch.has(identity));
      if (outcome === 'unchanged' || outcome === 'duplicate') return { outcome, id: entry.id };
      inBatch.add(identity);
      known.set(entry.id, [
        ...siblings,
        { version: entry.notice.version, hash: entry.hash, isWithdrawn: false },
      ]);
      fresh.push({ ...entry, body: storableJson(entry.notice) });
      return { outcome, id: entry.id };
    });
    if (fresh.length > 0) {
      const versions = await this.numbered(manager, fresh);
      const needed = versions.filter(({ format }) => this.compiler.needsRaw(format));
      const packed = packTexts(needed.map(({ versionId, raw }) => ({ id: versionId, text: raw })));
      // Compressed beside what comes before it is needed; if that fails, nobody asks for it.
      packed.catch(() => undefined);
      await this.writeViews(manager, versions, present);
      await this.insertVersions(manager, deliveryId, versions, packed);
      await this.appendChanges(manager, deliveryId, versions);
    }
    return outcomes;
  }

  async find(id: string): Promise<NoticeRow | undefined> {
    const [row] = await this.source.query<NoticeRow[]>(
      `SELECT ${NOTICE_ROW} FROM placet.notice WHERE id = $1 AND versions > 0`,
      [id],
    );
    return row;
  }

  async hasOutdated(): Promise<boolean> {
    const rows = await this.source.query<unknown[]>(
      'SELECT 1 FROM placet.notice WHERE judged < $1 AND versions > 0 LIMIT 1',
      [this.judge.rules],
    );
    return rows.length > 0;
  }

  async judgeAgain(limit: number): Promise<number> {
    return this.source.transaction(async (manager) => {
      const rows = await manager.query<{ id: string; body: NoticeVersion }[]>(
        `SELECT id, ${NOTICE_BODY} AS body FROM placet.notice WHERE judged < $1 AND versions > 0 ORDER BY judged LIMIT $2
         FOR UPDATE SKIP LOCKED`,
        [this.judge.rules, limit],
      );
      const judged = rows.map(({ id, body }) => ({ id, judgement: this.judged(body) }));
      const news = await manager.query<unknown[]>(JUDGE_NOTICES, judgedParameters(judged));
      if (news.length > 0) await manager.query(`SELECT pg_notify('${CHANGE_CHANNEL}', '')`);
      return rows.length;
    });
  }

  async publications(id: string): Promise<StoredNoticeVersion[]> {
    const rows = await this.source.query<(StoredNoticeVersion & PackedText)[]>(
      // Where all are withdrawn their history is all that is left.
      `SELECT body AS notice, ${TEXT_COLUMNS}, format FROM placet.notice_version v WHERE notice_id = $1 AND (withdrawn_by IS NULL
         OR NOT EXISTS (SELECT FROM placet.notice_version s WHERE s.notice_id = $1 AND s.withdrawn_by IS NULL)) ORDER BY id`,
      [id],
    );
    const read = await readTexts(this.source.manager, rows);
    return read.map(({ notice, raw, format }) => ({ notice, raw, format }));
  }

  private judged(notice: NoticeVersion): Judgement & { readonly rules: string } {
    return { ...this.judge.judge(notice), rules: this.judge.rules };
  }

  /** Locks the notices that are there, in one order for every writer, and answers the versions each has. */
  private async hold(
    manager: EntityManager,
    ids: readonly string[],
  ): Promise<Map<string, readonly KnownVersion[]>> {
    const held = await manager.query<{ id: string }[]>(
      'SELECT id FROM placet.notice WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE',
      [ids],
    );
    const known = new Map<string, KnownVersion[]>(held.map(({ id }) => [id, []]));
    if (known.size === 0) return known;
    const versions = await manager.query<(KnownVersion & { id: string })[]>(
      'SELECT notice_id AS id, version, hash, withdrawn_by IS NOT NULL AS "isWithdrawn" FROM placet.notice_version WHERE notice_id = ANY($1::uuid[])',
      [[...known.keys()]],
    );
    for (const { id, ...version } of versions) known.get(id)?.push(version);
    return known;
  }

  /** Gives publications their ids before they are stored, since notices, which are stored first, name them. */
  private async numbered(manager: EntityManager, fresh: readonly Fresh[]): Promise<Numbered[]> {
    const [row] = await manager.query<{ ids: string }[]>(
      `SELECT string_agg(nextval('placet.notice_version_id_seq')::text, ' ') AS ids FROM generate_series(1, $1)`,
      [fresh.length],
    );
    const ids = (row?.ids ?? '').split(' ').toSorted((a, b) => Number(a) - Number(b));
    return fresh.map((entry, index) => ({ ...entry, versionId: ids[index] ?? '' }));
  }

  /** Recomputes the view of every touched notice from all its publications, before the new ones are stored. */
  private async writeViews(
    manager: EntityManager,
    fresh: readonly Numbered[],
    present: ReadonlySet<string>,
  ): Promise<void> {
    const publications = new Map<string, StoredNoticeVersion[]>(fresh.map(({ id }) => [id, []]));
    const stored = new Map<NoticeVersion, string>();
    const older = [...publications.keys()].filter((id) => present.has(id));
    if (older.length > 0) {
      const rows = await manager.query<
        (StoredNoticeVersion & PackedText & { id: string; versionId: string })[]
      >(
        `SELECT notice_id AS id, id AS "versionId", body AS notice, ${TEXT_COLUMNS}, format FROM placet.notice_version WHERE notice_id = ANY($1::uuid[]) AND withdrawn_by IS NULL ORDER BY notice_version.id`,
        [older],
      );
      for (const row of await readTexts(manager, rows)) {
        publications.get(row.id)?.push(row);
        stored.set(row.notice, row.versionId);
      }
    }
    for (const entry of fresh) {
      publications.get(entry.id)?.push(entry);
      stored.set(entry.notice, entry.versionId);
    }
    const added: NoticeColumns[] = [];
    const changed: NoticeColumns[] = [];
    const pace = new Pace();
    for (const [id, versions] of publications) {
      await pace.rest();
      const view = processView(this.compiler.compile(versions));
      if (view === undefined) continue;
      const { current } = view;
      const versionId = stored.get(current);
      const place = bodyPlace(versionId, () => storableJson(current));
      const row = columnsOf(id, current, place, view, this.judged(current));
      (present.has(id) ? changed : added).push(row);
    }
    if (changed.length > 0) await manager.query(UPDATE_NOTICES, noticeParameters(changed));
    if (added.length === 0) return;
    const inserted = await manager.query<unknown[]>(INSERT_NOTICES, noticeParameters(added));
    // Another writer made one of them between the lock and the insert: its versions must be seen first.
    if (inserted.length < added.length) throw new Overtaken();
  }

  private async insertVersions(
    manager: EntityManager,
    deliveryId: string,
    fresh: readonly Numbered[],
    packed: ReturnType<typeof packTexts>,
  ): Promise<void> {
    const { packs, places } = await packed;
    await insertPacks(manager, packs);
    await manager.query(
      `INSERT INTO placet.notice_version (id, notice_id, version, body, text_pack, text_place, format, hash, delivery_id, pointer)
       OVERRIDING SYSTEM VALUE
       SELECT version_id::bigint, id::uuid, version, body::json, pack::bigint, place::smallint, format, hash, $1, pointer
       FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[])
         AS v (version_id, id, version, body, pack, place, format, hash, pointer)`,
      [
        deliveryId,
        textArray(fresh.map((entry) => entry.versionId)),
        textArray(fresh.map((entry) => entry.id)),
        textArray(fresh.map((entry) => entry.notice.version)),
        textArray(fresh.map((entry) => entry.body)),
        textArray(fresh.map((entry) => places.get(entry.versionId)?.pack)),
        textArray(fresh.map((entry) => places.get(entry.versionId)?.place.toString())),
        textArray(fresh.map((entry) => entry.format)),
        textArray(fresh.map((entry) => entry.hash)),
        textArray(fresh.map((entry) => entry.pointer)),
      ],
    );
  }

  private async appendChanges(
    manager: EntityManager,
    deliveryId: string,
    fresh: readonly Fresh[],
  ): Promise<void> {
    await manager.query(
      `WITH appended AS (
         INSERT INTO placet.change (xid, kind, key, delivery_id)
         SELECT pg_current_xact_id()::text::bigint, 'notice', id, $1 FROM unnest($2::text[]) AS t (id)
       ) SELECT pg_notify('${CHANGE_CHANNEL}', '')`,
      [deliveryId, textArray([...new Set(fresh.map((entry) => entry.id))])],
    );
  }
}

/** A publication that isn't stored yet, with its JSON, which is written once however often it is stored. */
type Fresh = IncomingNotice & { readonly id: string; readonly body: string };
type Numbered = Fresh & { readonly versionId: string };

interface KnownVersion {
  readonly version: string;
  readonly hash: string;
  readonly isWithdrawn: boolean;
}

/** Half of a surrogate pair, which JSON can only say as an escape; any other backslash is part of a pair of them. */
const LONE_SURROGATE = /(?<!\\)(?:\\\\)*\\ud[89a-f]/;

/** JSON as the record keeps it. What isn't text would be found out only when somebody reads it, so it is refused here. */
export function storableJson(notice: NoticeVersion): string {
  const text = jsonText(notice);
  if (text.includes('\\ud') && LONE_SURROGATE.test(text))
    throw new Unstorable('a text holds half of a surrogate pair, which is no character');
  return text;
}

/** A notice's id: the same for every version of a procedure, whoever computes it and whenever. */
export function noticeId(source: string, key: string): string {
  const hex = hash('sha256', `notice\n${source}\n${key}`, 'hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-5${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function outcomeOf(
  entry: IncomingNotice,
  siblings: readonly KnownVersion[],
  isRepeat: boolean,
): NoticeOutcome {
  if (isRepeat) return 'duplicate';
  const sameVersion = siblings.filter((row) => row.version === entry.notice.version);
  if (sameVersion.some((row) => row.hash === entry.hash)) return 'unchanged';
  // What is withdrawn speaks against nothing.
  const standing = siblings.filter(({ isWithdrawn }) => !isWithdrawn);
  if (standing.some((row) => row.version === entry.notice.version)) return 'conflict';
  return standing.some((row) => row.version > entry.notice.version) ? 'superseded' : 'applied';
}
