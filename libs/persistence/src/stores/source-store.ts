import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type SourceRecord, SourceStore } from '#application';

const COLUMNS = `id, name, kind, format, mapping, url, schedule, freshness, state, revision, last_delivery AS "lastDelivery"`;

/** Feeds and senders in Postgres. */
@Injectable()
export class PostgresSourceStore extends SourceStore {
  constructor(private readonly source: DataSource) {
    super();
  }

  async find(id: string): Promise<SourceRecord | undefined> {
    const [row] = await this.source.query<SourceRecord[]>(
      `SELECT ${COLUMNS} FROM placet.source WHERE id = $1`,
      [id],
    );
    return row;
  }

  async list(): Promise<SourceRecord[]> {
    return this.source.query(`SELECT ${COLUMNS} FROM placet.source ORDER BY id`);
  }

  async add(record: Omit<SourceRecord, 'revision' | 'lastDelivery' | 'state'>): Promise<boolean> {
    const rows = await this.source.query<unknown[]>(
      `INSERT INTO placet.source (id, name, kind, format, mapping, url, schedule, freshness) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
       ON CONFLICT (id) DO NOTHING RETURNING id`,
      [
        record.id,
        record.name,
        record.kind,
        record.format,
        record.mapping === null ? null : JSON.stringify(record.mapping),
        record.url,
        record.schedule === null ? null : JSON.stringify(record.schedule),
        record.freshness,
      ],
    );
    return rows.length === 1;
  }
}
