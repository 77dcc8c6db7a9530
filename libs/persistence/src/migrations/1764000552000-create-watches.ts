import type { MigrationInterface, QueryRunner } from 'typeorm';
import { keepTenantsApart } from '../tenancy/tenant-policy.ts';

/** Watches, and what alerted them. */
export class CreateWatches1764000552000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      CREATE TABLE placet.watch (
        id uuid NOT NULL CONSTRAINT watch_pkey PRIMARY KEY,
        tenant text NOT NULL CONSTRAINT watch_tenant_fkey REFERENCES placet.tenant (id),
        name varchar(200) NOT NULL,
        kind varchar(16) NOT NULL,
        subject jsonb NOT NULL,
        question uuid CONSTRAINT watch_question_fkey REFERENCES placet.standing_question (id),
        digest varchar(16) NOT NULL,
        time_zone varchar(64) NOT NULL,
        digest_from timestamptz,
        digest_due timestamptz,
        feed_no integer NOT NULL DEFAULT 1,
        revision integer NOT NULL DEFAULT 1,
        created timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT watch_kind_check CHECK (kind IN ('vendor', 'market', 'need', 'regime', 'notices')),
        CONSTRAINT watch_digest_check CHECK (digest IN ('none', 'daily', 'weekly')),
        CONSTRAINT watch_due_check CHECK ((digest = 'none') = (digest_due IS NULL)),
        CONSTRAINT watch_question_check CHECK ((kind = 'need') = (question IS NOT NULL))
      );
      CREATE INDEX watch_tenant_idx ON placet.watch (tenant);
      CREATE INDEX watch_question_idx ON placet.watch (question);

      CREATE TABLE placet.watch_alert (
        watch_id uuid NOT NULL CONSTRAINT watch_alert_watch_fkey REFERENCES placet.watch (id) ON DELETE CASCADE,
        event_id uuid NOT NULL CONSTRAINT watch_alert_event_fkey REFERENCES placet.event (id),
        tenant text NOT NULL,
        xid bigint NOT NULL,
        seq bigint NOT NULL,
        at timestamptz NOT NULL DEFAULT now(),
        CONSTRAINT watch_alert_pkey PRIMARY KEY (watch_id, event_id)
      );
      CREATE INDEX watch_alert_event_idx ON placet.watch_alert (event_id);
      CREATE INDEX watch_alert_order_idx ON placet.watch_alert (watch_id, xid, seq);
      CREATE INDEX watch_alert_at_idx ON placet.watch_alert (watch_id, at);
      ${['watch', 'watch_alert'].map(keepTenantsApart).join('\n')}
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('DROP TABLE placet.watch_alert, placet.watch;');
  }
}
