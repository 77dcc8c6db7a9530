import { Injectable } from '@nestjs/common';
import { type Tx, type Webhook, type WebhookAttempt, type WebhookSettings, WebhookStore } from '#application';
import { managerOf } from '../transactions.ts';

const COLUMNS = `w.id, w.tenant, w.name, w.url,
  jsonb_build_object('types', w.types, 'markets', w.markets, 'vendors', w.vendors, 'watches', w.watches) AS filter,
  w.is_ordered AS "isOrdered", w.concurrency, w.state, w.disabled_reason AS "disabledReason",
  w.failing_since AS "failingSince", w.last_success AS "lastSuccess", w.revision, w.created,
  (SELECT max((s.value ->> 'until')::timestamptz) FROM jsonb_array_elements(w.secrets) AS s
    WHERE (s.value ->> 'until')::timestamptz > now()) AS "rotatingUntil",
  (SELECT count(*)::int FROM placet.webhook_message m WHERE m.webhook_id = w.id AND m.state = 'waiting') AS waiting`;

/** Webhooks in Postgres; row-level security shows those of the transaction's tenant. */
@Injectable()
export class PostgresWebhookStore extends WebhookStore {
  list(tx: Tx): Promise<Webhook[]> {
    return managerOf(tx).query(`SELECT ${COLUMNS} FROM placet.webhook w ORDER BY w.id`);
  }

  find(tx: Tx, id: string): Promise<Webhook | undefined> {
    return one(tx, id, '');
  }

  hold(tx: Tx, id: string): Promise<Webhook | undefined> {
    return one(tx, id, 'FOR KEY SHARE OF w');
  }

  async add(tx: Tx, webhook: Parameters<WebhookStore['add']>[1], sealed: string): Promise<void> {
    await managerOf(tx).query(
      `INSERT INTO placet.webhook (id, tenant, secrets, name, url, types, markets, vendors, watches, is_ordered, concurrency)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [webhook.id, webhook.tenant, JSON.stringify([{ sealed, until: null }]), ...valuesOf(webhook)],
    );
  }

  async change(
    tx: Tx,
    id: string,
    revision: number,
    settings: Parameters<WebhookStore['change']>[3],
  ): Promise<boolean> {
    const rows = await managerOf(tx).query<unknown[]>(
      `WITH changed AS (
         UPDATE placet.webhook SET name = $4, url = $5, types = $6, markets = $7, vendors = $8, watches = $9,
           is_ordered = $10, concurrency = $11, state = $3::varchar, revision = revision + 1,
           disabled_reason = CASE WHEN $3::varchar = 'disabled' THEN disabled_reason END,
           failing_since = CASE WHEN state <> 'disabled' THEN failing_since END
         WHERE id = $1 AND revision = $2 RETURNING id
       ) SELECT id FROM changed`,
      [id, revision, settings.state, ...valuesOf(settings)],
    );
    return rows.length === 1;
  }

  async remove(tx: Tx, id: string, revision: number): Promise<boolean> {
    const rows = await managerOf(tx).query<unknown[]>(
      `WITH gone AS (DELETE FROM placet.webhook WHERE id = $1 AND revision = $2 RETURNING id) SELECT id FROM gone`,
      [id, revision],
    );
    return rows.length === 1;
  }

  async rotate(tx: Tx, id: string, sealed: string, keepMs: number): Promise<void> {
    await managerOf(tx).query(
      `UPDATE placet.webhook SET revision = revision + 1,
         secrets = jsonb_build_array(jsonb_build_object('sealed', $2::text, 'until', NULL),
           (secrets -> 0) || jsonb_build_object('until', now() + make_interval(secs => $3)))
       WHERE id = $1`,
      [id, sealed, keepMs / 1000],
    );
  }

  async fails(tx: Tx, id: string): Promise<Date> {
    const [row] = await managerOf(tx).query<{ since: Date }[]>(
      `WITH failing AS (
         UPDATE placet.webhook SET failing_since = coalesce(failing_since, now()) WHERE id = $1 RETURNING failing_since
       ) SELECT failing_since AS since FROM failing`,
      [id],
    );
    return row?.since ?? new Date();
  }

  async disable(tx: Tx, id: string, reason: string): Promise<void> {
    const manager = managerOf(tx);
    await manager.query(
      `UPDATE placet.webhook SET state = 'disabled', disabled_reason = $2, revision = revision + 1 WHERE id = $1`,
      [id, reason],
    );
    await manager.query(
      `UPDATE placet.webhook_message SET state = 'given_up', claim = NULL, claimed_until = NULL
       WHERE webhook_id = $1 AND state = 'waiting'`,
      [id],
    );
  }

  attempts(tx: Tx, id: string, before: string | null, limit: number): Promise<WebhookAttempt[]> {
    return managerOf(tx).query(
      `SELECT a.id::text, a.event_id AS event, e.type, a.round, a.no, a.at, a.duration_ms AS "durationMs",
         a.result, a.status, a.problem, a.answer
       FROM placet.webhook_attempt a JOIN placet.event e ON e.id = a.event_id
       WHERE a.webhook_id = $1 AND ($2::bigint IS NULL OR a.id < $2::bigint) ORDER BY a.id DESC LIMIT $3`,
      [id, before, limit],
    );
  }
}

function valuesOf({ name, url, filter, isOrdered, concurrency }: WebhookSettings): unknown[] {
  const { types, markets, vendors, watches } = filter;
  return [name, url, types, markets, vendors, watches, isOrdered, isOrdered ? 1 : concurrency];
}

async function one(tx: Tx, id: string, lock: '' | 'FOR KEY SHARE OF w'): Promise<Webhook | undefined> {
  const [row] = await managerOf(tx).query<Webhook[]>(
    `SELECT ${COLUMNS} FROM placet.webhook w WHERE w.id = $1 ${lock}`,
    [id],
  );
  return row;
}
