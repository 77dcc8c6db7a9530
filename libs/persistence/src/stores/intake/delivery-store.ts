import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import {
  type Delivery,
  type DeliveryState,
  DeliveryStore,
  type ItemProblem,
  type ItemRecord,
  type Outcome,
  type Tx,
} from '#application';
import { jsonText, textArray } from '../parameters.ts';
import { managerOf } from '../transactions.ts';

interface DeliveryRow {
  id: string;
  source: string;
  raw_sha256: string;
  content_type: string | null;
  format: string | null;
  state: DeliveryState;
  received_items: number;
  read_bytes: string;
  size_bytes: string;
  problem: ItemProblem | null;
  traceparent: string | null;
  rereads: string | null;
  accepted: Date;
  started: Date | null;
  finished: Date | null;
  /** Items by outcome; outcomes that none has are missing. */
  tallies: Partial<Record<Outcome, number>>;
}

/** The ledger in Postgres: what was received, and what became of each item. */
@Injectable()
export class PostgresDeliveryStore extends DeliveryStore {
  constructor(private readonly source: DataSource) {
    super();
  }

  async add(tx: Tx, delivery: Parameters<DeliveryStore['add']>[1]): Promise<void> {
    await managerOf(tx).query(
      `WITH added AS (
         INSERT INTO placet.delivery (id, source, raw_sha256, content_type, format, state, traceparent, run_id)
         VALUES ($1, $2, $3, $4, $5, 'accepted', $6, $7)
       ) UPDATE placet.source SET last_delivery = now() WHERE id = $2`,
      [
        delivery.id,
        delivery.source,
        delivery.sha256,
        delivery.contentType,
        delivery.format,
        delivery.traceparent,
        delivery.runId ?? null,
      ],
    );
  }

  async find(id: string): Promise<Delivery | undefined> {
    const [row] = await this.source.query<DeliveryRow[]>(
      `SELECT d.*, r.size_bytes, (
         SELECT coalesce(json_object_agg(outcome, n), '{}') FROM (
           SELECT outcome, count(*) AS n FROM placet.delivery_item WHERE delivery_id = d.id GROUP BY outcome
         ) AS tally
       ) AS tallies FROM placet.delivery d JOIN placet.raw_document r ON r.sha256 = d.raw_sha256 WHERE d.id = $1`,
      [id],
    );
    if (!row) return undefined;
    const none = { applied: 0, unchanged: 0, superseded: 0, duplicate: 0, quarantined: 0, pending: 0 };
    const counts = { ...none, ...row.tallies };
    const settled = Object.values(counts).reduce((sum, count) => sum + count, 0);
    // While reading, what the ledger holds is what is known to have been received.
    const received = Math.max(row.received_items, settled);
    counts.pending += received - settled;
    return {
      id: row.id,
      source: row.source,
      state: row.state,
      format: row.format,
      contentType: row.content_type,
      sha256: row.raw_sha256,
      accepted: row.accepted,
      started: row.started,
      finished: row.finished,
      received,
      counts,
      bytes: { total: Number(row.size_bytes), read: Number(row.read_bytes) },
      problem: row.problem,
      traceparent: row.traceparent,
      rereads: row.rereads,
    };
  }

  async items(id: string, after: number, limit: number): Promise<ItemRecord[]> {
    return this.source.query(
      `SELECT ordinal, pointer, kind, key, outcome, problem FROM placet.delivery_item WHERE delivery_id = $1 AND ordinal > $2 ORDER BY ordinal LIMIT $3`,
      [id, after, limit],
    );
  }

  async countReading(id: string): Promise<number> {
    const rows = await this.source.query<{ before: number }[]>(
      `WITH counted AS (UPDATE placet.delivery SET readings = readings + 1 WHERE id = $1 RETURNING readings - 1 AS before)
       SELECT before FROM counted`,
      [id],
    );
    return rows[0]?.before ?? 0;
  }

  async poison(id: string): Promise<ReadonlySet<number>> {
    const rows = await this.source.query<{ ordinal: number }[]>(
      'SELECT ordinal FROM placet.poison WHERE delivery_id = $1',
      [id],
    );
    return new Set(rows.map(({ ordinal }) => ordinal));
  }

