import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type DisputeRecord, type DisputeStep, DisputeStore, type Tx } from '#application';
import type { StandingDispute } from '#domain';
import { CHANGE_CHANNEL } from './change-log.ts';
import { managerOf } from '../transactions.ts';

interface StepRow {
  readonly dispute: string;
  readonly statement: string;
  readonly subject: string;
  readonly status: DisputeStep['status'];
  readonly reason: string;
  readonly evidence: DisputeStep['evidence'];
  readonly byId: string;
  readonly byName: string;
  readonly byRole: string;
  readonly at: string;
}

/** Disputes about statements in Postgres: one row per step, none ever changed. */
@Injectable()
export class PostgresDisputeStore extends DisputeStore {
  constructor(private readonly source: DataSource) {
    super();
  }

  async add(
    tx: Tx,
    { id, statement, subject }: Pick<DisputeRecord, 'id' | 'statement' | 'subject'>,
    { status, reason, evidence, by }: Omit<DisputeStep, 'at'>,
  ): Promise<string> {
    const manager = managerOf(tx);
    await manager.query(
      `INSERT INTO placet.fact_dispute (dispute, statement, subject, status, reason, evidence, by_id, by_name, by_role)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        id,
        statement,
        subject,
        status,
        reason,
        evidence === null ? null : JSON.stringify(evidence),
        by.id,
        by.name,
        by.role,
      ],
    );
    const [change] = await manager.query<{ position: string }[]>(
      `INSERT INTO placet.change (xid, kind, key) VALUES (pg_current_xact_id()::text::bigint, 'dispute', $1)
       RETURNING xid || '-' || seq AS position`,
      [statement],
    );
    await manager.query(`SELECT pg_notify('${CHANGE_CHANNEL}', '')`);
    return change?.position ?? '0-0';
  }

  async about(statement: string, tx?: Tx): Promise<readonly DisputeRecord[]> {
    const manager = tx === undefined ? this.source : managerOf(tx);
    if (tx !== undefined)
      await manager.query(`SELECT pg_advisory_xact_lock(7267, hashtext($1))`, [statement]);
    const rows = await manager.query<StepRow[]>(
      `SELECT dispute, statement, subject, status, reason, evidence, by_id AS "byId", by_name AS "byName",
              by_role AS "byRole", to_json(recorded) #>> '{}' AS at
       FROM placet.fact_dispute WHERE statement = $1 ORDER BY id`,
      [statement],
    );
    const found = new Map<string, DisputeRecord>();
    for (const row of rows) {
      const { dispute: id, subject, status, reason, evidence, byId, byName, byRole, at } = row;
      const step: DisputeStep = {
        status,
        reason,
        evidence,
        by: { id: byId, name: byName, role: byRole },
        at,
      };
      const steps = [...(found.get(id)?.steps ?? []), step];
      found.set(id, { id, statement, subject, status, steps });
    }
    return [...found.values()];
  }

  async standing(knownAt: string | null): Promise<readonly StandingDispute[]> {
    return this.source.query(
      `SELECT DISTINCT ON (dispute) dispute AS id, statement, subject, status,
              (min(recorded) OVER (PARTITION BY dispute) AT TIME ZONE 'UTC')::date::text AS since
       FROM placet.fact_dispute WHERE $1::timestamptz IS NULL OR recorded <= $1::timestamptz
       ORDER BY dispute, fact_dispute.id DESC`,
      [knownAt],
    );
  }
}
