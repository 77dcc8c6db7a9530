import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What Placet thinks of a notice, beside what its source says: relevance and hints at clauses. They stay out of `body`,
 * so that the digest of the record doesn't depend on the rules in force when a notice came.
 */
export class JudgeNotices1764000300000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE placet.notice
        ADD COLUMN relevance_band varchar(16) CONSTRAINT notice_relevance_band_check CHECK (relevance_band IN ('relevant', 'possible', 'no')),
        ADD COLUMN relevance_score numeric,
        ADD COLUMN relevance jsonb,
        ADD COLUMN clause_hints jsonb;
      CREATE INDEX notice_relevance_idx ON placet.notice (relevance_score DESC NULLS LAST, id);
      CREATE INDEX notice_deadline_idx ON placet.notice (deadline, id);
      CREATE INDEX notice_amount_idx ON placet.notice (currency, amount DESC NULLS LAST, id);
      CREATE INDEX notice_buyer_idx ON placet.notice (buyer);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX placet.notice_buyer_idx, placet.notice_amount_idx, placet.notice_deadline_idx, placet.notice_relevance_idx;
      ALTER TABLE placet.notice DROP COLUMN relevance_band, DROP COLUMN relevance_score, DROP COLUMN relevance, DROP COLUMN clause_hints;
    `);
  }
}
