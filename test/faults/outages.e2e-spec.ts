import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { type EmbeddedPostgres, openEmbeddedPostgres } from '../../apps/launcher/src/embedded-postgres.ts';
import { prepareRecord } from '../../apps/launcher/src/prepare-record.ts';
import { eventually } from '../support/eventually.ts';
import { releaseLines } from '../support/feeds/release-feed.ts';
import { killStartedPrograms, signalTree } from '../support/service/processes.ts';
import { queueBackends, startRedis, type TestRedis } from '../support/service/redis.ts';
import { startWorker, type WorkerProgram } from '../support/service/worker-program.ts';

const ADMIN_KEY = 'plc_faults00_0123456789012345678901234567890123456789';
const ITEMS = 20;
/** The promise in full: PostgreSQL frozen for 20 s, Redis for 45 s, and down for minutes. */
const IS_FULL = process.env['PLACET_FAULT_OUTAGES'] === 'long';
/** Longer than anybody is to wait: who is not answered by then, waits for the end of it. */
const POSTGRES_FROZEN_MS = IS_FULL ? 20_000 : 0;
const REDIS_FROZEN_MS = IS_FULL ? 45_000 : 3_000;
const REDIS_DOWN_MS = IS_FULL ? 120_000 : 3_000;
const CUTS = IS_FULL ? 15 : 3;
const CUT_EVERY_MS = 2_000;
const RESTARTS = IS_FULL ? 5 : 1;
const ANSWERS_WITHIN_MS = 10_000;
const END_SESSIONS =
  'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname IS NOT NULL';
/** What was taken in for 45 s without anybody at work takes longer than that to do. */
const SOON = { within: IS_FULL ? 240_000 : 60_000, every: 100 };

