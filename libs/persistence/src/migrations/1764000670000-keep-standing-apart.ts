import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What stands for one tenant is nobody else's: questions of its watches, their verdicts and transitions. Whoever keeps
 * the verdicts up to date follows the change log for all of them, and says so in its transaction (`placet.following`).
 */
export class KeepStandingApart1764000670000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    const own = `tenant IS NULL OR tenant = NULLIF(current_setting('placet.tenant', true), '')`;
    const following = `current_setting('placet.following', true) = 'on'`;
    const ofVisibleQuestion = `${following} OR question IN (SELECT id FROM placet.standing_question)`;
    await runner.query(`
      ALTER TABLE placet.standing_question ENABLE ROW LEVEL SECURITY;
      ALTER TABLE placet.standing_question FORCE ROW LEVEL SECURITY;
      CREATE POLICY standing_question_tenant ON placet.standing_question USING (${own}) WITH CHECK (${own});
      CREATE POLICY standing_question_read ON placet.standing_question FOR SELECT USING (${following});
      CREATE POLICY standing_question_begun ON placet.standing_question FOR UPDATE USING (${following});
    `);
    for (const table of ['verdict', 'verdict_transition'])
      await runner.query(`
        ALTER TABLE placet.${table} ENABLE ROW LEVEL SECURITY;
        ALTER TABLE placet.${table} FORCE ROW LEVEL SECURITY;
        CREATE POLICY ${table}_question ON placet.${table} USING (${ofVisibleQuestion}) WITH CHECK (${ofVisibleQuestion});
      `);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const policy of [
      'verdict_transition_question ON placet.verdict_transition',
      'verdict_question ON placet.verdict',
    ])
      await runner.query(`DROP POLICY ${policy}`);
    for (const policy of ['begun', 'read', 'tenant'])
      await runner.query(`DROP POLICY standing_question_${policy} ON placet.standing_question`);
    for (const table of ['verdict_transition', 'verdict', 'standing_question'])
      await runner.query(`
        ALTER TABLE placet.${table} NO FORCE ROW LEVEL SECURITY;
        ALTER TABLE placet.${table} DISABLE ROW LEVEL SECURITY;
      `);
  }
}
