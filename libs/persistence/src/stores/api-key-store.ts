import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { ApiKeyRecord } from '#access';
import { ApiKeyStore } from '#access';

const COLUMNS = `id, name, role, source, secret_hash AS "secretHash", created, expires, revoked, last_used AS "lastUsed"`;

/** API keys in Postgres. */
@Injectable()
export class PostgresApiKeyStore extends ApiKeyStore {
  constructor(private readonly source: DataSource) {
    super();
  }

  async find(id: string): Promise<ApiKeyRecord | undefined> {
    const [row] = await this.source.query<ApiKeyRecord[]>(
      `SELECT ${COLUMNS} FROM placet.api_key WHERE id = $1`,
      [id],
    );
    return row;
  }

  async list(): Promise<ApiKeyRecord[]> {
    return this.source.query(`SELECT ${COLUMNS} FROM placet.api_key ORDER BY created, id`);
  }

  async add(key: Parameters<ApiKeyStore['add']>[0]): Promise<void> {
    await this.source.query(
      'INSERT INTO placet.api_key (id, name, role, source, secret_hash, expires) VALUES ($1, $2, $3, $4, $5, $6)',
      [key.id, key.name, key.role, key.source, key.secretHash, key.expires],
    );
  }

  async revoke(id: string): Promise<boolean> {
    const rows = await this.source.query<unknown[]>(
      `WITH gone AS (UPDATE placet.api_key SET revoked = coalesce(revoked, now()) WHERE id = $1 RETURNING id) SELECT id FROM gone`,
      [id],
    );
    return rows.length === 1;
  }

  async touch(id: string): Promise<void> {
    await this.source.query('UPDATE placet.api_key SET last_used = now() WHERE id = $1', [id]);
  }
}
