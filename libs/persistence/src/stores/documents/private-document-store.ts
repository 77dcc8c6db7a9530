import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import {
  PRIVATE_CHANGE,
  type PrivateDocument,
  PrivateDocumentStore,
  type PrivateKind,
  type StoredDocument,
  type Tx,
} from '#application';
import { CHANGE_CHANNEL } from './change-log.ts';
import { managerOf } from '../transactions.ts';

const COLUMNS = `kind, key, vendor, version, body, to_json(lower(recorded)) #>> '{}' AS "recordedFrom"`;
const THIS_TRANSACTION = 'pg_current_xact_id()::text::bigint';

/** Private documents in Postgres; row-level security keeps each tenant to its own. */
@Injectable()
export class PostgresPrivateDocumentStore extends PrivateDocumentStore {
  all(tx: Tx, when: Parameters<PrivateDocumentStore['all']>[1]): Promise<readonly StoredDocument[]> {
    const [condition, value] =
      'position' in when
        ? ['from_xid <= $1::bigint AND (to_xid IS NULL OR to_xid > $1::bigint)', when.position.split('-')[0]]
        : ['recorded @> $1::timestamptz', when.knownAt];
    return managerOf(tx).query(
      `SELECT kind, key, version::text AS version, body, to_json(lower(recorded)) #>> '{}' AS "recordedFrom",
              NULL AS "recordedTo", NULL AS feed
       FROM placet.private_document WHERE ${condition} ORDER BY id`,
      [value],
    );
  }

  async current(tx: Tx, kind: PrivateKind, key: string): Promise<PrivateDocument | undefined> {
    const [row] = await managerOf(tx).query<PrivateDocument[]>(
      `SELECT ${COLUMNS} FROM placet.private_document WHERE kind = $1 AND key = $2 AND upper_inf(recorded) FOR UPDATE`,
      [kind, key],
    );
    return row;
  }

  async count(tx: Tx): Promise<number> {
    const [row] = await managerOf(tx).query<{ n: number }[]>(
      'SELECT count(*)::int AS n FROM placet.private_document WHERE upper_inf(recorded)',
    );
    return row?.n ?? 0;
  }

  async put(
    tx: Tx,
    { tenant, kind, key, vendor, body, supersedes, by }: Parameters<PrivateDocumentStore['put']>[1],
  ): Promise<{ readonly document: PrivateDocument; readonly position: string }> {
    const manager = managerOf(tx);
    await ended(manager, kind, key);
    const [document] = await manager.query<PrivateDocument[]>(
      `INSERT INTO placet.private_document (tenant, kind, key, vendor, version, body, supersedes, by_id, recorded, from_xid)
       SELECT $1::text, $2::varchar, $3::text, $4::text, 1 + coalesce(max(version), 0), $5::jsonb, $6::text, $7::text, tstzrange(now(), NULL), ${THIS_TRANSACTION}
       FROM placet.private_document WHERE kind = $2 AND key = $3
       RETURNING ${COLUMNS}`,
      [tenant, kind, key, vendor, JSON.stringify(body), supersedes, by],
    );
    if (document === undefined) throw new Error('The private document was not stored.');
    return { document, position: await changed(manager, tenant) };
  }

  async end(tx: Tx, tenant: string, kind: PrivateKind, key: string): Promise<string> {
    const manager = managerOf(tx);
    await ended(manager, kind, key);
    return changed(manager, tenant);
  }
}

async function ended(manager: EntityManager, kind: PrivateKind, key: string): Promise<void> {
  await manager.query(
    `UPDATE placet.private_document SET recorded = tstzrange(lower(recorded), greatest(lower(recorded), now())), to_xid = ${THIS_TRANSACTION}
     WHERE kind = $1 AND key = $2 AND upper_inf(recorded)`,
    [kind, key],
  );
}

async function changed(manager: EntityManager, tenant: string): Promise<string> {
  const [change] = await manager.query<{ position: string }[]>(
    `INSERT INTO placet.change (xid, kind, key) VALUES (${THIS_TRANSACTION}, '${PRIVATE_CHANGE}', $1)
     RETURNING xid || '-' || seq AS position`,
    [tenant],
  );
  await manager.query(`SELECT pg_notify('${CHANGE_CHANNEL}', '')`);
  return change?.position ?? '0-0';
}
