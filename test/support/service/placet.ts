import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareRecord } from '../../../apps/launcher/src/prepare-record.ts';
import { PlacetClient } from '../../../clients/typescript/src/index.ts';
import { seedReference } from '../../../apps/launcher/src/seed.ts';
import { type Services, startServices } from '../../../apps/launcher/src/services.ts';
import type { Clock } from '#application';
import { parseEnv } from '#platform';
import { eventually } from '../eventually.ts';
import { appUrlOf, createTestDatabase } from './postgres.ts';

/** A running Placet with a database of its own, spoken to over HTTP as the administrator. */
export interface TestPlacet {
  readonly url: string;
  readonly services: Services;
  /** As the owner of everything, whom row-level security does not stop. */
  readonly databaseUrl: string;
  readonly adminKey: string;
  /** Folder of its secrets, which every process of an installation shares. */
  readonly dataDir: string;
  /** The typed client, as the administrator. */
  readonly client: PlacetClient;
  /** Sends a request; an object body goes as JSON, a text as it is. */
  call(method: string, path: string, options?: CallOptions): Promise<Answer>;
  get(path: string, options?: CallOptions): Promise<Answer>;
  /** Delivers and waits until every item is accounted for and answers include it; answers the finished delivery. */
  deliver(source: string, body: string | Uint8Array, contentType?: string): Promise<Answer>;
  /** Starts another process' worth of the same installation in this one, with settings of its own. */
  startBeside(env?: Readonly<Record<string, string>>): Promise<Services>;
  close(): Promise<void>;
}

export interface CallOptions {
  readonly key?: string | null;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- answers are explored by tests that assert their shape
  readonly body: any;
}

/** Starts API and worker in this process; with a Redis URL the queues live there, otherwise in Postgres. */
export async function startPlacet(
  options: {
    redisUrl?: string;
    seed?: boolean;
    env?: Readonly<Record<string, string>>;
    clock?: Clock;
  } = {},
): Promise<TestPlacet> {
  const database = await createTestDatabase();
  const dataDir = mkdtempSync(join(tmpdir(), 'placet-e2e-'));
  const adminKey = `plc_test0000_${randomBytes(32).toString('base64url')}`;
  // Services of this process are told; programs that are started beside them find it in the folder.
  const pepper = randomBytes(32).toString('base64url');
  writeFileSync(join(dataDir, 'key.pepper'), pepper, { mode: 0o600 });
  const urls = { owner: database.url, app: appUrlOf(database.url) };
  await prepareRecord(urls, { hasQueues: options.redisUrl === undefined });
  const settings = {
    PLACET_PORT: '0',
    PLACET_DATA_DIR: dataDir,
    PLACET_ADMIN_KEY: adminKey,
    PLACET_KEY_PEPPER: pepper,
    PLACET_LOG_LEVEL: 'error',
    PLACET_SEED: options.seed ? 'reference' : 'none',
    RECONCILE_MS: '1000',
    PLACET_DRAIN_MS: '0',
    DATABASE_URL: urls.owner,
    DATABASE_APP_URL: urls.app,
    ...(options.redisUrl === undefined ? {} : { REDIS_URL: options.redisUrl }),
    ...options.env,
  };
  const start = (own: Readonly<Record<string, string>> = {}): Promise<Services> =>
    startServices(parseEnv({ ...settings, ...own }), urls.app, {
      isAppRole: true,
      ...(options.clock && { clock: options.clock }),
    });
  const services = await start();
  if (options.seed) await seedReference(services.app, () => undefined);
  const { url } = services;

  const call = async (
    method: string,
    path: string,
    { key = adminKey, body, headers = {} }: CallOptions = {},
  ): Promise<Answer> => {
    const isRaw = typeof body === 'string' || body instanceof Uint8Array;
    const response = await fetch(`${url}${path}`, {
      method,
      redirect: 'manual',
      headers: {
        ...(key === null ? {} : { authorization: `Bearer ${key}` }),
        ...(body === undefined || isRaw ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : {
            body:
              typeof body === 'string' || body instanceof Uint8Array
                ? Buffer.from(body)
                : JSON.stringify(body),
          }),
    });
    const text = await response.text();
    const isJson = /[/+]json\b/.test(response.headers.get('content-type') ?? '');
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: isJson && text !== '' ? JSON.parse(text) : undefined,
    };
  };

  return {
    url,
    services,
    databaseUrl: database.url,
    adminKey,
    dataDir,
    client: new PlacetClient({ baseUrl: url, key: adminKey }),
    call,
    get: (path, get) => call('GET', path, get),
    deliver: async (source, body, contentType = 'application/yaml') => {
      const accepted = await call('POST', `/v1/sources/${source}/deliveries`, {
        body,
        headers: { 'content-type': contentType },
      });
      if (accepted.status !== 202) return accepted;
      const location = accepted.headers.get('location') ?? '';
      return eventually(
        async () => {
          const delivery = await call('GET', location);
          if (delivery.body?.finished === null) throw new Error(`not finished: ${delivery.text}`);
          // Transactions of other suites' databases, on the same server, may hold the change log back for a while.
          const position = delivery.headers.get('placet-position') ?? '';
          const { status } = await call('GET', '/v1/me', { headers: { 'placet-at-least': position } });
          if (status === 503) throw new Error(`not reached: ${position}`);
          return delivery;
        },
        { within: 60_000 },
      );
    },
    startBeside: start,
    close: async () => {
      await services.close();
      await database.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
