import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How many bytes of a delivery are read: what the time left is told from. */
export class CountReadBytes1764000501000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE placet.delivery ADD COLUMN read_bytes bigint NOT NULL DEFAULT 0;
      UPDATE placet.delivery d SET read_bytes = r.size_bytes FROM placet.raw_document r
        WHERE r.sha256 = d.raw_sha256 AND d.finished IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE placet.delivery DROP COLUMN read_bytes');
  }
}
