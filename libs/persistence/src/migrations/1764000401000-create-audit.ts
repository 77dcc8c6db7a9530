import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The audit: writes that have begun, and the append-only chain of those whose outcome is known. */
export class CreateAudit1764000401000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE placet.audit_entry (
        seq bigint NOT NULL CONSTRAINT audit_entry_pkey PRIMARY KEY,
        at timestamptz NOT NULL,
        actor varchar(64) NOT NULL,
        action varchar(120) NOT NULL,
        subject text NOT NULL,
        details jsonb NOT NULL,
        prev_hash char(64) NOT NULL,
        hash char(64) NOT NULL
      );
      CREATE INDEX audit_entry_actor_idx ON placet.audit_entry (actor, seq);

      CREATE TABLE placet.audit_begun (
        id uuid NOT NULL CONSTRAINT audit_begun_pkey PRIMARY KEY,
        at timestamptz NOT NULL DEFAULT now(),
        write jsonb NOT NULL
      );

      CREATE FUNCTION placet.refuse_audit_change() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        RAISE EXCEPTION 'The audit is append-only: % of % is refused', TG_OP, TG_TABLE_NAME;
      END $$;
      CREATE TRIGGER audit_entry_stays BEFORE UPDATE OR DELETE ON placet.audit_entry
        FOR EACH ROW EXECUTE FUNCTION placet.refuse_audit_change();
      CREATE TRIGGER audit_entry_stays_whole BEFORE TRUNCATE ON placet.audit_entry
        FOR EACH STATEMENT EXECUTE FUNCTION placet.refuse_audit_change();
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE placet.audit_begun, placet.audit_entry;
      DROP FUNCTION placet.refuse_audit_change();
    `);
  }
}
