import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Publications that a re-reading gives another identity are withdrawn by it, and stay in the history. */
export class WithdrawPublications1764000711000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE placet.notice_version ADD COLUMN withdrawn_by uuid');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE placet.notice_version DROP COLUMN withdrawn_by');
  }
}
