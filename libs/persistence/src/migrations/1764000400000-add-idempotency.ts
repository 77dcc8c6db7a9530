import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Answers by idempotency key. */
export class AddIdempotency1764000400000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE placet.idempotency (
        principal varchar(64) NOT NULL,
        key varchar(255) NOT NULL,
        claim uuid NOT NULL,
        claimed timestamptz NOT NULL DEFAULT now(),
        request char(64),
        answer bytea,
        CONSTRAINT idempotency_pkey PRIMARY KEY (principal, key)
      );
      CREATE INDEX idempotency_claimed_idx ON placet.idempotency (claimed);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE placet.idempotency;');
  }
}
