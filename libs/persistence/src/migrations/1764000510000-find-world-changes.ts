import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Finds the last change that is no notice, however many notices came after it. */
export class FindWorldChanges1764000510000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`CREATE INDEX change_world_idx ON placet.change (xid, seq) WHERE kind <> 'notice'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX placet.change_world_idx`);
  }
}
