import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type QuarantinedItem, QuarantineStore } from '#application';

/** Items that wait for a person, newest first. */
@Injectable()
export class PostgresQuarantineStore extends QuarantineStore {
  constructor(private readonly source: DataSource) {
    super();
  }

  async list(
    filter: { source?: string; delivery?: string; state?: string },
    after: string | null,
    limit: number,
  ): Promise<QuarantinedItem[]> {
    return this.source.query(
      `SELECT q.id, q.delivery_id AS delivery, q.source, q.pointer, q.problem, q.fragment, q.state, q.created
       FROM placet.quarantine q
       WHERE ($1::text IS NULL OR q.source = $1) AND ($2::uuid IS NULL OR q.delivery_id = $2) AND ($3::text IS NULL OR q.state = $3)
         AND ($4::uuid IS NULL OR (q.created, q.id) < (SELECT created, id FROM placet.quarantine WHERE id = $4))
       ORDER BY q.created DESC, q.id DESC LIMIT $5`,
      [filter.source ?? null, filter.delivery ?? null, filter.state ?? null, after, limit],
    );
  }

  async countOpen(): Promise<number> {
    const [row] = await this.source.query<{ n: number }[]>(
      `SELECT count(*)::int AS n FROM placet.quarantine WHERE state = 'open'`,
    );
    return row?.n ?? 0;
  }
}
