import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Append-only truth on two time axes: documents, facts, holdings, notices, and the ordered change log. */
export class CreateTruth1764000001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE placet.document_version (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT document_version_pkey PRIMARY KEY,
        kind varchar(32) NOT NULL,
        key text NOT NULL,
        version text NOT NULL,
        body jsonb NOT NULL,
        hash char(64) NOT NULL,
        recorded tstzrange NOT NULL,
        delivery_id uuid,
        pointer text
      );
      CREATE UNIQUE INDEX document_version_current_key ON placet.document_version (kind, key, version) WHERE upper_inf(recorded);
      CREATE INDEX document_version_history_idx ON placet.document_version (kind, key, lower(recorded) DESC);

      CREATE VIEW placet.regime_version AS
        SELECT id, key AS regime_id, version, body ->> 'market' AS market, body ->> 'status' AS status, body, hash, recorded, delivery_id, pointer
        FROM placet.document_version WHERE kind = 'regime';

      CREATE TABLE placet.fact (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT fact_pkey PRIMARY KEY,
        statement text NOT NULL,
        subject text NOT NULL,
        attribute text NOT NULL,
        value jsonb NOT NULL,
        complete boolean NOT NULL,
        grade varchar(16) NOT NULL CONSTRAINT fact_grade_check CHECK (grade IN ('claimed', 'documented', 'audited', 'registered')),
        spoken_by varchar(16) NOT NULL,
        confidence varchar(8) NOT NULL,
        origin text NOT NULL,
        body jsonb NOT NULL,
        hash char(64) NOT NULL,
        valid daterange NOT NULL,
        recorded tstzrange NOT NULL,
        delivery_id uuid
      );
      CREATE UNIQUE INDEX fact_current_key ON placet.fact (origin, statement) WHERE upper_inf(recorded);
      CREATE INDEX fact_subject_idx ON placet.fact (subject, attribute);

      CREATE VIEW placet.holding AS
        SELECT id, key AS holding, body ->> 'owner' AS owner, body ->> 'owned' AS owned, body, recorded, delivery_id
        FROM placet.document_version WHERE kind = 'holding';

      CREATE TABLE placet.notice (
        id uuid NOT NULL CONSTRAINT notice_pkey PRIMARY KEY,
        source varchar(64) NOT NULL,
        key text NOT NULL,
        market varchar(8),
        kind varchar(32) NOT NULL,
        status varchar(32) NOT NULL,
        title text,
        buyer text,
        published timestamptz,
        deadline timestamptz,
        currency char(3),
        amount numeric,
        classification text[] NOT NULL DEFAULT '{}',
        versions integer NOT NULL,
        body jsonb NOT NULL,
        search tsvector NOT NULL,
        changed timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT notice_source_key_key UNIQUE (source, key)
      );
      CREATE INDEX notice_search_idx ON placet.notice USING gin (search);
      CREATE INDEX notice_title_trgm_idx ON placet.notice USING gin (title public.gin_trgm_ops);
      CREATE INDEX notice_classification_idx ON placet.notice USING gin (classification);
      CREATE INDEX notice_order_idx ON placet.notice (published DESC NULLS LAST, id);
      CREATE INDEX notice_market_idx ON placet.notice (market, deadline);

      CREATE TABLE placet.notice_version (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT notice_version_pkey PRIMARY KEY,
        notice_id uuid NOT NULL CONSTRAINT notice_version_notice_id_fkey REFERENCES placet.notice (id),
        version text NOT NULL,
        body jsonb NOT NULL,
        raw text NOT NULL,
        format varchar(32) NOT NULL,
        hash char(64) NOT NULL,
        conflict boolean NOT NULL DEFAULT false,
        recorded timestamptz NOT NULL DEFAULT now(),
        delivery_id uuid NOT NULL,
        pointer text NOT NULL,
        CONSTRAINT notice_version_hash_key UNIQUE (notice_id, version, hash)
      );

      CREATE TABLE placet.change (
        seq bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT change_pkey PRIMARY KEY,
        xid bigint NOT NULL,
        kind varchar(32) NOT NULL,
        key text NOT NULL,
        version text,
        delivery_id uuid,
        at timestamptz NOT NULL DEFAULT now()
      );
      CREATE INDEX change_order_idx ON placet.change (xid, seq);
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE placet.change, placet.notice_version, placet.notice;
      DROP VIEW placet.holding, placet.regime_version;
      DROP TABLE placet.fact, placet.document_version;
    `);
  }
}
