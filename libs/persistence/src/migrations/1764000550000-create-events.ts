import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The ordered log of what is told outside. Events without a tenant are everybody's. */
export class CreateEvents1764000550000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE placet.event (
        id uuid NOT NULL CONSTRAINT event_pkey PRIMARY KEY,
        xid bigint NOT NULL,
        seq bigint GENERATED ALWAYS AS IDENTITY,
        type varchar(64) NOT NULL,
        tenant text,
        subject text NOT NULL,
        market varchar(16),
        vendor text,
        time timestamptz NOT NULL DEFAULT now(),
        data jsonb NOT NULL,
        traceparent varchar(64)
      );
      CREATE INDEX event_order_idx ON placet.event (xid, seq);
      CREATE INDEX event_time_idx ON placet.event (time);
      ALTER TABLE placet.event ENABLE ROW LEVEL SECURITY;
      ALTER TABLE placet.event FORCE ROW LEVEL SECURITY;
      CREATE POLICY event_tenant ON placet.event
        USING (tenant IS NULL OR tenant = NULLIF(current_setting('placet.tenant', true), ''))
        WITH CHECK (tenant IS NULL OR tenant = NULLIF(current_setting('placet.tenant', true), ''));

      CREATE INDEX outbox_delivery_idx ON placet.outbox (dispatched) WHERE queue = 'delivery';
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      DROP INDEX placet.outbox_delivery_idx;
      DROP TABLE placet.event;
    `);
  }
}
