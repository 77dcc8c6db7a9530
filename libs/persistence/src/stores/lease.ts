import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { Client } from 'pg';
import { DataSource } from 'typeorm';
import { Lease } from '#application';

/**
 * Leases as advisory locks of a session of their own: when its process dies, however it does, the server ends the session
 * and with it the lease. It saves work only; what must not happen twice is guarded where it is written.
 */
@Injectable()
export class PostgresLease extends Lease implements OnApplicationShutdown {
  private client: Client | undefined;
  private readonly held = new Set<string>();

  constructor(private readonly source: DataSource) {
    super();
  }

  async take(name: string): Promise<boolean> {
    if (this.held.has(name)) return true;
    const client = await this.connected();
    const { rows } = await client.query<{ taken: boolean }>(
      'SELECT pg_try_advisory_lock(7268, hashtext($1)) AS taken',
      [name],
    );
    if (rows[0]?.taken !== true || this.client !== client) return false;
    this.held.add(name);
    return true;
  }

  async release(): Promise<void> {
    const { client } = this;
    this.lose();
    await client?.end().catch(() => undefined);
  }

  onApplicationShutdown(): Promise<void> {
    return this.release();
  }

  private async connected(): Promise<Client> {
    if (this.client !== undefined) return this.client;
    const { options } = this.source;
    if (options.type !== 'postgres') throw new Error('Leases need PostgreSQL');
    const client = new Client({
      connectionString: options.url,
      // Says in pg_stat_activity which process holds the lease.
      application_name: `placet-lease ${process.pid}`,
      keepAlive: true,
    });
    client.on('error', () => undefined);
    client.on('end', () => {
      if (this.client === client) this.lose();
    });
    await client.connect();
    this.client = client;
    return client;
  }

  private lose(): void {
    this.client = undefined;
    this.held.clear();
  }
}
