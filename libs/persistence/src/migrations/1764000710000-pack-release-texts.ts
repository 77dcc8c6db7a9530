import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Texts that publications are merged from stand in packs of a few, compressed together: a text of its own took more of
 * the log than all else of its publication. What is there stays as it is.
 */
export class PackReleaseTexts1764000710000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE placet.text_pack (
        id bigint CONSTRAINT text_pack_pkey PRIMARY KEY,
        bytes bytea NOT NULL
      ) WITH (toast_tuple_target = 8160);
      ALTER TABLE placet.text_pack ALTER COLUMN bytes SET STORAGE EXTERNAL;
      ALTER TABLE placet.notice_version ADD COLUMN text_pack bigint, ADD COLUMN text_place smallint;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DO $$ BEGIN
        IF EXISTS (SELECT FROM placet.text_pack) THEN
          RAISE 'Texts of releases are kept in a form that the version before cannot read.';
        END IF;
      END $$;
    `);
    await runner.query(`
      ALTER TABLE placet.notice_version DROP COLUMN text_place, DROP COLUMN text_pack;
      DROP TABLE placet.text_pack;
    `);
  }
}
