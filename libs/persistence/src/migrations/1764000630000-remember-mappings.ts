import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which mapping read a delivery, and which delivery reads its document again when that mapping has changed. */
export class RememberMappings1764000630000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE placet.delivery
        ADD COLUMN mapping char(64),
        ADD COLUMN rereads uuid CONSTRAINT delivery_rereads_fkey REFERENCES placet.delivery (id);
      CREATE INDEX delivery_mapping_idx ON placet.delivery (source, format, mapping) WHERE mapping IS NOT NULL;
      CREATE UNIQUE INDEX delivery_rereads_key ON placet.delivery (rereads) WHERE rereads IS NOT NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('ALTER TABLE placet.delivery DROP COLUMN rereads, DROP COLUMN mapping');
  }
}
