import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Raw documents, deliveries and their items, quarantine, inbox and outbox: the accounting of everything received. */
export class CreateLedger1764000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE SCHEMA IF NOT EXISTS placet;
      CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;

      CREATE TABLE placet.raw_document (
        sha256 char(64) NOT NULL CONSTRAINT raw_document_pkey PRIMARY KEY,
        upload uuid NOT NULL CONSTRAINT raw_document_upload_key UNIQUE,
        size_bytes bigint NOT NULL,
        stored_bytes bigint NOT NULL,
        created timestamptz NOT NULL DEFAULT now()
      );
      CREATE TABLE placet.raw_chunk (
        upload uuid NOT NULL,
        no integer NOT NULL,
        bytes bytea NOT NULL,
        CONSTRAINT raw_chunk_pkey PRIMARY KEY (upload, no)
      );
      ALTER TABLE placet.raw_chunk ALTER COLUMN bytes SET STORAGE EXTERNAL;

      CREATE TABLE placet.source (
        id varchar(64) NOT NULL CONSTRAINT source_pkey PRIMARY KEY,
        name varchar(200) NOT NULL,
        kind varchar(16) NOT NULL CONSTRAINT source_kind_check CHECK (kind IN ('push', 'pull', 'folder')),
        format varchar(32),
        url text,
        schedule jsonb,
        mapping jsonb,
        freshness varchar(32),
        state varchar(16) NOT NULL DEFAULT 'active' CONSTRAINT source_state_check CHECK (state IN ('active', 'paused', 'disabled')),
        revision integer NOT NULL DEFAULT 1,
        last_delivery timestamptz,
        created timestamptz NOT NULL DEFAULT now()
      );

      CREATE TABLE placet.delivery (
        id uuid NOT NULL CONSTRAINT delivery_pkey PRIMARY KEY,
        source varchar(64) NOT NULL CONSTRAINT delivery_source_fkey REFERENCES placet.source (id),
        raw_sha256 char(64) NOT NULL CONSTRAINT delivery_raw_sha256_fkey REFERENCES placet.raw_document (sha256),
        content_type varchar(200),
        format varchar(32),
        state varchar(16) NOT NULL CONSTRAINT delivery_state_check CHECK (state IN ('accepted', 'reading', 'done', 'refused')),
        received_items integer NOT NULL DEFAULT 0,
        problem jsonb,
        traceparent varchar(64),
        accepted timestamptz NOT NULL DEFAULT now(),
        started timestamptz,
        finished timestamptz
      );
      CREATE INDEX delivery_undone_idx ON placet.delivery (accepted) WHERE state IN ('accepted', 'reading');
      CREATE INDEX delivery_source_idx ON placet.delivery (source, accepted DESC);

      CREATE TABLE placet.delivery_item (
        delivery_id uuid NOT NULL CONSTRAINT delivery_item_delivery_id_fkey REFERENCES placet.delivery (id),
        ordinal integer NOT NULL,
        pointer text NOT NULL,
        kind varchar(32),
        key text,
        outcome varchar(16) NOT NULL
          CONSTRAINT delivery_item_outcome_check CHECK (outcome IN ('applied', 'unchanged', 'superseded', 'duplicate', 'quarantined', 'pending')),
        problem jsonb,
        CONSTRAINT delivery_item_pkey PRIMARY KEY (delivery_id, ordinal)
      );

      CREATE TABLE placet.quarantine (
        id uuid NOT NULL CONSTRAINT quarantine_pkey PRIMARY KEY,
        delivery_id uuid NOT NULL,
        ordinal integer NOT NULL,
        source varchar(64) NOT NULL,
        pointer text NOT NULL,
        problem jsonb NOT NULL,
        fragment text,
        state varchar(16) NOT NULL DEFAULT 'open' CONSTRAINT quarantine_state_check CHECK (state IN ('open', 'retried', 'discarded')),
        created timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT quarantine_item_key UNIQUE (delivery_id, ordinal),
        CONSTRAINT quarantine_item_fkey FOREIGN KEY (delivery_id, ordinal) REFERENCES placet.delivery_item (delivery_id, ordinal)
      );
      CREATE INDEX quarantine_open_idx ON placet.quarantine (created DESC, id) WHERE state = 'open';

      CREATE TABLE placet.processed (
        consumer varchar(32) NOT NULL,
        event_id varchar(120) NOT NULL,
        at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT processed_pkey PRIMARY KEY (consumer, event_id)
      );

      CREATE TABLE placet.outbox (
        id uuid NOT NULL CONSTRAINT outbox_pkey PRIMARY KEY,
        queue varchar(32) NOT NULL,
        job varchar(32) NOT NULL,
        payload jsonb NOT NULL,
        created timestamptz NOT NULL DEFAULT now(),
        dispatched timestamptz
      );
      CREATE INDEX outbox_pending_idx ON placet.outbox (created) WHERE dispatched IS NULL;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP TABLE placet.outbox, placet.processed, placet.quarantine, placet.delivery_item, placet.delivery,
        placet.source, placet.raw_chunk, placet.raw_document;
    `);
  }
}
