import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { Settings } from '#application';

/** Settings in Postgres. */
@Injectable()
export class PostgresSettings extends Settings {
  constructor(private readonly source: DataSource) {
    super();
  }

  async get(name: string): Promise<unknown> {
    const [row] = await this.source.query<{ value: unknown }[]>(
      'SELECT value FROM placet.setting WHERE name = $1',
      [name],
    );
    return row?.value;
  }

  async put(name: string, value: unknown): Promise<void> {
    await this.source.query(
      'INSERT INTO placet.setting (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value',
      [name, JSON.stringify(value)],
    );
  }
}
