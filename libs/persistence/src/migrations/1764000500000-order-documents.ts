import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The place of a document in its delivery: with the instant of acceptance it orders all contents of a document. */
export class OrderDocuments1764000500000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE placet.document_version ADD COLUMN ordinal integer NOT NULL DEFAULT 0;
      UPDATE placet.document_version v SET ordinal = i.ordinal FROM placet.delivery_item i
        WHERE i.delivery_id = v.delivery_id AND i.kind = v.kind AND i.key = v.key AND i.pointer = v.pointer;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE placet.document_version DROP COLUMN ordinal');
  }
}
