import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Decisions about quarantined items, and when the content of each document was accepted. */
export class AddDecisions1764000200000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE placet.quarantine_decision (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT quarantine_decision_pkey PRIMARY KEY,
        quarantine_id uuid NOT NULL CONSTRAINT quarantine_decision_quarantine_id_fkey REFERENCES placet.quarantine (id),
        action varchar(16) NOT NULL CONSTRAINT quarantine_decision_action_check CHECK (action IN ('retry', 'discard')),
        actor varchar(64) NOT NULL,
        reason text,
        raw_sha256 char(64) CONSTRAINT quarantine_decision_raw_sha256_fkey REFERENCES placet.raw_document (sha256),
        outcome varchar(16) NOT NULL,
        problem jsonb,
        at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX quarantine_decision_item_idx ON placet.quarantine_decision (quarantine_id, id);

      ALTER TABLE placet.document_version ADD COLUMN arrived timestamptz NOT NULL DEFAULT now();
      UPDATE placet.document_version v SET arrived = d.accepted FROM placet.delivery d WHERE d.id = v.delivery_id;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      ALTER TABLE placet.document_version DROP COLUMN arrived;
      DROP TABLE placet.quarantine_decision;
    `);
  }
}
