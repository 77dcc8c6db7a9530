import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import {
  type AuditAnchor,
  type AuditedWrite,
  type AuditEntry,
  type AuditQuestion,
  AuditStore,
  CHAIN_START,
  entryAfter,
  type FinishedWrite,
  type LeftNote,
  MAIN_TENANT,
} from '#access';
import { inTenant } from '../transactions.ts';

const ANCHOR = 'audit.anchor';
/** One writer of a chain at a time, whichever process it is in. */
const CHAIN_LOCK = 7266;
/** Longer than an answer takes after its transaction, and longer than any request may take. */
const LEFT_AFTER = `CASE WHEN is_done THEN interval '30 seconds' ELSE interval '5 minutes' END`;
const PAGE = 1000;
const COLUMNS = `seq::int AS seq, at, actor, action, subject, details, prev_hash AS "prevHash", hash`;

type EntryRow = Omit<AuditEntry, 'at'> & { at: Date };

/** The audit in Postgres: a chain for each tenant, under row-level security. */
@Injectable()
export class PostgresAuditStore extends AuditStore {
  constructor(private readonly source: DataSource) {
    super();
  }

  async begin(id: string, tenant: string, write: AuditedWrite): Promise<void> {
    await this.source.query('INSERT INTO placet.audit_begun (id, write) VALUES ($1, $2)', [
      id,
      JSON.stringify({ ...write, tenant }),
    ]);
  }

  async cancel(id: string): Promise<void> {
    await this.source.query('DELETE FROM placet.audit_begun WHERE id = $1', [id]);
  }

  async append(writes: readonly FinishedWrite[]): Promise<void> {
    for (const tenant of new Set(writes.map((write) => write.tenant)))
      await this.appendTo(
        tenant,
        writes.filter((write) => write.tenant === tenant),
      );
  }

  private async appendTo(tenant: string, writes: readonly FinishedWrite[]): Promise<void> {
    await inTenant(this.source, tenant, async (manager) => {
      await manager.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [CHAIN_LOCK, tenant]);
      // What is no longer begun was appended by another process that took this one for gone.
      const begun = await manager.query<{ id: string }[]>(
        'WITH done AS (DELETE FROM placet.audit_begun WHERE id = ANY($1::uuid[]) RETURNING id) SELECT id FROM done',
        [writes.map((write) => write.begun)],
      );
      const ids = new Set(begun.map((row) => row.id));
      const at = new Date().toISOString();
      let end = await endOf(manager, tenant);
      const entries: AuditEntry[] = [];
      for (const { write } of writes.filter((finished) => ids.has(finished.begun))) {
        const entry = entryAfter(end, at, write);
        entries.push(entry);
        end = { seq: entry.seq, hash: entry.hash };
      }
      if (entries.length > 0) await insert(manager, tenant, entries, end);
    });
  }

  async left(): Promise<LeftNote[]> {
    const rows = await this.source.query<
      { begun: string; isDone: boolean; write: AuditedWrite & { tenant?: string } }[]
    >(
      `SELECT id AS begun, is_done AS "isDone", write FROM placet.audit_begun WHERE at < now() - ${LEFT_AFTER}
       ORDER BY at LIMIT 1000`,
    );
    return rows.map(({ begun, isDone, write: { tenant = MAIN_TENANT, ...write } }) => ({
      begun,
      isDone,
      tenant,
      write,
    }));
  }

  latest(
    tenant: string,
    question: AuditQuestion,
    before: number | null,
    limit: number,
  ): Promise<AuditEntry[]> {
    return inTenant(this.source, tenant, async (manager) => {
      const rows = await manager.query<EntryRow[]>(
        `SELECT ${COLUMNS} FROM placet.audit_entry
         WHERE tenant = $6 AND ($1::bigint IS NULL OR seq < $1) AND ($2::text IS NULL OR actor = $2)
           AND ($3::text IS NULL OR action = $3) AND ($4::text IS NULL OR subject = $4)
         ORDER BY seq DESC LIMIT $5`,
        [before, question.actor ?? null, question.action ?? null, question.subject ?? null, limit, tenant],
      );
      return rows.map(entryOf);
    });
  }

  async *all(tenant: string): AsyncGenerator<AuditEntry> {
    let after = 0;
    for (;;) {
      const from = after;
      // Named beside the policy: whoever verifies may be an owner whom policies do not hold for.
      const rows = await inTenant(this.source, tenant, (manager) =>
        manager.query<EntryRow[]>(
          `SELECT ${COLUMNS} FROM placet.audit_entry WHERE tenant = $2 AND seq > $1 ORDER BY seq LIMIT ${PAGE}`,
          [from, tenant],
        ),
      );
      for (const row of rows) yield entryOf(row);
      const last = rows.at(-1);
      if (last === undefined || rows.length < PAGE) return;
      after = last.seq;
    }
  }

  anchor(tenant: string): Promise<AuditAnchor | null> {
    return anchorIn(this.source.manager, tenant);
  }

  async tenants(): Promise<readonly string[]> {
    const rows = await this.source.query<{ id: string }[]>('SELECT id FROM placet.tenant ORDER BY id');
    return rows.map(({ id }) => id);
  }
}

/**
 * What the next entry follows: the anchor rather than the last entry, so that a chain whose end was cut off shows the
 * gap for good instead of growing over it.
 */
async function endOf(manager: EntityManager, tenant: string): Promise<AuditAnchor> {
  const anchor = await anchorIn(manager, tenant);
  if (anchor !== null) return anchor;
  const [last] = await manager.query<AuditAnchor[]>(
    'SELECT seq::int AS seq, hash FROM placet.audit_entry WHERE tenant = $1 ORDER BY seq DESC LIMIT 1',
    [tenant],
  );
  return last ?? CHAIN_START;
}

async function anchorIn(manager: EntityManager, tenant: string): Promise<AuditAnchor | null> {
  const [row] = await manager.query<{ value: AuditAnchor }[]>(
    'SELECT value FROM placet.setting WHERE name = $1',
    [anchorName(tenant)],
  );
  return row?.value ?? null;
}

/** The installation's own chain is older than tenants are, and so is the name of its anchor. */
function anchorName(tenant: string): string {
  return tenant === MAIN_TENANT ? ANCHOR : `${ANCHOR}.${tenant}`;
}

async function insert(
  manager: EntityManager,
  tenant: string,
  entries: readonly AuditEntry[],
  end: AuditAnchor,
): Promise<void> {
  await manager.query(
    `INSERT INTO placet.audit_entry (tenant, seq, at, actor, action, subject, details, prev_hash, hash)
     SELECT $9::text, seq, at, actor, action, subject, details::jsonb, prev_hash, hash
     FROM unnest($1::bigint[], $2::timestamptz[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
       AS entry (seq, at, actor, action, subject, details, prev_hash, hash)`,
    [
      entries.map((entry) => entry.seq),
      entries.map((entry) => entry.at),
      entries.map((entry) => entry.actor),
      entries.map((entry) => entry.action),
      entries.map((entry) => entry.subject),
      entries.map((entry) => JSON.stringify(entry.details)),
      entries.map((entry) => entry.prevHash),
      entries.map((entry) => entry.hash),
      tenant,
    ],
  );
  await manager.query(
    'INSERT INTO placet.setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
    [anchorName(tenant), JSON.stringify(end)],
  );
}

function entryOf({ seq, at, actor, action, subject, details, prevHash, hash }: EntryRow): AuditEntry {
  return { seq, at: at.toISOString(), actor, action, subject, details, prevHash, hash };
}
