import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keys of one client, which follow each other, what a key is held to beside its role, and versions of tenants. */
export class AddKeyClients1764000540100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE placet.api_key ADD COLUMN client varchar(32), ADD COLUMN scopes text[];
      -- Whatever tenant they are of: policies hold for the owner too.
      ALTER TABLE placet.api_key NO FORCE ROW LEVEL SECURITY;
      UPDATE placet.api_key SET client = id;
      ALTER TABLE placet.api_key FORCE ROW LEVEL SECURITY;
      ALTER TABLE placet.api_key ALTER COLUMN client SET NOT NULL;
      CREATE INDEX api_key_client_idx ON placet.api_key (client);
      ALTER TABLE placet.tenant ADD COLUMN version integer NOT NULL DEFAULT 1;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE placet.tenant DROP COLUMN version;
      ALTER TABLE placet.api_key DROP COLUMN client, DROP COLUMN scopes;
    `);
  }
}