  async addPoison(id: string, ordinal: number, reason: string): Promise<void> {
    await this.source.query(
      'INSERT INTO placet.poison (delivery_id, ordinal, reason) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING',
      [id, ordinal, reason],
    );
  }

  async begin(id: string, format: string, mapping: string | null): Promise<void> {
    // A reading that goes on by another mapping than it began with is of the first: it is read again as a whole.
    await this.source.query(
      `UPDATE placet.delivery SET state = 'reading', format = $2, mapping = coalesce(mapping, $3), started = coalesce(started, now())
       WHERE id = $1 AND state IN ('accepted', 'reading')`,
      [id, format, mapping],
    );
  }

  async settledPrefix(id: string): Promise<number> {
    const [row] = await this.source.query<{ n: number }[]>(
      `SELECT count(*)::int AS n FROM (
         SELECT ordinal, row_number() OVER (ORDER BY ordinal) - 1 AS place FROM placet.delivery_item WHERE delivery_id = $1
       ) AS item WHERE ordinal = place`,
      [id],
    );
    return row?.n ?? 0;
  }

  async progress(id: string, bytes: number): Promise<void> {
    await this.source.query(
      'UPDATE placet.delivery SET read_bytes = $2 WHERE id = $1 AND finished IS NULL AND read_bytes < $2',
      [id, bytes],
    );
  }

  async addItems(tx: Tx, id: string, source: string, items: readonly ItemRecord[]): Promise<void> {
    const manager = managerOf(tx);
    await manager.query(
      `INSERT INTO placet.delivery_item (delivery_id, ordinal, pointer, kind, key, outcome, problem)
       SELECT $1, ordinal, pointer, kind, key, outcome, problem::jsonb
       FROM unnest($2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[]) AS item (ordinal, pointer, kind, key, outcome, problem)
       ON CONFLICT (delivery_id, ordinal) DO NOTHING`,
      [
        id,
        items.map((item) => item.ordinal),
        textArray(items.map((item) => item.pointer)),
        textArray(items.map((item) => item.kind)),
        textArray(items.map((item) => item.key)),
        textArray(items.map((item) => item.outcome)),
        textArray(items.map((item) => (item.problem ? jsonText(item.problem) : null))),
      ],
    );
    const held = items.filter(({ outcome }) => outcome === 'quarantined');
    if (held.length === 0) return;
    await manager.query(
      `INSERT INTO placet.quarantine (id, delivery_id, ordinal, source, pointer, problem, fragment)
       SELECT gen_random_uuid(), $1, ordinal, $2, pointer, problem::jsonb, fragment
       FROM unnest($3::int[], $4::text[], $5::text[], $6::text[]) AS item (ordinal, pointer, problem, fragment)
       ON CONFLICT (delivery_id, ordinal) DO NOTHING`,
      [
        id,
        source,
        held.map((item) => item.ordinal),
        textArray(held.map((item) => item.pointer)),
        textArray(held.map((item) => jsonText(item.problem))),
        textArray(held.map((item) => item.fragment)),
      ],
    );
  }

  async finish(
    tx: Tx,
    id: string,
    outcome: { state: 'done' | 'refused'; received: number; problem: ItemProblem | null },
  ): Promise<boolean> {
    const rows = await managerOf(tx).query<unknown[]>(
      `WITH ended AS (
         UPDATE placet.delivery d SET state = $2::text, received_items = $3, problem = $4, finished = now(),
           read_bytes = CASE $2::text WHEN 'done' THEN (SELECT r.size_bytes FROM placet.raw_document r WHERE r.sha256 = d.raw_sha256) ELSE read_bytes END
         WHERE id = $1 AND state IN ('accepted', 'reading') RETURNING id
       ) SELECT id FROM ended`,
      [id, outcome.state, outcome.received, outcome.problem ? JSON.stringify(outcome.problem) : null],
    );
    return rows.length === 1;
  }

  async overdue(olderThanMs: number): Promise<string[]> {
    const rows = await this.source.query<{ id: string }[]>(
      `SELECT id FROM placet.delivery WHERE state IN ('accepted', 'reading') AND accepted < now() - make_interval(secs => $1) ORDER BY accepted LIMIT 1000`,
      [olderThanMs / 1000],
    );
    return rows.map((row) => row.id);
  }
}
