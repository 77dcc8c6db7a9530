import { randomUUID } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import {
  type AttemptOutcome,
  type ClaimedMessage,
  type LoggedEvent,
  type SealedSecret,
  type Tx,
  WebhookMessages,
} from '#application';
import { EVENT_COLUMNS } from '../following/event-log.ts';
import { managerOf } from '../transactions.ts';
import { concernsOneOf } from '../following/watch-condition.ts';

const ATTEMPTS_KEPT = `interval '30 days'`;
/** Whether an event e is one that a webhook h wants. */
const WANTED = `e.type = ANY(h.types)
  AND (cardinality(h.markets) = 0 OR e.market = ANY(h.markets))
  AND (cardinality(h.vendors) = 0 OR e.vendor = ANY(h.vendors))
  AND (cardinality(h.watches) = 0 OR ${concernsOneOf('h.watches')})`;
/** Whether nobody holds a message m at the moment. Not now(): a transaction may have waited for its turn. */
const FREE = '(m.claimed_until IS NULL OR m.claimed_until <= clock_timestamp())';

interface ClaimedRow extends LoggedEvent {
  readonly url: string;
  readonly secrets: readonly SealedSecret[];
  readonly round: number;
  readonly attempts: number;
}

/** What waits for webhooks, in Postgres: the queue only says that something may be there. */
@Injectable()
export class PostgresWebhookMessages extends WebhookMessages {
  async spread(tx: Tx, event: string): Promise<string[]> {
    const manager = managerOf(tx);
    await manager.query(
      `INSERT INTO placet.webhook_message (webhook_id, event_id, tenant, xid, seq)
       SELECT h.id, e.id, h.tenant, e.xid, e.seq FROM placet.event e
       JOIN placet.webhook h ON h.state <> 'disabled' AND h.created <= e.time AND ${WANTED}
       WHERE e.id = $1
       ON CONFLICT (webhook_id, event_id) DO NOTHING`,
      [event],
    );
    const rows = await manager.query<{ webhook_id: string }[]>(
      `SELECT webhook_id FROM placet.webhook_message WHERE event_id = $1 AND state = 'waiting'`,
      [event],
    );
    return rows.map((row) => row.webhook_id);
  }

  async add(tx: Tx, webhook: string, event: string): Promise<void> {
    await managerOf(tx).query(
      `INSERT INTO placet.webhook_message (webhook_id, event_id, tenant, xid, seq)
       SELECT w.id, e.id, w.tenant, e.xid, e.seq FROM placet.event e, placet.webhook w WHERE e.id = $2 AND w.id = $1
       ON CONFLICT (webhook_id, event_id) DO NOTHING`,
      [webhook, event],
    );
  }

  async replay(tx: Tx, webhook: string, since: Date, until: Date | null): Promise<number> {
    const [row] = await managerOf(tx).query<{ n: number }[]>(
      `WITH again AS (
         INSERT INTO placet.webhook_message AS m (webhook_id, event_id, tenant, xid, seq)
         SELECT h.id, e.id, h.tenant, e.xid, e.seq FROM placet.webhook h
         JOIN placet.event e ON e.time >= $2 AND ($3::timestamptz IS NULL OR e.time < $3) AND ${WANTED}
         WHERE h.id = $1
         ON CONFLICT (webhook_id, event_id) DO UPDATE SET state = 'waiting', round = m.round + 1, attempts = 0,
           waiting_since = now(), next_at = now(), claim = NULL, claimed_until = NULL
           WHERE m.state <> 'waiting'
         RETURNING 1
       ) SELECT count(*)::int AS n FROM again`,
      [webhook, since, until],
    );
    return row?.n ?? 0;
  }

  async claim(tx: Tx, webhook: string, leaseMs: number): Promise<ClaimedMessage | null> {
    const manager = managerOf(tx);
    // Whoever holds this row decides alone what is sent next, so that neither order nor concurrency is exceeded.
    const [settings] = await manager.query<{ is_ordered: boolean; concurrency: number }[]>(
      `SELECT is_ordered, concurrency FROM placet.webhook WHERE id = $1 AND state = 'active' FOR UPDATE`,
      [webhook],
    );
    if (settings === undefined) return null;
    // In order, the head alone may go, and only when no earlier event can still appear; else whatever is due.
    const candidate = settings.is_ordered
      ? `m.xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint`
      : `m.next_at <= clock_timestamp() AND ${FREE}`;
    const claim = randomUUID();
    const [row] = await manager.query<ClaimedRow[]>(
      `WITH head AS (
         SELECT m.event_id FROM placet.webhook_message m
         WHERE m.webhook_id = $1 AND m.state = 'waiting' AND ${candidate} ORDER BY m.xid, m.seq LIMIT 1
       ), claimed AS (
         UPDATE placet.webhook_message m SET claim = $2, claimed_until = clock_timestamp() + make_interval(secs => $3)
         FROM head WHERE m.webhook_id = $1 AND m.event_id = head.event_id AND m.next_at <= clock_timestamp() AND ${FREE}
           AND $4 > (SELECT count(*) FROM placet.webhook_message o
             WHERE o.webhook_id = $1 AND o.state = 'waiting' AND o.claimed_until > clock_timestamp())
         RETURNING m.event_id, m.round, m.attempts
       )
       SELECT ${EVENT_COLUMNS}, w.url, w.secrets, c.round, c.attempts
       FROM claimed c JOIN placet.event e ON e.id = c.event_id JOIN placet.webhook w ON w.id = $1`,
      [webhook, claim, leaseMs / 1000, settings.concurrency],
    );
    if (row === undefined) return null;
    const { url, secrets, round, attempts, ...event } = row;
    return { webhook, url, secrets, event, claim, round, attempts };
  }

