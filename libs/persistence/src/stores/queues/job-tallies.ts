import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import type { JobTally, SummedTally } from '#messaging';

/** Counted durations of jobs in Postgres, where they survive workers and wiped queues. */
@Injectable()
export class PostgresJobTallies {
  constructor(private readonly source: DataSource) {}

  async add(tallies: readonly JobTally[]): Promise<void> {
    if (tallies.length === 0) return;
    // In one order, so that workers that add at once don't deadlock.
    await this.source.query(
      `INSERT INTO placet.job_tally AS t (queue, job, outcome, measure, minute, bucket, jobs)
       SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::timestamptz[], $6::int[], $7::int[])
       ORDER BY 1, 2, 3, 4, 5, 6
       ON CONFLICT ON CONSTRAINT job_tally_pkey DO UPDATE SET jobs = t.jobs + excluded.jobs`,
      [
        tallies.map(({ queue }) => queue),
        tallies.map(({ job }) => job),
        tallies.map(({ outcome }) => outcome),
        tallies.map(({ measure }) => measure),
        tallies.map(({ minute }) => minute),
        tallies.map(({ bucket }) => bucket),
        tallies.map(({ jobs }) => jobs),
      ],
    );
  }

  async since(from: Date, queue?: string): Promise<SummedTally[]> {
    return this.source.query<SummedTally[]>(
      `SELECT queue, job, outcome, measure, bucket, sum(jobs)::int AS jobs FROM placet.job_tally
       WHERE minute >= $1 AND ($2::text IS NULL OR queue = $2)
       GROUP BY queue, job, outcome, measure, bucket`,
      [from, queue ?? null],
    );
  }

  async forget(before: Date): Promise<void> {
    await this.source.query('DELETE FROM placet.job_tally WHERE minute < $1', [before]);
  }
}
