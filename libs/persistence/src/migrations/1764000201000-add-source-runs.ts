import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Pull and folder sources: paging, position, back-off and runs; secrets of signatures; broken freshness promises. */
export class AddSourceRuns1764000201000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE placet.source
        ADD COLUMN paging jsonb,
        ADD COLUMN secrets jsonb,
        ADD COLUMN position jsonb NOT NULL DEFAULT '{}',
        ADD COLUMN failures integer NOT NULL DEFAULT 0,
        ADD COLUMN not_before timestamptz,
        ADD COLUMN last_checked timestamptz,
        ADD COLUMN stale_since timestamptz;

      CREATE TABLE placet.source_run (
        id uuid NOT NULL CONSTRAINT source_run_pkey PRIMARY KEY,
        source varchar(64) NOT NULL CONSTRAINT source_run_source_fkey REFERENCES placet.source (id),
        state varchar(16) NOT NULL DEFAULT 'running' CONSTRAINT source_run_state_check CHECK (state IN ('running', 'done', 'failed')),
        started timestamptz NOT NULL DEFAULT now(),
        beat timestamptz NOT NULL DEFAULT now(),
        finished timestamptz,
        pages integer NOT NULL DEFAULT 0,
        problem jsonb
      );
      CREATE UNIQUE INDEX source_run_running_key ON placet.source_run (source) WHERE state = 'running';
      CREATE INDEX source_run_source_idx ON placet.source_run (source, started DESC, id DESC);

      ALTER TABLE placet.delivery ADD COLUMN run_id uuid CONSTRAINT delivery_run_id_fkey REFERENCES placet.source_run (id);
      -- Formats name their mapping and its version.
      ALTER TABLE placet.source ALTER COLUMN format TYPE varchar(100);
      ALTER TABLE placet.delivery ALTER COLUMN format TYPE varchar(100);
      ALTER TABLE placet.notice_version ALTER COLUMN format TYPE varchar(100);
      CREATE INDEX delivery_run_idx ON placet.delivery (run_id) WHERE run_id IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE placet.source ALTER COLUMN format TYPE varchar(32) USING left(format, 32);
      ALTER TABLE placet.delivery ALTER COLUMN format TYPE varchar(32) USING left(format, 32);
      ALTER TABLE placet.notice_version ALTER COLUMN format TYPE varchar(32) USING left(format, 32);
      ALTER TABLE placet.delivery DROP COLUMN run_id;
      DROP TABLE placet.source_run;
      ALTER TABLE placet.source DROP COLUMN paging, DROP COLUMN secrets, DROP COLUMN position, DROP COLUMN failures,
        DROP COLUMN not_before, DROP COLUMN last_checked, DROP COLUMN stale_since;
    `);
  }
}
