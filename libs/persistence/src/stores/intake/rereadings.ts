import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type MappedReading, Rereadings, type Tx } from '#application';
import { managerOf } from '../transactions.ts';

/** What mappings have read, in Postgres. */
@Injectable()
export class PostgresRereadings extends Rereadings {
  constructor(private readonly source: DataSource) {
    super();
  }

  async readings(): Promise<MappedReading[]> {
    return this.source.query(
      'SELECT DISTINCT source, format, mapping FROM placet.delivery WHERE mapping IS NOT NULL',
    );
  }

  async pending(): Promise<number> {
    const [row] = await this.source.query<{ n: number }[]>(
      'SELECT count(*)::int AS n FROM placet.delivery WHERE rereads IS NOT NULL AND finished IS NULL',
    );
    return row?.n ?? 0;
  }

  async deliveries({ source, format, mapping }: MappedReading, limit: number): Promise<string[]> {
    const rows = await this.source.query<{ id: string }[]>(
      `SELECT id FROM placet.delivery WHERE source = $1 AND format = $2 AND mapping = $3 AND finished IS NOT NULL
       ORDER BY accepted, id LIMIT $4`,
      [source, format, mapping, limit],
    );
    return rows.map(({ id }) => id);
  }

  async accept(tx: Tx, delivery: string, id: string): Promise<boolean> {
    // The update locks the row, so that two workers accept it once; the source is no fresher for what it sent before.
    const rows = await managerOf(tx).query<unknown[]>(
      `WITH known AS (
         UPDATE placet.delivery SET mapping = NULL WHERE id = $1 AND mapping IS NOT NULL RETURNING source, raw_sha256, content_type
       ), added AS (
         INSERT INTO placet.delivery (id, source, raw_sha256, content_type, format, state, rereads)
         SELECT $2, k.source, k.raw_sha256, k.content_type, s.format, 'accepted', $1
         FROM known k JOIN placet.source s ON s.id = k.source RETURNING id
       ) SELECT id FROM added`,
      [delivery, id],
    );
    return rows.length === 1;
  }
}
