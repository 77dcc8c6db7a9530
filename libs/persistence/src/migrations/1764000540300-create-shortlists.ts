import type { MigrationInterface, QueryRunner } from 'typeorm';
import { keepTenantsApart } from '../tenancy/tenant-policy.ts';

/** Shortlists, shared inside their tenant. */
export class CreateShortlists1764000540300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE placet.shortlist (
        id uuid NOT NULL CONSTRAINT shortlist_pkey PRIMARY KEY,
        tenant text NOT NULL CONSTRAINT shortlist_tenant_fkey REFERENCES placet.tenant (id),
        name varchar(200) NOT NULL,
        body jsonb NOT NULL,
        version integer NOT NULL DEFAULT 1,
        by_name text NOT NULL,
        created timestamptz NOT NULL DEFAULT now(),
        changed timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX shortlist_tenant_idx ON placet.shortlist (tenant);
      ${keepTenantsApart('shortlist')}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE placet.shortlist');
  }
}
