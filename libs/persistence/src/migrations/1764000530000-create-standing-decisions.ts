import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Standing questions with their verdicts and transitions, how far the projection is, and which transaction began and
 * ended each document version, so that the record can be read as it was at any position of the change log.
 */
export class CreateStandingDecisions1764000530000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE placet.standing_question (
        id uuid NOT NULL CONSTRAINT standing_question_pkey PRIMARY KEY,
        market varchar(8) NOT NULL,
        base varchar(16) CONSTRAINT standing_question_base_check CHECK (base IN ('public', 'regulated', 'private')),
        need jsonb,
        condition jsonb,
        tenant text,
        digest char(64) NOT NULL CONSTRAINT standing_question_digest_key UNIQUE,
        created timestamptz NOT NULL DEFAULT now(),
        since text,
        since_day date,
        ended timestamptz,
        CONSTRAINT standing_question_need_check CHECK ((base IS NULL) <> (need IS NULL))
      );
      CREATE INDEX standing_question_market_idx ON placet.standing_question (market);

      CREATE TABLE placet.verdict (
        question uuid NOT NULL CONSTRAINT verdict_question_fkey REFERENCES placet.standing_question (id),
        offering text NOT NULL,
        vendor text NOT NULL,
        verdict varchar(16) NOT NULL
          CONSTRAINT verdict_verdict_check CHECK (verdict IN ('eligible', 'conditional', 'unregulated', 'unknown', 'ineligible')),
        since date NOT NULL,
        CONSTRAINT verdict_pkey PRIMARY KEY (question, offering)
      );

      CREATE TABLE placet.verdict_transition (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT verdict_transition_pkey PRIMARY KEY,
        question uuid NOT NULL CONSTRAINT verdict_transition_question_fkey REFERENCES placet.standing_question (id),
        market varchar(8) NOT NULL,
        offering text NOT NULL,
        vendor text NOT NULL,
        from_verdict varchar(16),
        to_verdict varchar(16),
        as_of date NOT NULL,
        position text NOT NULL,
        cause varchar(8) NOT NULL CONSTRAINT verdict_transition_cause_check CHECK (cause IN ('change', 'day')),
        change_seq bigint,
        thing jsonb,
        gates jsonb NOT NULL,
        at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT verdict_transition_verdict_check CHECK (from_verdict IS DISTINCT FROM to_verdict),
        CONSTRAINT verdict_transition_change_check CHECK ((cause = 'change') = (change_seq IS NOT NULL))
      );
      CREATE INDEX verdict_transition_market_idx ON placet.verdict_transition (market, id);
      CREATE INDEX verdict_transition_vendor_idx ON placet.verdict_transition (vendor, id);
      CREATE INDEX verdict_transition_question_idx ON placet.verdict_transition (question, id);

      CREATE TABLE placet.projection (
        name varchar(32) NOT NULL CONSTRAINT projection_pkey PRIMARY KEY,
        position text NOT NULL,
        day date NOT NULL,
        at timestamptz NOT NULL DEFAULT now()
      );

      ALTER TABLE placet.document_version ADD COLUMN from_xid bigint NOT NULL DEFAULT 0, ADD COLUMN to_xid bigint;
      UPDATE placet.document_version v SET from_xid = coalesce((
        SELECT min(c.xid) FROM placet.change c
        WHERE c.kind = v.kind AND c.key = v.key AND c.version = v.version AND c.delivery_id = v.delivery_id), 0);
      UPDATE placet.document_version v SET to_xid = (
        SELECT min(n.from_xid) FROM placet.document_version n
        WHERE n.kind = v.kind AND n.key = v.key AND n.version = v.version AND NOT isempty(n.recorded) AND n.id > v.id)
      WHERE NOT upper_inf(v.recorded) AND NOT isempty(v.recorded);

      -- What a source's entry says: since which day its promise is broken; nothing when it keeps it.
      UPDATE placet.change c SET version = to_char(s.stale_since AT TIME ZONE 'UTC', 'YYYY-MM-DD')
      FROM placet.source s
      WHERE s.stale_since IS NOT NULL AND c.kind = 'source' AND c.key = s.id
        AND c.seq = (SELECT max(seq) FROM placet.change WHERE kind = 'source' AND key = s.id);
      CREATE INDEX change_kind_idx ON placet.change (kind, key) WHERE kind IN ('source', 'dispute', 'day');
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX placet.change_kind_idx;
      ALTER TABLE placet.document_version DROP COLUMN from_xid, DROP COLUMN to_xid;
      DROP TABLE placet.projection, placet.verdict_transition, placet.verdict, placet.standing_question;
    `);
  }
}
