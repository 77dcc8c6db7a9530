import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Writes of the record are noted for the audit in their own transaction, and not before it. */
export class NoteWritesWhenDone1764000640000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE placet.audit_begun ADD COLUMN is_done boolean NOT NULL DEFAULT false');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE placet.audit_begun DROP COLUMN is_done');
  }
}
