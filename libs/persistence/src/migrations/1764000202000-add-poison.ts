import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Readings that began, and items that end the process that reads them. */
export class AddPoison1764000202000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE placet.delivery ADD COLUMN readings integer NOT NULL DEFAULT 0;
      CREATE TABLE placet.poison (
        delivery_id uuid NOT NULL CONSTRAINT poison_delivery_id_fkey REFERENCES placet.delivery (id),
        ordinal integer NOT NULL,
        reason text NOT NULL,
        at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT poison_pkey PRIMARY KEY (delivery_id, ordinal)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE placet.poison;
      ALTER TABLE placet.delivery DROP COLUMN readings;
    `);
  }
}
