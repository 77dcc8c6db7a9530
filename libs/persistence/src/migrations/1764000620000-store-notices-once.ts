import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Every content once: the present state of a notice is one of its publications unless it is merged from several, and a
 * source's own text is kept beside a publication only where publications are merged (it stands in its raw document).
 * Bodies are JSON as text, which nobody takes apart in the database. Each chunk writes notices, versions and items in one
 * transaction with what they refer to, so that no row needs to ask whether it is there.
 */
export class StoreNoticesOnce1764000620000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE placet.notice_version DROP CONSTRAINT notice_version_notice_id_fkey;
      ALTER TABLE placet.delivery_item DROP CONSTRAINT delivery_item_delivery_id_fkey;

      ALTER TABLE placet.notice ADD COLUMN version_id bigint, ALTER COLUMN body DROP NOT NULL;
      UPDATE placet.notice n SET body = NULL, version_id = v.id FROM (
        SELECT n.id AS notice_id, min(v.id) AS id FROM placet.notice n
        JOIN placet.notice_version v ON v.notice_id = n.id AND v.body = n.body GROUP BY n.id
      ) AS v WHERE v.notice_id = n.id;
      ALTER TABLE placet.notice ALTER COLUMN body TYPE json USING body::text::json;
      ALTER TABLE placet.notice ADD CONSTRAINT notice_body_check CHECK ((body IS NULL) <> (version_id IS NULL));

      ALTER TABLE placet.notice_version
        ALTER COLUMN body TYPE json USING body::text::json,
        ALTER COLUMN raw DROP NOT NULL,
        ALTER COLUMN raw TYPE text USING CASE WHEN format LIKE 'ocds-%' THEN raw END;
      ALTER TABLE placet.notice_version ALTER COLUMN raw SET STORAGE EXTERNAL, SET (toast_tuple_target = 4080);

      DROP INDEX placet.notice_judged_idx;
      CREATE INDEX notice_judged_idx ON placet.notice (judged);

      ALTER TABLE placet.raw_document ADD COLUMN encoding varchar(8) NOT NULL DEFAULT 'gzip'
        CONSTRAINT raw_document_encoding_check CHECK (encoding IN ('gzip', 'br'));
      ALTER TABLE placet.raw_document ALTER COLUMN encoding SET DEFAULT 'br';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DO $$ BEGIN
        IF EXISTS (SELECT FROM placet.raw_document WHERE encoding <> 'gzip') THEN
          RAISE 'Raw documents are kept in a form that the version before cannot read.';
        END IF;
      END $$;
    `);
    await runner.query(`
      ALTER TABLE placet.raw_document DROP COLUMN encoding;
      DROP INDEX placet.notice_judged_idx;
      CREATE INDEX notice_judged_idx ON placet.notice (judged, id);
      UPDATE placet.notice_version SET raw = '' WHERE raw IS NULL;
      ALTER TABLE placet.notice_version RESET (toast_tuple_target),
        ALTER COLUMN raw SET STORAGE EXTENDED,
        ALTER COLUMN raw SET NOT NULL,
        ALTER COLUMN body TYPE jsonb USING body::text::jsonb;
      ALTER TABLE placet.notice DROP CONSTRAINT notice_body_check;
      ALTER TABLE placet.notice ALTER COLUMN body TYPE jsonb USING body::text::jsonb;
      UPDATE placet.notice n SET body = v.body FROM placet.notice_version v WHERE v.id = n.version_id;
      ALTER TABLE placet.notice DROP COLUMN version_id, ALTER COLUMN body SET NOT NULL;
      ALTER TABLE placet.delivery_item
        ADD CONSTRAINT delivery_item_delivery_id_fkey FOREIGN KEY (delivery_id) REFERENCES placet.delivery (id);
      ALTER TABLE placet.notice_version
        ADD CONSTRAINT notice_version_notice_id_fkey FOREIGN KEY (notice_id) REFERENCES placet.notice (id);
    `);
  }
}
