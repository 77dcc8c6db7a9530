import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import {
  type IncomingNotice,
  NoticeCompiler,
  NoticeCorrections,
  NoticeJudge,
  Pace,
  type StoredNoticeVersion,
  type Tx,
} from '#application';
import { canonicalText, type NoticeVersion, processView } from '#domain';
import { CHANGE_CHANNEL } from '../documents/change-log.ts';
import { textArray } from '../parameters.ts';
import { managerOf } from '../transactions.ts';
import { bodyPlace, columnsOf, noticeParameters, UPDATE_NOTICES } from './notice-columns.ts';
import { noticeId, storableJson } from './notice-store.ts';
import { type PackedText, readTexts, TEXT_COLUMNS } from './text-packs.ts';

/** Publications in Postgres that are understood in another way than when they were stored. */
@Injectable()
export class PostgresNoticeCorrections extends NoticeCorrections {
  constructor(
    private readonly compiler: NoticeCompiler,
    private readonly judge: NoticeJudge,
  ) {
    super();
  }

  async correct(tx: Tx, deliveryId: string, notices: readonly IncomingNotice[]): Promise<boolean[]> {
    if (notices.length === 0) return [];
    const manager = managerOf(tx);
    const read = notices.map((notice) => ({
      ...notice,
      id: noticeId(notice.notice.source, notice.notice.key),
    }));
    const ids = [...new Set(read.map(({ id }) => id))].toSorted();
    await manager.query('SELECT FROM placet.notice WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE', [ids]);
    const stored = await storedVersions(manager, ids);
    const byIdentity = new Map(stored.map((row) => [identityOf(row.id, row.notice.version, row.hash), row]));
    const differing = read.flatMap((entry) => {
      const row = byIdentity.get(identityOf(entry.id, entry.notice.version, entry.hash));
      if (row === undefined || (isSame(row, entry) && !row.isWithdrawn)) return [];
      // Merging works on the rows, so that it sees them as they are now; what was withdrawn is given again.
      Object.assign(row, { notice: entry.notice, format: entry.format, isWithdrawn: false });
      return [{ ...entry, versionId: row.versionId }];
    });
    if (differing.length > 0) {
      await writeVersions(manager, deliveryId, differing);
      await this.writeViews(manager, new Set(differing.map(({ id }) => id)), stored);
      await appendChanges(manager, deliveryId, differing);
    }
    const changed = new Set(differing.map(({ id, notice, hash }) => identityOf(id, notice.version, hash)));
    return read.map(({ id, notice, hash }) => changed.has(identityOf(id, notice.version, hash)));
  }

  async withdraw(tx: Tx, deliveryId: string): Promise<void> {
    const manager = managerOf(tx);
    const withdrawn = await manager.query<{ id: string }[]>(WITHDRAW, [deliveryId]);
    const ids = [...new Set(withdrawn.map(({ id }) => id))].toSorted();
    if (ids.length === 0) return;
    await manager.query('SELECT FROM placet.notice WHERE id = ANY($1::uuid[]) ORDER BY id FOR UPDATE', [ids]);
    const stored = await storedVersions(manager, ids);
    const standing = new Set(stored.flatMap(({ id, isWithdrawn }) => (isWithdrawn ? [] : [id])));
    await this.writeViews(manager, standing, stored);
    await manager.query('UPDATE placet.notice SET versions = 0, changed = now() WHERE id = ANY($1::uuid[])', [
      ids.filter((id) => !standing.has(id)),
    ]);
    await appendChanges(
      manager,
      deliveryId,
      ids.map((id) => ({ id })),
    );
  }

  private async writeViews(
    manager: EntityManager,
    ids: ReadonlySet<string>,
    stored: readonly StoredRow[],
  ): Promise<void> {
    const pace = new Pace();
    const rows = [];
    for (const id of ids) {
      await pace.rest();
      const versions = stored.filter((row) => row.id === id && !row.isWithdrawn);
      const view = processView(this.compiler.compile(versions));
      if (view === undefined) continue;
      const { current } = view;
      const place = bodyPlace(versions.find(({ notice }) => notice === current)?.versionId, () =>
        storableJson(current),
      );
      rows.push(
        columnsOf(id, current, place, view, { ...this.judge.judge(current), rules: this.judge.rules }),
      );
    }
    await manager.query(UPDATE_NOTICES, noticeParameters(rows));
  }
}

