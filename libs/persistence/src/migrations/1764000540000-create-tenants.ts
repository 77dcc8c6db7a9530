import type { MigrationInterface, QueryRunner } from 'typeorm';
import { keepTenantsApart } from '../tenancy/tenant-policy.ts';

/** Tenants, and keys that belong to one. */
export class CreateTenants1764000540000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE placet.tenant (
        id text NOT NULL CONSTRAINT tenant_pkey PRIMARY KEY
          CONSTRAINT tenant_id_check CHECK (id ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
        name varchar(200) NOT NULL,
        created timestamptz NOT NULL DEFAULT now(),
        disabled timestamptz
      );
      INSERT INTO placet.tenant (id, name) VALUES ('main', 'Main');

      ALTER TABLE placet.api_key ADD COLUMN tenant text NOT NULL DEFAULT 'main'
        CONSTRAINT api_key_tenant_fkey REFERENCES placet.tenant (id);
      ALTER TABLE placet.api_key ALTER COLUMN tenant DROP DEFAULT;
      ${keepTenantsApart('api_key')}
      -- Whose key it is that was presented is known only when it is found: it is seen by its own id as well.
      CREATE POLICY api_key_presented ON placet.api_key FOR SELECT
        USING (id = NULLIF(current_setting('placet.key', true), ''));
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP POLICY api_key_presented ON placet.api_key;
      DROP POLICY api_key_tenant ON placet.api_key;
      ALTER TABLE placet.api_key NO FORCE ROW LEVEL SECURITY;
      ALTER TABLE placet.api_key DISABLE ROW LEVEL SECURITY;
      ALTER TABLE placet.api_key DROP COLUMN tenant;
      DROP TABLE placet.tenant;
    `);
  }
}