  async renew(tx: Tx, message: ClaimedMessage, leaseMs: number): Promise<boolean> {
    const rows = await managerOf(tx).query<unknown[]>(
      `WITH renewed AS (
         UPDATE placet.webhook_message SET claimed_until = clock_timestamp() + make_interval(secs => $4)
         WHERE webhook_id = $1 AND event_id = $2 AND claim = $3 RETURNING 1
       ) SELECT 1 FROM renewed`,
      [message.webhook, message.event.id, message.claim, leaseMs / 1000],
    );
    return rows.length === 1;
  }

  async settle(tx: Tx, message: ClaimedMessage, outcome: AttemptOutcome): Promise<boolean> {
    const manager = managerOf(tx);
    const state =
      outcome.result === 'succeeded' ? 'succeeded' : outcome.retryInMs === null ? 'given_up' : 'waiting';
    const settled = await manager.query<{ tenant: string }[]>(
      `WITH settled AS (
         UPDATE placet.webhook_message SET state = $4, attempts = attempts + 1, claim = NULL, claimed_until = NULL,
           next_at = now() + make_interval(secs => $5)
         WHERE webhook_id = $1 AND event_id = $2 AND claim = $3 AND state = 'waiting' RETURNING tenant
       ) SELECT tenant FROM settled`,
      [message.webhook, message.event.id, message.claim, state, (outcome.retryInMs ?? 0) / 1000],
    );
    const [row] = settled;
    if (row === undefined) return false;
    await manager.query(
      `INSERT INTO placet.webhook_attempt (webhook_id, event_id, tenant, round, no, at, duration_ms, result, status, problem, answer)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`,
      [
        message.webhook,
        message.event.id,
        row.tenant,
        message.round,
        message.attempts + 1,
        outcome.at,
        outcome.durationMs,
        outcome.result,
        outcome.status,
        outcome.problem,
        outcome.answer,
      ],
    );
    if (outcome.result === 'succeeded')
      await manager.query(
        'UPDATE placet.webhook SET failing_since = NULL, last_success = now() WHERE id = $1',
        [message.webhook],
      );
    return true;
  }

  async due(tx: Tx): Promise<string[]> {
    const rows = await managerOf(tx).query<{ id: string }[]>(
      `SELECT w.id FROM placet.webhook w WHERE w.state = 'active' AND EXISTS (
         SELECT FROM placet.webhook_message m
         WHERE m.webhook_id = w.id AND m.state = 'waiting' AND m.next_at <= now() AND ${FREE})`,
    );
    return rows.map((row) => row.id);
  }

  async nextInMs(tx: Tx, webhook: string): Promise<number | null> {
    const [row] = await managerOf(tx).query<{ ms: number | null }[]>(
      `SELECT CASE WHEN bool_or(m.claimed_until > now()) THEN NULL
         ELSE greatest(0, extract(epoch FROM
           CASE WHEN w.is_ordered THEN (array_agg(m.next_at ORDER BY m.xid, m.seq))[1] ELSE min(m.next_at) END - now()) * 1000)::int
         END AS ms
       FROM placet.webhook w JOIN placet.webhook_message m ON m.webhook_id = w.id AND m.state = 'waiting'
       WHERE w.id = $1 AND w.state = 'active' GROUP BY w.is_ordered`,
      [webhook],
    );
    return row?.ms ?? null;
  }

  async oldestSeconds(tx: Tx): Promise<number> {
    const [row] = await managerOf(tx).query<{ seconds: number }[]>(
      `SELECT coalesce(extract(epoch FROM now() - min(m.waiting_since)), 0)::float8 AS seconds
       FROM placet.webhook_message m JOIN placet.webhook w ON w.id = m.webhook_id AND w.state = 'active'
       WHERE m.state = 'waiting'`,
    );
    return row?.seconds ?? 0;
  }

  async forgetAttempts(tx: Tx): Promise<void> {
    await managerOf(tx).query(`DELETE FROM placet.webhook_attempt WHERE at < now() - ${ATTEMPTS_KEPT}`);
  }
}
