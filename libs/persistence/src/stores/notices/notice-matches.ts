import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type MatchedNotice, NoticeMatches, type NoticeQuery } from '#application';
import { conditions } from './notice-search.ts';

/** Where the position is kept. */
const NAME = 'notices.matched';

/** Matching of notices with saved queries, in Postgres: by the same conditions as the search. */
@Injectable()
export class PostgresNoticeMatches extends NoticeMatches {
  constructor(private readonly source: DataSource) {
    super();
  }

  async position(): Promise<string | null> {
    const [row] = await this.source.query<{ position: string }[]>(
      `SELECT value #>> '{}' AS position FROM placet.setting WHERE name = '${NAME}'`,
    );
    return row?.position ?? null;
  }

  async advance(from: string | null, to: string): Promise<boolean> {
    const rows = await this.source.query<unknown[]>(
      from === null
        ? `INSERT INTO placet.setting (name, value) VALUES ('${NAME}', to_jsonb($1::text)) ON CONFLICT DO NOTHING RETURNING name`
        : `WITH moved AS (
             UPDATE placet.setting SET value = to_jsonb($1::text) WHERE name = '${NAME}' AND value #>> '{}' = $2 RETURNING name
           ) SELECT name FROM moved`,
      from === null ? [to] : [to, from],
    );
    return rows.length === 1;
  }

  among(notices: readonly string[], query: NoticeQuery, since: Date): Promise<MatchedNotice[]> {
    const values: unknown[] = [];
    const bind = (value: unknown): string => `$${values.push(value)}`;
    const matching = conditions(query, bind).join(' AND ');
    return this.source.query(
      `SELECT n.id AS notice, v.version, n.title, n.market, n.buyer, to_json(n.deadline) #>> '{}' AS deadline, n.source,
         v.delivery_id AS delivery, v.pointer,
         (SELECT d.traceparent FROM placet.delivery d WHERE d.id = v.delivery_id) AS traceparent
       FROM (SELECT * FROM placet.notice WHERE id = ANY(${bind(notices)}::uuid[]) AND ${matching}) AS n
       JOIN LATERAL (SELECT version, delivery_id, pointer FROM placet.notice_version
         WHERE notice_id = n.id ORDER BY id DESC LIMIT 1) AS v ON true
       WHERE (SELECT min(recorded) FROM placet.notice_version WHERE notice_id = n.id) >= ${bind(since)}
       ORDER BY n.id`,
      values,
    );
  }
}
