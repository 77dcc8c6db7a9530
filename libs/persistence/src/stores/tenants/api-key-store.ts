import { Injectable } from '@nestjs/common';
import { DataSource, type EntityManager } from 'typeorm';
import { type ApiKeyRecord, ApiKeyStore, type NewApiKey } from '#access';
import { tellAccessNews } from './access-news.ts';
import { inTenant } from '../transactions.ts';

const COLUMNS = `k.id, k.client, k.tenant, k.name, k.role, k.source, k.scopes, k.secret_hash AS "secretHash", k.created, k.expires, k.revoked,
  k.last_used AS "lastUsed"`;

/** One change of a client's keys at a time. */
const CLIENT_LOCK = 7268;

/** API keys in Postgres; each is its tenant's own. */
@Injectable()
export class PostgresApiKeyStore extends ApiKeyStore {
  constructor(private readonly source: DataSource) {
    super();
  }

  presented(id: string): Promise<ApiKeyRecord | undefined> {
    return this.source.transaction(async (manager) => {
      await manager.query(`SELECT set_config('placet.key', $1, true)`, [id]);
      const [row] = await manager.query<ApiKeyRecord[]>(
        `SELECT ${COLUMNS} FROM placet.api_key k JOIN placet.tenant t ON t.id = k.tenant
         WHERE k.id = $1 AND t.disabled IS NULL`,
        [id],
      );
      return row;
    });
  }

  list(tenant: string): Promise<ApiKeyRecord[]> {
    return inTenant(this.source, tenant, (manager) =>
      manager.query(`SELECT ${COLUMNS} FROM placet.api_key k ORDER BY k.created, k.id`),
    );
  }

  async add(key: NewApiKey): Promise<void> {
    await inTenant(this.source, key.tenant, (manager) => insert(manager, key));
  }

  addSuccessor(
    tenant: string,
    of: string,
    atMost: number,
    make: (before: ApiKeyRecord) => NewApiKey,
  ): Promise<NewApiKey | null | undefined> {
    return inTenant(this.source, tenant, async (manager) => {
      // Of two that come at once the second sees what the first has added. A lock of a row would be a write.
      await manager.query(
        'SELECT pg_advisory_xact_lock($1, hashtext(client)) FROM placet.api_key WHERE id = $2',
        [CLIENT_LOCK, of],
      );
      const ofClient = await manager.query<(ApiKeyRecord & { isLive: boolean })[]>(
        `SELECT ${COLUMNS}, k.revoked IS NULL AND (k.expires IS NULL OR k.expires > now()) AS "isLive"
         FROM placet.api_key k WHERE k.client = (SELECT client FROM placet.api_key WHERE id = $1)`,
        [of],
      );
      const before = ofClient.find((key) => key.id === of);
      if (before === undefined) return undefined;
      if (ofClient.filter((key) => key.isLive).length >= atMost) return null;
      const key = make(before);
      await insert(manager, key);
      return key;
    });
  }

  revoke(tenant: string, id: string): Promise<boolean> {
    return inTenant(this.source, tenant, async (manager) => {
      const rows = await manager.query<unknown[]>(
        `WITH gone AS (UPDATE placet.api_key SET revoked = coalesce(revoked, now()) WHERE id = $1 RETURNING id) SELECT id FROM gone`,
        [id],
      );
      if (rows.length > 0) await tellAccessNews(manager);
      return rows.length === 1;
    });
  }

  async touch(tenant: string, id: string): Promise<void> {
    await inTenant(this.source, tenant, (manager) =>
      manager.query('UPDATE placet.api_key SET last_used = now() WHERE id = $1', [id]),
    );
  }
}

async function insert(manager: EntityManager, key: NewApiKey): Promise<void> {
  await manager.query(
    `INSERT INTO placet.api_key (id, client, tenant, name, role, source, scopes, secret_hash, expires)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [key.id, key.client, key.tenant, key.name, key.role, key.source, key.scopes, key.secretHash, key.expires],
  );
}
