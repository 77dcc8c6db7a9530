import type { MigrationInterface, QueryRunner } from 'typeorm';

/** API keys and the audit trail of administrative writes. */
export class CreateAccess1764000002000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE placet.api_key (
        id varchar(32) NOT NULL CONSTRAINT api_key_pkey PRIMARY KEY,
        name varchar(200) NOT NULL,
        role varchar(16) NOT NULL
          CONSTRAINT api_key_role_check CHECK (role IN ('sender', 'sales', 'enterprise', 'analyst', 'ops', 'auditor', 'admin')),
        source varchar(64),
        secret_hash char(64) NOT NULL,
        created timestamptz NOT NULL DEFAULT now(),
        expires timestamptz,
        revoked timestamptz,
        last_used timestamptz
      );
      CREATE TABLE placet.setting (
        name varchar(64) NOT NULL CONSTRAINT setting_pkey PRIMARY KEY,
        value jsonb NOT NULL
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP TABLE placet.setting, placet.api_key;`);
  }
}
