import {
  createPostgresBackend,
  type PostgresConnectionOptions,
  type PostgresQueueBackend,
  type QueueOptions,
  setDefaultBackendFactory,
} from 'bullmq';
import { Cluster, Redis, type RedisOptions } from 'ioredis';
import { Pool } from 'pg';
import { reachPostgres } from '#platform';
import type { QueueHealth } from './queue-health.ts';
import { redisProblems, settingsOf } from './redis-settings.ts';

/**
 * The one place that decides where queues live: on Redis when `REDIS_URL` is given, otherwise on the Postgres that
 * holds the record (schema `queue`). Everything else sees BullMQ only.
 */
export interface QueueBackend extends QueueHealth {
  readonly kind: 'redis' | 'postgres';
  readonly connection: QueueOptions['connection'];
  readonly prefix: string;
  close(): Promise<void>;
}

/** Postgres schema of the queues. */
export const QUEUE_SCHEMA = 'queue';
/** Braces keep a queue's keys in one slot of a Redis Cluster. */
const PREFIX = '{placet}';
const POOL_SIZE = 10;
const RECONNECT_WITHIN_MS = 500;
/** A connection that is only made to see whether that works. */
const REACH_WITHIN_MS = 3000;

/** Opens the back end, whose schema is up to date. Call before any queue or worker is made. */
export async function openQueueBackend(urls: { redis?: string; postgres: string }): Promise<QueueBackend> {
  return urls.redis ? openRedis(urls.redis) : openPostgres(urls.postgres);
}

function openRedis(url: string): QueueBackend {
  setDefaultBackendFactory();
  const client = connectRedis(url);
  // BullMQ and /readyz report; without a listener ioredis would end the process.
  client.on('error', () => undefined);
  let problems: readonly string[] = [];
  // Looked at again after each failover: another server may be set otherwise.
  client.on('ready', () => {
    const masters = client instanceof Cluster ? client.nodes('master') : [client];
    Promise.all(masters.map(settingsOf)).then(
      (settings) => {
        problems = [...new Set(settings.flatMap(redisProblems))];
      },
      () => undefined,
    );
  });
  return {
    kind: 'redis',
    get problems() {
      return problems;
    },
    connection: client,
    prefix: PREFIX,
    ping: async () => {
      await client.ping();
    },
    reach: async () => {
      const other = connectRedis(url, { maxRetriesPerRequest: 0, connectTimeout: REACH_WITHIN_MS });
      other.on('error', () => undefined);
      const late = setTimeout(() => other.disconnect(), REACH_WITHIN_MS);
      try {
        await other.ping();
      } finally {
        clearTimeout(late);
        other.disconnect();
      }
    },
    close: async () => {
      client.disconnect();
    },
  };
}

/** Asked often, so that work begins soon after Redis is back: by default two seconds would pass between two tries. */
function retryStrategy(tries: number): number {
  return Math.min(tries * 50, RECONNECT_WITHIN_MS);
}

/** `redis://`, `rediss://`, `redis+sentinel://h1,h2/master`, `redis+cluster://h1,h2`. */
function connectRedis(url: string, own: RedisOptions = {}): Redis | Cluster {
  const options = { maxRetriesPerRequest: null, enableReadyCheck: true, retryStrategy, ...own };
  const match = /^redis\+(sentinel|cluster):\/\/(?:([^@/]*)@)?([^/]+)(?:\/(.+))?$/.exec(url);
  if (!match) return new Redis(url, options);
  const [, shape, login, hosts = '', master] = match;
  const nodes = hosts.split(',').map((host) => {
    const [name = '127.0.0.1', port] = host.split(':');
    return { host: name, port: Number(port ?? (shape === 'sentinel' ? 26379 : 6379)) };
  });
  const password = login ? decodeURIComponent(login.split(':').at(-1) ?? '') : undefined;
  if (shape === 'cluster') return new Cluster(nodes, { redisOptions: { ...options, password } });
  return new Redis({ ...options, sentinels: nodes, name: master ?? 'mymaster', password });
}

function openPostgres(url: string): QueueBackend {
  const pool = new Pool({
    connectionString: url,
    max: POOL_SIZE,
    keepAlive: true,
    application_name: 'placet-queue',
    options: `-c search_path=${QUEUE_SCHEMA}`,
  });
  pool.on('error', () => undefined);
  setDefaultBackendFactory<PostgresQueueBackend, PostgresConnectionOptions>(
    (name, options, factoryOptions) => {
      const backend = createPostgresBackend(name, options, factoryOptions);
      // BullMQ takes a schema only with a pool of its own per queue and worker; the shared pool pins it by search_path.
      Object.assign(backend, { schema: QUEUE_SCHEMA });
      Object.assign(connectionOf(backend), { schema: QUEUE_SCHEMA });
      return backend;
    },
  );
  return {
    kind: 'postgres',
    problems: [],
    // @nestjs/bullmq types connections as Redis ones; which they are is the factory's business.
    connection: Object.assign(pool satisfies object, {}),
    prefix: PREFIX,
    ping: async () => {
      await pool.query('SELECT 1');
    },
    reach: () => reachPostgres(url),
    close: async () => {
      setDefaultBackendFactory();
      await pool.end();
    },
  };
}

/** The connection inside a back end, which its types keep private. */
function connectionOf(backend: object): object {
  const connection: unknown = Reflect.get(backend, 'connection');
  if (typeof connection !== 'object' || connection === null)
    throw new Error('BullMQ keeps its connection elsewhere now; see queue-backend.ts');
  return connection;
}

/** Creates or upgrades BullMQ's own schema. Without it a worker loops on missing tables and eats memory. */
export async function migrateQueueSchema(url: string): Promise<void> {
  const backend = createPostgresBackend(
    'migration',
    { connection: { connectionString: url, schema: QUEUE_SCHEMA, migrate: true, max: 1 } },
    {},
  );
  // An idle-connection error between migration and close is of no consequence.
  backend.on('error', () => undefined);
  await backend.waitUntilReady();
  await backend.close();
}
