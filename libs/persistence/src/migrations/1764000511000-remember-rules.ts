import type { MigrationInterface, QueryRunner } from 'typeorm';

/** By which rules a notice was judged: the transaction that gave them their form. Older ones are judged again. */
export class RememberRules1764000511000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE placet.notice ADD COLUMN judged bigint NOT NULL DEFAULT 0;
      CREATE INDEX notice_judged_idx ON placet.notice (judged, id);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX placet.notice_judged_idx;
      ALTER TABLE placet.notice DROP COLUMN judged;
    `);
  }
}
