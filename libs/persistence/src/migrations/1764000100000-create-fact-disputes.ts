import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Disputes about statements, step by step; a dispute is raised once and decided at most once. */
export class CreateFactDisputes1764000100000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE placet.fact_dispute (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT fact_dispute_pkey PRIMARY KEY,
        dispute uuid NOT NULL,
        statement text NOT NULL,
        subject text NOT NULL,
        status varchar(16) NOT NULL CONSTRAINT fact_dispute_status_check CHECK (status IN ('open', 'upheld', 'rejected')),
        reason text NOT NULL,
        evidence jsonb,
        by_id text NOT NULL,
        by_name text NOT NULL,
        by_role varchar(16) NOT NULL,
        recorded timestamptz NOT NULL DEFAULT now()
      );
      CREATE UNIQUE INDEX fact_dispute_raised_key ON placet.fact_dispute (dispute) WHERE status = 'open';
      CREATE UNIQUE INDEX fact_dispute_decided_key ON placet.fact_dispute (dispute) WHERE status <> 'open';
      CREATE INDEX fact_dispute_statement_idx ON placet.fact_dispute (statement);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE placet.fact_dispute');
  }
}
