import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which correction of its version a document says it is; those from before could not say. */
export class CountRevisions1764000660000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE placet.document_version ADD COLUMN revision integer');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE placet.document_version DROP COLUMN revision');
  }
}
