import { Injectable, Logger, type OnApplicationShutdown } from '@nestjs/common';
import { Client, escapeIdentifier } from 'pg';
import { DataSource } from 'typeorm';

const RECONNECT_MS = 1000;

/** One LISTEN connection per process; it reconnects by itself and then wakes everybody, as it may have missed something. */
@Injectable()
export class NotificationListener implements OnApplicationShutdown {
  private readonly logger = new Logger(NotificationListener.name);
  private readonly callbacks = new Map<string, Set<() => void>>();
  private client: Client | undefined;
  private connecting: Promise<void> | undefined;
  private retry: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(private readonly source: DataSource) {}

  async listen(channel: string, callback: () => void): Promise<() => Promise<void>> {
    const callbacks = this.callbacks.get(channel) ?? new Set();
    callbacks.add(callback);
    this.callbacks.set(channel, callbacks);
    await this.connect();
    await this.client?.query(`LISTEN ${escapeIdentifier(channel)}`);
    return async () => {
      callbacks.delete(callback);
    };
  }

  async onApplicationShutdown(): Promise<void> {
    this.closed = true;
    clearTimeout(this.retry);
    await this.client?.end().catch(() => undefined);
  }

  private connect(): Promise<void> {
    if (this.client || this.closed) return Promise.resolve();
    this.connecting ??= this.open().finally(() => {
      this.connecting = undefined;
    });
    return this.connecting;
  }

  private async open(): Promise<void> {
    const { options } = this.source;
    if (options.type !== 'postgres') throw new Error('Notifications need PostgreSQL');
    const client = new Client({
      connectionString: options.url,
      application_name: 'placet-listen',
      keepAlive: true,
    });
    client.on('notification', ({ channel }) =>
      this.callbacks.get(channel)?.forEach((callback) => callback()),
    );
    client.on('error', () => undefined);
    client.on('end', () => this.lost(client));
    try {
      await client.connect();
      for (const channel of this.callbacks.keys()) await client.query(`LISTEN ${escapeIdentifier(channel)}`);
      this.client = client;
    } catch (error) {
      this.logger.warn(
        `LISTEN connection failed, trying again: ${error instanceof Error ? error.message : String(error)}`,
      );
      this.scheduleRetry();
    }
  }

  private lost(client: Client): void {
    if (this.client !== client) return;
    this.client = undefined;
    this.scheduleRetry();
  }

  private scheduleRetry(): void {
    if (this.closed) return;
    clearTimeout(this.retry);
    this.retry = setTimeout(() => {
      void this.connect().then(() =>
        this.callbacks.forEach((callbacks) => callbacks.forEach((callback) => callback())),
      );
    }, RECONNECT_MS);
    this.retry.unref();
  }
}
