import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { TransitionLog, type TransitionQuery, type TransitionRecord } from '#application';
import { inTenant } from '../transactions.ts';

const CHANGE = `CASE WHEN c.seq IS NOT NULL THEN jsonb_build_object(
    'position', c.xid || '-' || c.seq, 'kind', c.kind, 'key', c.key, 'version', c.version, 'at', c.at,
    'source', d.source, 'sourceName', s.name, 'delivery', c.delivery_id,
    'pointer', (SELECT v.pointer FROM placet.document_version v
      WHERE v.kind = c.kind AND v.key = c.key AND v.version = c.version AND v.from_xid = c.xid LIMIT 1)) END AS change`;

/** Transitions in Postgres, each with the way back to what was delivered. */
@Injectable()
export class PostgresTransitionLog extends TransitionLog {
  constructor(private readonly source: DataSource) {
    super();
  }

  async list(
    query: TransitionQuery,
    order: 'newest' | 'oldest',
    after: string | null,
    limit: number,
  ): Promise<TransitionRecord[]> {
    const { market, vendor, offering, since, until, from, to, tenant } = query;
    const isNewest = order === 'newest';
    const sql = `SELECT t.id, t.question, q.base, t.market, t.offering, t.vendor, t.from_verdict AS before, t.to_verdict AS after,
         t.as_of::text AS "asOf", t.position, t.at, t.gates AS parts, t.thing, ${CHANGE}
       FROM placet.verdict_transition t
       JOIN placet.standing_question q ON q.id = t.question
       LEFT JOIN placet.change c ON c.seq = t.change_seq
       LEFT JOIN placet.delivery d ON d.id = c.delivery_id
       LEFT JOIN placet.source s ON s.id = d.source
       WHERE (q.tenant IS NULL OR q.tenant = $1)
         AND ($2::text IS NULL OR t.market = $2) AND ($3::text IS NULL OR t.vendor = $3)
         AND ($4::text IS NULL OR t.offering = $4)
         AND ($5::timestamptz IS NULL OR t.at >= $5) AND ($6::timestamptz IS NULL OR t.at < $6)
         AND ($7::text IS NULL OR coalesce(t.from_verdict, 'none') = $7)
         AND ($8::text IS NULL OR coalesce(t.to_verdict, 'none') = $8)
         AND ($9::bigint IS NULL OR t.id ${isNewest ? '<' : '>'} $9)
       ORDER BY t.id ${isNewest ? 'DESC' : 'ASC'} LIMIT $10`;
    const parameters = [
      tenant,
      market ?? null,
      vendor ?? null,
      offering ?? null,
      since ?? null,
      until ?? null,
      from ?? null,
      to ?? null,
      after,
      limit,
    ];
    return tenant === null
      ? this.source.query(sql, parameters)
      : inTenant(this.source, tenant, (manager) => manager.query(sql, parameters));
  }
}
