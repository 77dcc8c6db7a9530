import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Durations of jobs, counted by minute and bucket, so that several workers add up and the table stays small. */
export class CreateJobTally1764000560000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE placet.job_tally (
        queue varchar(64) NOT NULL,
        job varchar(64) NOT NULL,
        outcome varchar(8) NOT NULL,
        measure varchar(8) NOT NULL,
        minute timestamptz NOT NULL,
        bucket smallint NOT NULL,
        jobs integer NOT NULL,
        CONSTRAINT job_tally_pkey PRIMARY KEY (queue, job, outcome, measure, minute, bucket),
        CONSTRAINT job_tally_outcome_check CHECK (outcome IN ('done', 'failed')),
        CONSTRAINT job_tally_measure_check CHECK (measure IN ('waited', 'took'))
      );
      CREATE INDEX job_tally_minute_idx ON placet.job_tally (minute);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE placet.job_tally');
  }
}
