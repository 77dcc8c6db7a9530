import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type ApiKeyRecord, ApiKeyStore } from '#access';
import { inTenant } from './transactions.ts';

const COLUMNS = `k.id, k.tenant, k.name, k.role, k.source, k.secret_hash AS "secretHash", k.created, k.expires, k.revoked,
  k.last_used AS "lastUsed"`;

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

  async add(key: Parameters<ApiKeyStore['add']>[0]): Promise<void> {
    await inTenant(this.source, key.tenant, (manager) =>
      manager.query(
        `INSERT INTO placet.api_key (id, tenant, name, role, source, secret_hash, expires)
         VALUES ($1, $2, $3, $4, $5, $6, $7)`,
        [key.id, key.tenant, key.name, key.role, key.source, key.secretHash, key.expires],
      ),
    );
  }

  revoke(tenant: string, id: string): Promise<boolean> {
    return inTenant(this.source, tenant, async (manager) => {
      const rows = await manager.query<unknown[]>(
        `WITH gone AS (UPDATE placet.api_key SET revoked = coalesce(revoked, now()) WHERE id = $1 RETURNING id) SELECT id FROM gone`,
        [id],
      );
      return rows.length === 1;
    });
  }

  async touch(tenant: string, id: string): Promise<void> {
    await inTenant(this.source, tenant, (manager) =>
      manager.query('UPDATE placet.api_key SET last_used = now() WHERE id = $1', [id]),
    );
  }
}
