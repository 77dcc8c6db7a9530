import type { MigrationInterface, QueryRunner } from 'typeorm';
import { keepTenantsApart } from '../tenancy/tenant-policy.ts';

/** What tenants state for themselves, on both axes of time and in the order of the change log. */
export class CreatePrivateDocuments1764000540200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE placet.private_document (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT private_document_pkey PRIMARY KEY,
        tenant text NOT NULL CONSTRAINT private_document_tenant_fkey REFERENCES placet.tenant (id),
        kind varchar(16) NOT NULL CONSTRAINT private_document_kind_check CHECK (kind IN ('facts', 'vendor')),
        key text NOT NULL,
        vendor text NOT NULL,
        version integer NOT NULL,
        body jsonb NOT NULL,
        supersedes text,
        by_id text NOT NULL,
        recorded tstzrange NOT NULL,
        from_xid bigint NOT NULL,
        to_xid bigint
      );
      CREATE UNIQUE INDEX private_document_current_key ON placet.private_document (tenant, kind, key)
        WHERE upper_inf(recorded);
      CREATE INDEX private_document_tenant_idx ON placet.private_document (tenant, from_xid);
      ${keepTenantsApart('private_document')}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE placet.private_document');
  }
}
