import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import {
  type ItemProblem,
  type Outcome,
  OUTCOMES,
  type PullPosition,
  type PullState,
  type SourceRun,
  SourceRuns,
  type Tx,
} from '#application';
import { managerOf } from '../transactions.ts';

type RunRow = Omit<SourceRun, 'counts' | 'received'> & {
  tallies: Partial<Record<Outcome, number>>;
  received: number;
};

/** Runs of pull and folder sources in Postgres; what they brought is counted from the ledger. */
@Injectable()
export class PostgresSourceRuns extends SourceRuns {
  constructor(private readonly source: DataSource) {
    super();
  }

  async state(source: string): Promise<PullState> {
    const [row] = await this.source.query<PullState[]>(
      `SELECT position, failures, not_before AS "notBefore" FROM placet.source WHERE id = $1`,
      [source],
    );
    return row ?? { position: {}, failures: 0, notBefore: null };
  }

  async begin(source: string): Promise<string | null> {
    await this.source.query(
      `UPDATE placet.source_run SET state = 'failed', finished = now(), problem = $2
       WHERE source = $1 AND state = 'running' AND beat < now() - interval '${LEFT_AFTER}'`,
      [source, JSON.stringify(LEFT_BEHIND)],
    );
    const [row] = await this.source.query<{ id: string }[]>(
      `INSERT INTO placet.source_run (id, source) VALUES ($1, $2)
       ON CONFLICT (source) WHERE state = 'running' DO NOTHING RETURNING id`,
      [randomUUID(), source],
    );
    return row?.id ?? null;
  }

  async beat(run: string): Promise<void> {
    await this.source.query('UPDATE placet.source_run SET beat = now() WHERE id = $1', [run]);
  }

  async advance(tx: Tx, run: string, source: string, position: PullPosition): Promise<void> {
    const manager = managerOf(tx);
    await manager.query('UPDATE placet.source_run SET pages = pages + 1, beat = now() WHERE id = $1', [run]);
    await manager.query('UPDATE placet.source SET position = $2 WHERE id = $1', [
      source,
      JSON.stringify(position),
    ]);
  }

  async finish(run: string, source: string, outcome: Parameters<SourceRuns['finish']>[2]): Promise<void> {
    const problem = outcome.problem === null ? null : JSON.stringify(outcome.problem);
    await this.source.query(
      `UPDATE placet.source_run SET state = $2, finished = now(), problem = $3 WHERE id = $1`,
      [run, outcome.problem === null ? 'done' : 'failed', problem],
    );
    if (outcome.problem === null) {
      await this.source.query(
        `UPDATE placet.source SET position = $2, failures = 0, not_before = NULL, last_checked = now() WHERE id = $1`,
        [source, JSON.stringify(outcome.position)],
      );
    } else {
      await this.source.query(
        'UPDATE placet.source SET failures = failures + 1, not_before = $2 WHERE id = $1',
        [source, outcome.retryAt],
      );
    }
  }

  async list(source: string, after: string | null, limit: number): Promise<SourceRun[]> {
    const rows = await this.source.query<RunRow[]>(
      `SELECT r.id, r.source, r.state, r.started, r.finished, r.pages, r.problem,
         (SELECT count(*)::int FROM placet.delivery d WHERE d.run_id = r.id) AS deliveries,
         (SELECT count(*)::int FROM placet.delivery d WHERE d.run_id = r.id AND d.finished IS NULL) AS unread,
         (SELECT coalesce(sum(greatest(d.received_items, (SELECT count(*) FROM placet.delivery_item i WHERE i.delivery_id = d.id))), 0)::int
            FROM placet.delivery d WHERE d.run_id = r.id) AS received,
         (SELECT coalesce(jsonb_object_agg(t.outcome, t.n), '{}') FROM (
            SELECT i.outcome, count(*)::int AS n FROM placet.delivery d JOIN placet.delivery_item i ON i.delivery_id = d.id
            WHERE d.run_id = r.id GROUP BY i.outcome) AS t) AS tallies
       FROM placet.source_run r
       WHERE r.source = $1 AND ($2::uuid IS NULL OR (r.started, r.id) < (SELECT started, id FROM placet.source_run WHERE id = $2))
       ORDER BY r.started DESC, r.id DESC LIMIT $3`,
      [source, after, limit],
    );
    return rows.map(({ tallies, ...run }) => ({ ...run, counts: countsOf(tallies, run.received) }));
  }
}

/** A run's process says that it lives every few seconds. */
const LEFT_AFTER = '20 seconds';

const LEFT_BEHIND: ItemProblem = {
  type: 'run-left-behind',
  title: 'The run was left behind',
  detail:
    'The process of this run ended before the run did. The run after it went on where this one stopped.',
  errors: [],
};

function countsOf(tallies: Partial<Record<Outcome, number>>, received: number): Record<Outcome, number> {
  const counts = { applied: 0, unchanged: 0, superseded: 0, duplicate: 0, quarantined: 0, pending: 0 };
  for (const outcome of OUTCOMES) counts[outcome] = tallies[outcome] ?? 0;
  const settled = Object.values(counts).reduce((sum, n) => sum + n, 0);
  counts.pending += received - settled;
  return counts;
}
