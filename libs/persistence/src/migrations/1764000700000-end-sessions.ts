import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Sessions that were ended before their time, so that every process refuses them. */
export class EndSessions1764000700000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE placet.ended_session (
        id varchar(32) CONSTRAINT ended_session_pkey PRIMARY KEY,
        until timestamptz NOT NULL
      );
      CREATE INDEX ended_session_until_idx ON placet.ended_session (until);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE placet.ended_session');
  }
}
