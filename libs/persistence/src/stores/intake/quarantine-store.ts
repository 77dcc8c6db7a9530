import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import {
  type Decided,
  type HeldItem,
  type ItemRecord,
  type QuarantineDecision,
  type QuarantinedItem,
  QuarantineStore,
  type Tx,
} from '#application';
import { managerOf } from '../transactions.ts';

const ITEM =
  'q.id, q.delivery_id AS delivery, q.source, q.pointer, q.problem, q.fragment, q.state, q.created';
const HELD = `${ITEM}, q.ordinal`;

/** Items that wait for a person, and what was decided about them. */
@Injectable()
export class PostgresQuarantineStore extends QuarantineStore {
  constructor(private readonly source: DataSource) {
    super();
  }

  async list(
    filter: { source?: string; delivery?: string; state?: string },
    after: string | null,
    limit: number,
  ): Promise<QuarantinedItem[]> {
    return this.source.query(
      `SELECT ${ITEM} FROM placet.quarantine q
       WHERE ($1::text IS NULL OR q.source = $1) AND ($2::uuid IS NULL OR q.delivery_id = $2) AND ($3::text IS NULL OR q.state = $3)
         AND ($4::uuid IS NULL OR (q.created, q.id) < (SELECT created, id FROM placet.quarantine WHERE id = $4))
       ORDER BY q.created DESC, q.id DESC LIMIT $5`,
      [filter.source ?? null, filter.delivery ?? null, filter.state ?? null, after, limit],
    );
  }

  async find(id: string): Promise<(HeldItem & { decisions: readonly QuarantineDecision[] }) | undefined> {
    const [item] = await this.source.query<HeldItem[]>(
      `SELECT ${HELD} FROM placet.quarantine q WHERE q.id = $1`,
      [id],
    );
    if (!item) return undefined;
    const decisions = await this.source.query<QuarantineDecision[]>(
      `SELECT action, actor, reason, raw_sha256 AS corrected, outcome, at FROM placet.quarantine_decision WHERE quarantine_id = $1 ORDER BY id`,
      [id],
    );
    return { ...item, decisions };
  }

  async hold(tx: Tx, id: string): Promise<HeldItem | undefined> {
    const [item] = await managerOf(tx).query<HeldItem[]>(
      `SELECT ${HELD} FROM placet.quarantine q WHERE q.id = $1 FOR UPDATE`,
      [id],
    );
    return item;
  }

  async decide(
    tx: Tx,
    item: HeldItem,
    state: HeldItem['state'],
    account: Omit<ItemRecord, 'ordinal'>,
    decision: Omit<QuarantineDecision, 'at' | 'outcome'> & { at: string | null },
  ): Promise<void> {
    const manager = managerOf(tx);
    const problem = account.problem === null ? null : JSON.stringify(account.problem);
    await manager.query(
      `UPDATE placet.quarantine SET state = $2, problem = coalesce($3::jsonb, problem), fragment = coalesce($4, fragment) WHERE id = $1`,
      [item.id, state, problem, account.fragment?.replaceAll('\0', '\uFFFD') ?? null],
    );
    await manager.query(
      `UPDATE placet.delivery_item SET outcome = $3, problem = $4, kind = coalesce($5, kind), key = coalesce($6, key)
       WHERE delivery_id = $1 AND ordinal = $2`,
      [item.delivery, item.ordinal, account.outcome, problem, account.kind, account.key],
    );
    await manager.query(
      `INSERT INTO placet.quarantine_decision (quarantine_id, action, actor, reason, raw_sha256, outcome, problem, at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, coalesce($8::timestamptz, now()))`,
      [
        item.id,
        decision.action,
        decision.actor,
        decision.reason,
        decision.corrected,
        account.outcome,
        problem,
        decision.at,
      ],
    );
  }

  async waiting(problem: string): Promise<HeldItem[]> {
    return this.source.query(
      `SELECT ${HELD} FROM placet.quarantine q JOIN placet.delivery d ON d.id = q.delivery_id
       WHERE q.state = 'open' AND q.problem ->> 'type' = $1 ORDER BY d.accepted, d.id, q.ordinal LIMIT 10000`,
      [problem],
    );
  }

  async newest(problem: string): Promise<string | null> {
    const [row] = await this.source.query<{ id: string }[]>(
      `SELECT id FROM placet.quarantine WHERE state = 'open' AND problem ->> 'type' = $1 ORDER BY created DESC, id DESC LIMIT 1`,
      [problem],
    );
    return row?.id ?? null;
  }

  async at(delivery: string, ordinal: number): Promise<HeldItem | undefined> {
    const [item] = await this.source.query<HeldItem[]>(
      `SELECT ${HELD} FROM placet.quarantine q WHERE q.delivery_id = $1 AND q.ordinal = $2`,
      [delivery, ordinal],
    );
    return item;
  }

  async decided(): Promise<Decided[]> {
    const rows = await this.source.query<(HeldItem & Omit<Decided, 'item'>)[]>(
      `SELECT ${HELD}, c.action, c.raw_sha256 AS corrected, to_json(c.at) #>> '{}' AS at FROM placet.quarantine_decision c
       JOIN placet.quarantine q ON q.id = c.quarantine_id
       WHERE c.action = 'discard' OR (c.actor <> 'placet' AND c.outcome <> 'quarantined') ORDER BY c.at, c.id`,
    );
    return rows.map(({ action, corrected, at, ...item }) => ({ item, action, corrected, at }));
  }

  async countOpen(): Promise<number> {
    const [row] = await this.source.query<{ n: number }[]>(
      `SELECT count(*)::int AS n FROM placet.quarantine WHERE state = 'open'`,
    );
    return row?.n ?? 0;
  }
}
