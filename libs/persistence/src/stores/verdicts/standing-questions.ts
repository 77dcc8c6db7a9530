import { createHash, randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type AskedStanding, type StandingQuestion, StandingQuestions, type Tx } from '#application';
import { CHANGE_CHANNEL } from '../documents/change-log.ts';
import { managerOf, whileFollowing } from '../transactions.ts';

/** Standing questions in Postgres. */
@Injectable()
export class PostgresStandingQuestions extends StandingQuestions {
  constructor(private readonly source: DataSource) {
    super();
  }

  async register(tx: Tx, { market, base, need, condition, tenant }: AskedStanding): Promise<string> {
    const manager = managerOf(tx);
    const [row] = await manager.query<{ id: string }[]>(
      `WITH asked AS (
         INSERT INTO placet.standing_question AS q (id, market, base, need, condition, tenant, digest)
         VALUES ($1, $2, $3, $4, $5, $6, $7)
         ON CONFLICT (digest) DO UPDATE SET ended = NULL,
           since = CASE WHEN q.ended IS NULL THEN q.since END, since_day = CASE WHEN q.ended IS NULL THEN q.since_day END
         RETURNING id
       ) SELECT id FROM asked`,
      [
        randomUUID(),
        market,
        base,
        need === null ? null : JSON.stringify(need),
        condition === null ? null : JSON.stringify(condition),
        tenant,
        digestOf([tenant, market, base, need, condition]),
      ],
    );
    if (!row) throw new Error('A registered question has an id');
    // Whoever follows the log also makes the first verdicts.
    await manager.query(`SELECT pg_notify('${CHANGE_CHANNEL}', '')`);
    return row.id;
  }

  async end(tx: Tx, id: string): Promise<void> {
    const manager = managerOf(tx);
    await manager.query('UPDATE placet.standing_question SET ended = now() WHERE id = $1 AND ended IS NULL', [
      id,
    ]);
    await manager.query('DELETE FROM placet.verdict WHERE question = $1', [id]);
    await manager.query(`SELECT pg_notify('${CHANGE_CHANNEL}', '')`);
  }

  async list(): Promise<StandingQuestion[]> {
    const questions = `SELECT id, market, base, need, condition, tenant,
         CASE WHEN since IS NOT NULL THEN jsonb_build_object('position', since, 'day', since_day) END AS since
       FROM placet.standing_question WHERE ended IS NULL ORDER BY market, digest`;
    return whileFollowing(this.source, (manager) => manager.query(questions));
  }
}

/** Equal questions have equal digests, whatever the order of their members. */
function digestOf(parts: readonly unknown[]): string {
  const canonical = JSON.stringify(parts, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return createHash('sha256').update(canonical).digest('hex');
}
