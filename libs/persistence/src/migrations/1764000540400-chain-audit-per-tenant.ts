import type { MigrationInterface, QueryRunner } from 'typeorm';
import { keepTenantsApart } from '../tenancy/tenant-policy.ts';

/** A chain of the audit for each tenant; what was written before is the chain of the installation's own. */
export class ChainAuditPerTenant1764000540400 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE placet.audit_entry ADD COLUMN tenant text NOT NULL DEFAULT 'main'
        CONSTRAINT audit_entry_tenant_fkey REFERENCES placet.tenant (id);
      ALTER TABLE placet.audit_entry ALTER COLUMN tenant DROP DEFAULT;
      ALTER TABLE placet.audit_entry DROP CONSTRAINT audit_entry_pkey;
      ALTER TABLE placet.audit_entry ADD CONSTRAINT audit_entry_pkey PRIMARY KEY (tenant, seq);
      DROP INDEX placet.audit_entry_actor_idx;
      CREATE INDEX audit_entry_actor_idx ON placet.audit_entry (tenant, actor, seq);
      ${keepTenantsApart('audit_entry')}
      ALTER TABLE placet.setting ALTER COLUMN name TYPE varchar(128);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP POLICY audit_entry_tenant ON placet.audit_entry;
      ALTER TABLE placet.audit_entry NO FORCE ROW LEVEL SECURITY;
      ALTER TABLE placet.audit_entry DISABLE ROW LEVEL SECURITY;
      DROP INDEX placet.audit_entry_actor_idx;
      ALTER TABLE placet.audit_entry DROP CONSTRAINT audit_entry_pkey;
      ALTER TABLE placet.audit_entry DROP COLUMN tenant;
      ALTER TABLE placet.audit_entry ADD CONSTRAINT audit_entry_pkey PRIMARY KEY (seq);
      CREATE INDEX audit_entry_actor_idx ON placet.audit_entry (actor, seq);
      DELETE FROM placet.setting WHERE length(name) > 64;
      ALTER TABLE placet.setting ALTER COLUMN name TYPE varchar(64);
    `);
  }
}