/** A stored publication, with what tells it from others. */
interface StoredRow extends StoredNoticeVersion, PackedText {
  readonly id: string;
  readonly versionId: string;
  readonly hash: string;
  readonly notice: NoticeVersion;
  readonly isWithdrawn: boolean;
}

/**
 * Withdraws what earlier readings of a document published from a text that its re-reading ($1) published under another
 * key or version. What the re-reading couldn't read, or gave as before, stays.
 */
const WITHDRAW = `WITH RECURSIVE earlier (id) AS (
    SELECT rereads FROM placet.delivery WHERE id = $1 AND rereads IS NOT NULL
    UNION SELECT d.rereads FROM placet.delivery d JOIN earlier e ON d.id = e.id WHERE d.rereads IS NOT NULL
  ), touched AS MATERIALIZED (
    SELECT DISTINCT key FROM placet.delivery_item
    WHERE (delivery_id = $1 OR delivery_id IN (SELECT id FROM earlier)) AND kind = 'notice' AND outcome <> 'quarantined'
  ), published AS MATERIALIZED (
    SELECT v.id, v.notice_id, v.version, v.hash, v.delivery_id FROM touched t
    JOIN placet.notice_version v ON v.notice_id = t.key::uuid WHERE v.withdrawn_by IS NULL
  ), withdrawn AS (
    UPDATE placet.notice_version v SET withdrawn_by = $1 FROM published old
    WHERE v.id = old.id AND old.delivery_id IN (SELECT id FROM earlier) AND EXISTS (
      SELECT FROM published given WHERE given.delivery_id = $1 AND given.hash = old.hash
        AND (given.notice_id, given.version) <> (old.notice_id, old.version))
    RETURNING v.notice_id AS id
  ) SELECT id FROM withdrawn`;

function identityOf(id: string, version: string, hash: string): string {
  return `${id}\n${version}\n${hash}`;
}

function isSame(row: StoredRow, { notice, format }: IncomingNotice): boolean {
  return row.format === format && canonicalText(row.notice) === canonicalText(plain(notice));
}

/** The notice as it would come back from the record, without members that are undefined. */
function plain(notice: NoticeVersion): unknown {
  return JSON.parse(JSON.stringify(notice));
}

async function storedVersions(manager: EntityManager, ids: readonly string[]): Promise<StoredRow[]> {
  const rows = await manager.query<StoredRow[]>(
    `SELECT v.notice_id AS id, v.id AS "versionId", v.hash, v.body AS notice, ${TEXT_COLUMNS}, v.format,
       v.withdrawn_by IS NOT NULL AS "isWithdrawn"
     FROM placet.notice_version v WHERE v.notice_id = ANY($1::uuid[]) ORDER BY v.id`,
    [ids],
  );
  return readTexts(manager, rows);
}

async function writeVersions(
  manager: EntityManager,
  deliveryId: string,
  differing: readonly (IncomingNotice & { readonly versionId: string })[],
): Promise<void> {
  await manager.query(
    `UPDATE placet.notice_version v SET body = t.body::json, format = t.format, withdrawn_by = NULL,
       delivery_id = CASE WHEN v.withdrawn_by IS NULL THEN v.delivery_id ELSE $4 END
     FROM unnest($1::text[], $2::text[], $3::text[]) AS t (id, body, format) WHERE v.id = t.id::bigint`,
    [
      textArray(differing.map(({ versionId }) => versionId)),
      textArray(differing.map(({ notice }) => storableJson(notice))),
      textArray(differing.map(({ format }) => format)),
      deliveryId,
    ],
  );
}

async function appendChanges(
  manager: EntityManager,
  deliveryId: string,
  differing: readonly { readonly id: string }[],
): Promise<void> {
  await manager.query(
    `WITH appended AS (
       INSERT INTO placet.change (xid, kind, key, delivery_id)
       SELECT pg_current_xact_id()::text::bigint, 'notice', id, $1 FROM unnest($2::text[]) AS t (id)
     ) SELECT pg_notify('${CHANGE_CHANNEL}', '')`,
    [deliveryId, textArray([...new Set(differing.map(({ id }) => id))])],
  );
}