describe.each(queueBackends())('what the service stands on goes away, queues on %s', (backend) => {
  let redis: TestRedis | undefined;
  let postgres: EmbeddedPostgres;
  let server: WorkerProgram;
  let parts = 0;
  const folder = mkdtempSync(join(tmpdir(), 'placet-outage-'));

  beforeAll(async () => {
    redis = backend === 'redis' ? await startRedis() : undefined;
    postgres = await openEmbeddedPostgres({ dataDir: folder, log: () => undefined });
    await prepareRecord({ owner: postgres.url, app: postgres.appUrl }, { hasQueues: redis === undefined });
    server = await startWorker(postgres.url, redis?.url, {
      PLACET_ROLE: 'all',
      PLACET_ADMIN_KEY: ADMIN_KEY,
      PLACET_RATE_LIMIT_PER_MINUTE: '0',
      PLACET_LOG_LEVEL: 'error',
      DATABASE_APP_URL: postgres.appUrl,
      RECONCILE_MS: '1000',
    });
    await server.ready();
    const source = JSON.stringify({ id: 'feed', name: 'Feed', kind: 'push' });
    await call('POST', '/v1/sources', source, 'application/json');
  }, 120_000);

  afterAll(async () => {
    await server?.destroy();
    await killStartedPrograms();
    await postgres?.close();
    await redis?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const postgresTroubles: [string, Happening][] = [
    [
      'PostgreSQL ends at once and comes back',
      async () => {
        for (let restart = 0; restart < RESTARTS; restart++) {
          const ended = postgres.pid;
          // What `pg_ctl stop -m immediate` does: every session is cut off, nothing is written down.
          process.kill(ended, 'SIGQUIT');
          await eventually(() => expect(postgres.pid).not.toBe(ended), SOON);
          await eventually(async () => expect((await fetch(`${server.url}/readyz`)).status).toBe(200), SOON);
        }
      },
    ],
    [
      'all sessions of PostgreSQL are ended, again and again',
      async () => {
        for (let cut = 0; cut < CUTS; cut++) {
          await asOwner((client) => client.query(END_SESSIONS));
          await pause(CUT_EVERY_MS);
        }
      },
    ],
    [
      'PostgreSQL freezes: who waits is told to come again while it is frozen',
      async (traffic) => {
        signalTree(postgres.pid, 'SIGSTOP');
        try {
          await grows(() => traffic.postponed);
          await pause(POSTGRES_FROZEN_MS);
        } finally {
          signalTree(postgres.pid, 'SIGCONT');
        }
      },
    ],
    [
      'PostgreSQL has no connection left',
      async () => {
        const taken: Client[] = [];
        for (let isFull = false; !isFull;) {
          const client = new Client({ connectionString: postgres.appUrl });
          client.on('error', () => undefined);
          isFull = await client.connect().then(
            () => false,
            () => true,
          );
          if (!isFull) taken.push(client);
        }
        await pause(CUT_EVERY_MS);
        await Promise.all(taken.map((client) => client.end()));
      },
    ],
  ];
  const redisTroubles: [string, Happening][] = [
    [
      'Redis is down: reading and taking in go on, and the backlog begins soon after it is back',
      async (traffic) => {
        const { port } = given(redis);
        await given(redis).close();
        await goesOn(traffic);
        await pause(REDIS_DOWN_MS);
        redis = await startRedis(port);
        await beginsWithin(3_000);
      },
    ],
    [
      'Redis freezes: reading and taking in go on',
      async (traffic) => {
        const { pid } = given(redis);
        process.kill(pid, 'SIGSTOP');
        try {
          await goesOn(traffic);
          await pause(REDIS_FROZEN_MS);
        } finally {
          process.kill(pid, 'SIGCONT');
        }
      },
    ],
  ];

  it.each(backend === 'redis' ? redisTroubles : postgresTroubles)(
    '%s',
    async (_name, happening) => {
      expect(await during(happening)).toEqual({ missing: [], refused: [], slowest: expect.any(Number) });
    },
    420_000,
  );

  /** Sends and reads while something happens; then everything acknowledged must be there, and nobody left waiting. */
  async function during(
    happening: Happening,
  ): Promise<{ missing: string[]; refused: string[]; slowest: number }> {
    const traffic: Traffic = { acknowledged: [], refused: [], postponed: 0, read: 0, slowestMs: 0 };
    const running = { isOver: false };
    const sending = (async () => {
      while (!running.isOver) await send(traffic);
    })();
    const reading = (async () => {
      while (!running.isOver) await read(traffic);
    })();
    try {
      await grows(() => traffic.acknowledged.length);
      await happening(traffic);
      // It heals by itself: the process that was there at the beginning goes on.
      await grows(() => traffic.acknowledged.length);
    } finally {
      running.isOver = true;
      await sending;
      await reading;
    }
    await eventually(async () => expect(await missing(traffic.acknowledged)).toEqual([]), SOON);
    const { refused, slowestMs: slowest, acknowledged } = traffic;
    if (refused.length > 0) process.stderr.write(server.program.output());
    expect(slowest).toBeLessThan(ANSWERS_WITHIN_MS);
    return { missing: await missing(acknowledged), refused, slowest };
  }

  /** Work that waited is begun again; a machine that does other things too is given more time. */
  async function beginsWithin(ms: number): Promise<void> {
    const before = await doneDeliveries();
    const began = Date.now();
    await eventually(async () => expect(await doneDeliveries()).toBeGreaterThan(before), SOON);
    const took = Date.now() - began;
    process.stderr.write(`backlog begun ${took} ms after Redis was back\n`);
    expect(IS_FULL ? took : 0).toBeLessThan(ms);
  }

  async function send(traffic: Traffic): Promise<void> {
    const part = parts++;
    const keys = Array.from({ length: ITEMS }, (_, item) => `ocds-outage-${part}-${item}`);
    const answer = await timed(traffic, 'POST', '/v1/sources/feed/deliveries', releaseLines(keys));
    if (answer?.status === 202) traffic.acknowledged.push(...keys);
    else await pause(100);
  }

  async function read(traffic: Traffic): Promise<void> {
    const answer = await timed(traffic, 'GET', '/v1/vendors?limit=1');
    if (answer?.status === 200) traffic.read += 1;
    await pause(50);
  }

  /** Refused politely, or answered; never broken. */
  async function timed(
    traffic: Traffic,
    method: string,
    path: string,
    body?: string,
  ): Promise<Response | undefined> {
    const began = performance.now();
    const answer = await call(method, path, body, 'application/x-ndjson');
    traffic.slowestMs = Math.max(traffic.slowestMs, performance.now() - began);
    const { status } = answer;
    const isPostponed = status === 503 && answer.headers.has('retry-after');
    if (isPostponed) traffic.postponed += 1;
    else if (status >= 300) traffic.refused.push(`${method} ${path}: ${status}`);
    return answer;
  }

  async function call(method: string, path: string, body?: string, type?: string): Promise<Response> {
    const headers = {
      authorization: `Bearer ${ADMIN_KEY}`,
      ...(body === undefined ? {} : { 'content-type': type ?? 'application/json' }),
    };
    const answer = await fetch(`${server.url}${path}`, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
    });
    await answer.arrayBuffer();
    return answer;
  }

  async function missing(keys: readonly string[]): Promise<string[]> {
    const rows = await asOwner((client) =>
      client.query<{ key: string }>(
        'SELECT key FROM unnest($1::text[]) AS sent (key) WHERE NOT EXISTS (SELECT FROM placet.notice n WHERE n.key = sent.key AND n.versions = 1)',
        [keys],
      ),
    );
    return rows.rows.map(({ key }) => key);
  }

  async function doneDeliveries(): Promise<number> {
    const { rows } = await asOwner((client) =>
      client.query<{ n: number }>(`SELECT count(*)::int AS n FROM placet.delivery WHERE state = 'done'`),
    );
    return rows[0]?.n ?? 0;
  }

  async function asOwner<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const client = new Client({ connectionString: postgres.url });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }
});

type Happening = (traffic: Traffic) => Promise<void>;

/** What a test has sent and read, and what came of it. */
interface Traffic {
  readonly acknowledged: string[];
  readonly refused: string[];
  /** How many were told to come again. */
  postponed: number;
  read: number;
  slowestMs: number;
}

async function goesOn(traffic: Traffic): Promise<void> {
  await grows(() => traffic.acknowledged.length);
  await grows(() => traffic.read);
}

async function grows(count: () => number): Promise<void> {
  const before = count();
  await eventually(() => expect(count()).toBeGreaterThan(before), SOON);
}

function given(redis: TestRedis | undefined): TestRedis {
  if (redis === undefined) throw new Error('This test needs a Redis');
  return redis;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
