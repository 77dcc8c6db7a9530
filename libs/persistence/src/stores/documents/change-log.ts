import { Injectable, Logger } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Change, ChangeLog, type LogPart } from '#application';
import { NotificationListener } from '../notification-listener.ts';

const PARTS: Readonly<Record<LogPart, string>> = {
  everything: '',
  world: `AND kind <> 'notice'`,
  rules: `AND kind <> 'notice' AND kind IN ('relevance', 'clauses')`,
};

/** Channel that wakes readers of the change log; their poll makes a lost notification harmless. */
export const CHANGE_CHANNEL = 'placet_change';

/**
 * The ordered change log. Sequence numbers can commit out of order, so a reader takes only rows of transactions below
 * the oldest one still running, ordered by transaction.
 */
@Injectable()
export class PostgresChangeLog extends ChangeLog {
  private readonly logger = new Logger(PostgresChangeLog.name);

  constructor(
    private readonly source: DataSource,
    private readonly listener: NotificationListener,
  ) {
    super();
  }

  async after(position: string, limit: number): Promise<Change[]> {
    const [xid, seq] = position.split('-');
    return this.source.query(
      `SELECT xid || '-' || seq AS position, kind, key, version, delivery_id AS "deliveryId" FROM placet.change
       WHERE (xid, seq) > ($1::bigint, $2::bigint) AND xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
       ORDER BY xid, seq LIMIT $3`,
      [xid, seq, limit],
    );
  }

  async head(of: LogPart): Promise<string> {
    const [row] = await this.source.query<{ position: string }[]>(
      `SELECT xid || '-' || seq AS position FROM placet.change
       WHERE xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint ${PARTS[of]}
       ORDER BY xid DESC, seq DESC LIMIT 1`,
    );
    return row?.position ?? '0-0';
  }

  async newest(): Promise<string> {
    const [row] = await this.source.query<{ position: string }[]>(
      `SELECT xid || '-' || seq AS position FROM placet.change ORDER BY xid DESC, seq DESC LIMIT 1`,
    );
    return row?.position ?? '0-0';
  }

  async database(): Promise<string> {
    const [row] = await this.source.query<{ name: string }[]>(
      `SELECT (SELECT system_identifier FROM pg_control_system()) || '/' || oid AS name
       FROM pg_database WHERE datname = current_database()`,
    );
    return row?.name ?? '';
  }

  async holds(position: string): Promise<boolean> {
    if (position === '0-0') return true;
    const [xid, seq] = position.split('-');
    const rows = await this.source.query<unknown[]>(
      `SELECT FROM placet.change WHERE xid = $1::bigint AND seq = $2::bigint`,
      [xid, seq],
    );
    return rows.length > 0;
  }

  async turnDay(day: string): Promise<boolean> {
    const rows = await this.source.query<unknown[]>(
      `INSERT INTO placet.change (xid, kind, key)
       SELECT pg_current_xact_id()::text::bigint, 'day', $1
       WHERE NOT EXISTS (SELECT FROM placet.change WHERE kind = 'day' AND key >= $1) RETURNING seq`,
      [day],
    );
    if (rows.length > 0) await this.source.query(`SELECT pg_notify('${CHANGE_CHANNEL}', '')`);
    return rows.length > 0;
  }

  async onWake(callback: () => void): Promise<() => Promise<void>> {
    this.logger.debug(`Listening on ${CHANGE_CHANNEL}`);
    return this.listener.listen(CHANGE_CHANNEL, callback);
  }
}
