import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import {
  type Change,
  type ChangeOrigin,
  type Reached,
  type StandingVerdict,
  StandingVerdicts,
  type Transition,
  type Tx,
} from '#application';
import { follow, managerOf, whileFollowing } from '../transactions.ts';

const NAME = 'standing';

/** Standing verdicts in Postgres: one row per question and offering, and one that says how far they are. */
@Injectable()
export class PostgresStandingVerdicts extends StandingVerdicts {
  constructor(private readonly source: DataSource) {
    super();
  }

  async reached(): Promise<Reached | null> {
    const [row] = await this.source.query<Reached[]>(
      'SELECT position, day::text AS day FROM placet.projection WHERE name = $1',
      [NAME],
    );
    return row ?? null;
  }

  async advance(tx: Tx, from: Reached | null, to: Reached): Promise<boolean> {
    // Updating the row holds it: whoever else wants to move it waits for this transaction and then finds it elsewhere.
    const rows = await managerOf(tx).query<unknown[]>(
      from === null
        ? `INSERT INTO placet.projection (name, position, day) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING RETURNING name`
        : `WITH moved AS (
             UPDATE placet.projection SET position = $2, day = $3, at = now()
             WHERE name = $1 AND position = $4 AND day = $5::date RETURNING name
           ) SELECT name FROM moved`,
      [NAME, to.position, to.day, ...(from === null ? [] : [from.position, from.day])],
    );
    return rows.length === 1;
  }

  async begin(tx: Tx, question: string, at: Reached, verdicts: readonly StandingVerdict[]): Promise<boolean> {
    const manager = managerOf(tx);
    await follow(manager);
    const begun = await manager.query<unknown[]>(
      `WITH begun AS (
         UPDATE placet.standing_question SET since = $2, since_day = $3
         WHERE id = $1 AND since IS NULL AND ended IS NULL RETURNING id
       ) SELECT id FROM begun`,
      [question, at.position, at.day],
    );
    if (begun.length === 0) return false;
    await manager.query(
      `INSERT INTO placet.verdict (question, offering, vendor, verdict, since)
       SELECT $1, offering, vendor, verdict, $2::date FROM unnest($3::text[], $4::text[], $5::text[]) AS v (offering, vendor, verdict)`,
      [
        question,
        at.day,
        verdicts.map(({ offering }) => offering),
        verdicts.map(({ vendor }) => vendor),
        verdicts.map(({ verdict }) => verdict),
      ],
    );
    return true;
  }

  async append(tx: Tx, transitions: readonly Transition[]): Promise<readonly string[]> {
    if (transitions.length === 0) return [];
    const manager = managerOf(tx);
    await follow(manager);
    const rows = await manager.query<{ id: string }[]>(
      `INSERT INTO placet.verdict_transition
         (question, market, offering, vendor, from_verdict, to_verdict, as_of, position, cause, change_seq, thing, gates)
       SELECT question::uuid, market, offering, vendor, from_verdict, to_verdict, as_of::date, position, cause, change_seq::bigint,
         thing::jsonb, gates::jsonb
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
         $10::text[], $11::text[], $12::text[]) WITH ORDINALITY AS t (question, market, offering, vendor, from_verdict, to_verdict,
         as_of, position, cause, change_seq, thing, gates, ordinal)
       ORDER BY ordinal RETURNING id`,
      [
        transitions.map(({ question }) => question.id),
        transitions.map(({ question }) => question.market),
        transitions.map(({ offering }) => offering),
        transitions.map(({ vendor }) => vendor),
        transitions.map(({ before }) => before),
        transitions.map(({ after }) => after),
        transitions.map(({ asOf }) => asOf),
        transitions.map(({ position }) => position),
        transitions.map(({ cause }) => cause.kind),
        transitions.map(({ cause }) => (cause.kind === 'change' ? sequenceOf(cause.change) : null)),
        transitions.map(({ cause }) => (cause.kind === 'day' ? JSON.stringify(cause.thing) : null)),
        transitions.map(({ parts }) => JSON.stringify(parts)),
      ],
    );
    const standing = transitions.filter(({ after }) => after !== null);
    // A question that has ended meanwhile keeps no verdicts.
    await manager.query(
      `INSERT INTO placet.verdict (question, offering, vendor, verdict, since)
       SELECT v.question::uuid, v.offering, v.vendor, v.verdict, v.since::date
       FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[]) AS v (question, offering, vendor, verdict, since)
       JOIN placet.standing_question q ON q.id = v.question::uuid AND q.ended IS NULL
       ON CONFLICT (question, offering) DO UPDATE SET vendor = excluded.vendor, verdict = excluded.verdict, since = excluded.since`,
      [
        standing.map(({ question }) => question.id),
        standing.map(({ offering }) => offering),
        standing.map(({ vendor }) => vendor),
        standing.map(({ after }) => after),
        standing.map(({ asOf }) => asOf),
      ],
    );
    const gone = transitions.filter(({ after }) => after === null);
    await manager.query(
      'DELETE FROM placet.verdict WHERE (question, offering) IN (SELECT * FROM unnest($1::uuid[], $2::text[]))',
      [gone.map(({ question }) => question.id), gone.map(({ offering }) => offering)],
    );
    return rows.map(({ id }) => id);
  }

  async standing(
    questions: readonly string[],
    offerings: readonly string[] | null,
  ): Promise<StandingVerdict[]> {
    return whileFollowing(this.source, (manager) =>
      manager.query(
        `SELECT question, offering, vendor, verdict FROM placet.verdict
         WHERE question = ANY($1::uuid[]) AND ($2::text[] IS NULL OR offering = ANY($2::text[]))`,
        [questions, offerings],
      ),
    );
  }

  async lag(): Promise<{ changes: number; seconds: number }> {
    const [row] = await this.source.query<{ changes: number; seconds: number }[]>(
      `SELECT count(*)::int AS changes, coalesce(extract(epoch FROM now() - min(c.at)), 0)::float8 AS seconds
       FROM placet.projection p JOIN placet.change c
         ON (c.xid, c.seq) > (split_part(p.position, '-', 1)::bigint, split_part(p.position, '-', 2)::bigint)
       WHERE p.name = $1`,
      [NAME],
    );
    return row ?? { changes: 0, seconds: 0 };
  }

  async originsOf(tx: Tx, changes: readonly Change[]): Promise<ReadonlyMap<string, ChangeOrigin>> {
    if (changes.length === 0) return new Map();
    const rows = await managerOf(tx).query<(ChangeOrigin & { position: string })[]>(
      `SELECT c.xid || '-' || c.seq AS position, d.source, c.delivery_id AS delivery, d.traceparent,
         (SELECT v.pointer FROM placet.document_version v
          WHERE v.kind = c.kind AND v.key = c.key AND v.version = c.version AND v.from_xid = c.xid LIMIT 1) AS pointer
       FROM placet.change c LEFT JOIN placet.delivery d ON d.id = c.delivery_id WHERE c.seq = ANY($1::bigint[])`,
      [changes.map(sequenceOf)],
    );
    return new Map(rows.map(({ position, ...origin }) => [position, origin]));
  }
}

function sequenceOf({ position }: Change): string {
  return position.split('-')[1] ?? '';
}
