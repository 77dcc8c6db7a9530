import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { NotificationListener } from '../notification-listener.ts';
import { OUTBOX_CHANNEL } from './messages.ts';

interface Row {
  id: string;
  queue: string;
  job: string;
  payload: Record<string, string>;
}

/** Outbox rows in Postgres, oldest first. */
@Injectable()
export class PostgresOutboxRows {
  constructor(
    private readonly source: DataSource,
    private readonly listener: NotificationListener,
  ) {}

  async dispatch(limit: number, send: (row: Row) => Promise<void>): Promise<number> {
    // No lock is held while sending: a queue that hangs would hold back the change log's oldest transaction. A row
    // sent by two dispatchers is one job, since its id is the job's id.
    const rows = await this.source.query<Row[]>(
      `SELECT id, queue, job, payload FROM placet.outbox WHERE dispatched IS NULL ORDER BY created LIMIT $1`,
      [limit],
    );
    for (const row of rows) {
      await send(row);
      await this.source.query('UPDATE placet.outbox SET dispatched = now() WHERE id = $1', [row.id]);
    }
    return rows.length;
  }

  async pending(): Promise<number> {
    const [row] = await this.source.query<{ n: number }[]>(
      'SELECT count(*)::int AS n FROM placet.outbox WHERE dispatched IS NULL',
    );
    return row?.n ?? 0;
  }

  onWake(callback: () => void): Promise<() => Promise<void>> {
    return this.listener.listen(OUTBOX_CHANNEL, callback);
  }
}
