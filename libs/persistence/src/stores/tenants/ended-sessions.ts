import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { EndedSessions } from '#access';
import { tellAccessNews } from './access-news.ts';

/** Ended sessions in PostgreSQL; those that would be over by now are forgotten when others end. */
@Injectable()
export class PostgresEndedSessions extends EndedSessions {
  constructor(private readonly source: DataSource) {
    super();
  }

  async end(id: string, until: Date): Promise<void> {
    await this.source.transaction(async (manager) => {
      await manager.query('DELETE FROM placet.ended_session WHERE until < now()');
      await manager.query(
        'INSERT INTO placet.ended_session (id, until) VALUES ($1, $2) ON CONFLICT DO NOTHING',
        [id, until],
      );
      await tellAccessNews(manager);
    });
  }

  async isEnded(id: string): Promise<boolean> {
    const rows = await this.source.query<unknown[]>('SELECT 1 FROM placet.ended_session WHERE id = $1', [id]);
    return rows.length > 0;
  }
}
