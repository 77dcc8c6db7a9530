import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, escapeLiteral } from 'pg';
import { findFreePort } from './loopback-port.ts';
import { keptPassword } from './postgres/kept-password.ts';
import { DATABASE_NAME, prepareCluster } from './postgres/cluster.ts';
import { settleHome } from './postgres/home.ts';
import { stopLeftoverServer } from './postgres/leftover.ts';
import {
  PostgresDidNotStart,
  type PostgresServer,
  type ServerOptions,
  startServer,
} from './postgres/server.ts';
import { EMBEDDED_SETTINGS } from './postgres/settings.ts';

/** Is a PostgreSQL server of our own, running until it is closed or this process ends. */
export interface EmbeddedPostgres {
  /** Connection string of the database `placet` as its owner; it stays the same when the server is restarted. */
  readonly url: string;
  /** The same for the role of the service, which owns nothing. */
  readonly appUrl: string;
  /** Process id of the server as it runs now. */
  readonly pid: number;
  /** Ends all sessions and stops the server, within 8 s; a second call waits for the first. */
  close(): Promise<void>;
}

/** Says what an embedded server needs to know. */
export interface EmbeddedPostgresOptions {
  /** The data folder (`PLACET_DATA_DIR`), created if missing; the caller holds its instance lock. */
  readonly dataDir: string;
  /** Receives one line for the person at the terminal. */
  readonly log: (line: string) => void;
  /** PostgreSQL settings that replace the defaults. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Folder with bin, lib and share of a PostgreSQL to use instead of the installed package. */
  readonly native?: string;
  /** Called once if the server ended by itself and could not be restarted. */
  readonly onLost?: (error: Error) => void;
}

/** Names the role of the service; its password is kept in the data folder. */
const APP_ROLE = 'placet_app';
const APP_PASSWORD_FILE = 'postgres-app.password';
const START_TRIES = 5;
const RESTARTS_PER_MINUTE = 5;

/**
 * Opens the embedded PostgreSQL: makes its database on the first start, ends a server that a killed start left
 * behind, and restarts the server on the same port should it ever end by itself.
 *
 * @throws LaunchRefused with a message for the user if this machine does not allow it.
 */
export async function openEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { log } = options;
  const dataDir = resolve(options.dataDir);
  const home = await settleHome(dataDir, log, options.native);
  await stopLeftoverServer(home.cluster, log);
  const password = await prepareCluster(home, dataDir);
  const common = {
    home,
    settings: { ...EMBEDDED_SETTINGS, ...options.settings },
    logFile: join(dataDir, 'postgres.log'),
  };
  const first = await startOnFreePort(common);
  const urlOf = (role: string, of: string): string => `postgres://${role}:${of}@127.0.0.1:${first.port}/`;
  const url = urlOf(DATABASE_NAME, password);
  const appPassword = keptPassword(join(dataDir, APP_PASSWORD_FILE));
  try {
    await createDatabase(`${url}postgres`, appPassword);
  } catch (error) {
    await first.server.stop();
    throw error;
  }
  const keeper = new ServerKeeper(first.server, { ...common, port: first.port }, options);
  return {
    url: url + DATABASE_NAME,
    appUrl: urlOf(APP_ROLE, appPassword) + DATABASE_NAME,
    get pid() {
      return keeper.pid;
    },
    close: () => keeper.close(),
  };
}

async function startOnFreePort(
  options: Omit<ServerOptions, 'port'>,
): Promise<{ server: PostgresServer; port: number }> {
  return persist(async () => {
    const port = await findFreePort();
    return { server: await startServer({ ...options, port }), port };
  });
}

// A port found free can be taken before PostgreSQL has it, and sessions of a killed server need a moment to end.
async function persist<T>(start: () => Promise<T>): Promise<T> {
  for (let left = START_TRIES - 1; ; left -= 1) {
    try {
      return await start();
    } catch (error) {
      if (left === 0 || !(error instanceof PostgresDidNotStart)) throw error;
      await sleep(400);
    }
  }
}

async function createDatabase(url: string, appPassword: string): Promise<void> {
  const client = new Client({ connectionString: url, application_name: 'placet launcher' });
  await client.connect();
  try {
    const found = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE_NAME]);
    if (found.rowCount === 0) await client.query(`CREATE DATABASE ${DATABASE_NAME}`);
    const role = await client.query('SELECT 1 FROM pg_roles WHERE rolname = $1', [APP_ROLE]);
    // Set each time: the file that keeps the password may have been deleted.
    await client.query(
      `${role.rowCount === 0 ? 'CREATE' : 'ALTER'} ROLE ${APP_ROLE} LOGIN PASSWORD ${escapeLiteral(appPassword)}
       NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION`,
    );
  } finally {
    await client.end();
  }
}

type KeeperEvents = Pick<EmbeddedPostgresOptions, 'log' | 'onLost'>;

/** Keeps one server running until it is closed. */
class ServerKeeper {
  private server: PostgresServer;
  private recovery: Promise<void> = Promise.resolve();
  private closing: Promise<void> | undefined;
  private restarts: readonly number[] = [];
  private readonly options: ServerOptions;
  private readonly events: KeeperEvents;

  constructor(server: PostgresServer, options: ServerOptions, events: KeeperEvents) {
    this.server = server;
    this.options = options;
    this.events = events;
    this.watch();
  }

  get pid(): number {
    return this.server.pid;
  }

  close(): Promise<void> {
    this.closing ??= this.stopForGood();
    return this.closing;
  }

  private async stopForGood(): Promise<void> {
    await this.recovery;
    await this.server.stop();
  }

  private watch(): void {
    void this.server.ended.then(() => {
      if (this.closing === undefined) this.recovery = this.recover();
    });
  }

  private async recover(): Promise<void> {
    try {
      this.events.log(`PostgreSQL (process ${this.server.pid}) ended by itself: starting it again`);
      this.requireRareRestart();
      this.server = await persist(() => startServer(this.options));
      this.watch();
    } catch (error) {
      this.events.onLost?.(error instanceof Error ? error : new Error(String(error)));
    }
  }

  private requireRareRestart(): void {
    const now = Date.now();
    this.restarts = [...this.restarts.filter((time) => time > now - 60_000), now];
    if (this.restarts.length > RESTARTS_PER_MINUTE) {
      throw new Error(
        `PostgreSQL ended ${this.restarts.length} times within a minute; see ${this.options.logFile}`,
      );
    }
  }
}
