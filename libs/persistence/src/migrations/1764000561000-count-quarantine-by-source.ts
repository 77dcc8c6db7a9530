import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Lets the list of sources say how many of each source's items are in quarantine. */
export class CountQuarantineBySource1764000561000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `CREATE INDEX quarantine_source_idx ON placet.quarantine (source) WHERE state = 'open'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP INDEX placet.quarantine_source_idx');
  }
}
