import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Tenant, TenantStore } from '#access';
import { tellAccessNews } from './access-news.ts';
import { inTransaction } from '../transactions.ts';

const COLUMNS = 'id, name, created, disabled, version';

/** Tenants in Postgres. */
@Injectable()
export class PostgresTenantStore extends TenantStore {
  constructor(private readonly source: DataSource) {
    super();
  }

  list(): Promise<Tenant[]> {
    return this.source.query(`SELECT ${COLUMNS} FROM placet.tenant ORDER BY id`);
  }

  async find(id: string): Promise<Tenant | undefined> {
    const [row] = await this.source.query<Tenant[]>(`SELECT ${COLUMNS} FROM placet.tenant WHERE id = $1`, [
      id,
    ]);
    return row;
  }

  async add({ id, name }: Pick<Tenant, 'id' | 'name'>): Promise<Tenant | undefined> {
    const [row] = await inTransaction(this.source, (manager) =>
      manager.query<Tenant[]>(
        `INSERT INTO placet.tenant (id, name) VALUES ($1, $2) ON CONFLICT (id) DO NOTHING RETURNING ${COLUMNS}`,
        [id, name],
      ),
    );
    return row;
  }

  async change(
    id: string,
    version: number,
    { name, isDisabled }: Parameters<TenantStore['change']>[2],
  ): Promise<Tenant | undefined> {
    return inTransaction(this.source, async (manager) => {
      const [row] = await manager.query<Tenant[]>(
        `WITH changed AS (
         UPDATE placet.tenant SET name = coalesce($2, name),
           disabled = CASE WHEN $3::boolean IS NULL THEN disabled WHEN $3 THEN coalesce(disabled, now()) END,
           version = version + 1
         WHERE id = $1 AND version = $4 RETURNING ${COLUMNS})
       SELECT ${COLUMNS} FROM changed`,
        [id, name ?? null, isDisabled ?? null, version],
      );
      if (row !== undefined) await tellAccessNews(manager);
      return row;
    });
  }
}
