import type { MigrationInterface, QueryRunner } from 'typeorm';
import { keepTenantsApart } from '../tenancy/tenant-policy.ts';

/** Webhooks, what waits to be sent to them, and every try to send it. */
export class CreateWebhooks1764000551000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE placet.webhook (
        id uuid NOT NULL CONSTRAINT webhook_pkey PRIMARY KEY,
        tenant text NOT NULL CONSTRAINT webhook_tenant_fkey REFERENCES placet.tenant (id),
        name varchar(200) NOT NULL,
        url text NOT NULL,
        types text[] NOT NULL,
        markets text[] NOT NULL,
        vendors text[] NOT NULL,
        watches text[] NOT NULL,
        is_ordered boolean NOT NULL,
        concurrency integer NOT NULL,
        state varchar(16) NOT NULL DEFAULT 'active',
        disabled_reason varchar(16),
        failing_since timestamptz,
        last_success timestamptz,
        secrets jsonb NOT NULL,
        revision integer NOT NULL DEFAULT 1,
        created timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT webhook_state_check CHECK (state IN ('active', 'paused', 'disabled')),
        CONSTRAINT webhook_concurrency_check CHECK (concurrency BETWEEN 1 AND 16),
        CONSTRAINT webhook_order_check CHECK (NOT is_ordered OR concurrency = 1)
      );
      CREATE INDEX webhook_tenant_idx ON placet.webhook (tenant);

      CREATE TABLE placet.webhook_message (
        webhook_id uuid NOT NULL CONSTRAINT webhook_message_webhook_fkey REFERENCES placet.webhook (id) ON DELETE CASCADE,
        event_id uuid NOT NULL CONSTRAINT webhook_message_event_fkey REFERENCES placet.event (id),
        tenant text NOT NULL,
        xid bigint NOT NULL,
        seq bigint NOT NULL,
        state varchar(16) NOT NULL DEFAULT 'waiting',
        round integer NOT NULL DEFAULT 0,
        attempts integer NOT NULL DEFAULT 0,
        waiting_since timestamptz NOT NULL DEFAULT now(),
        next_at timestamptz NOT NULL DEFAULT now(),
        claim uuid,
        claimed_until timestamptz,
        CONSTRAINT webhook_message_pkey PRIMARY KEY (webhook_id, event_id),
        CONSTRAINT webhook_message_state_check CHECK (state IN ('waiting', 'succeeded', 'given_up'))
      );
      CREATE INDEX webhook_message_waiting_idx ON placet.webhook_message (webhook_id, xid, seq) WHERE state = 'waiting';
      CREATE INDEX webhook_message_event_idx ON placet.webhook_message (event_id);

      CREATE TABLE placet.webhook_attempt (
        id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT webhook_attempt_pkey PRIMARY KEY,
        webhook_id uuid NOT NULL CONSTRAINT webhook_attempt_webhook_fkey REFERENCES placet.webhook (id) ON DELETE CASCADE,
        event_id uuid NOT NULL CONSTRAINT webhook_attempt_event_fkey REFERENCES placet.event (id),
        tenant text NOT NULL,
        round integer NOT NULL,
        no integer NOT NULL,
        at timestamptz NOT NULL,
        duration_ms integer NOT NULL,
        result varchar(16) NOT NULL,
        status integer,
        problem text,
        answer text,
        CONSTRAINT webhook_attempt_no_key UNIQUE (webhook_id, event_id, round, no),
        CONSTRAINT webhook_attempt_result_check CHECK (result IN ('succeeded', 'failed', 'timeout', 'refused'))
      );
      CREATE INDEX webhook_attempt_webhook_idx ON placet.webhook_attempt (webhook_id, id);
      -- One success for an event, a webhook and a round, whatever goes wrong.
      CREATE UNIQUE INDEX webhook_attempt_success_key ON placet.webhook_attempt (webhook_id, event_id, round)
        WHERE result = 'succeeded';

      ${['webhook', 'webhook_message', 'webhook_attempt'].map(keepTenantsApart).join('\n')}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE placet.webhook_attempt, placet.webhook_message, placet.webhook;');
  }
}
