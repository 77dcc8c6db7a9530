import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { type EmbeddedPostgres, openEmbeddedPostgres } from '../../apps/launcher/src/embedded-postgres.ts';
import { prepareRecord } from '../../apps/launcher/src/prepare-record.ts';
import { eventually } from '../support/eventually.ts';
import { killStartedPrograms } from '../support/service/processes.ts';
import { queueBackends, startRedis, type TestRedis } from '../support/service/redis.ts';
import { releaseLines } from '../support/feeds/release-feed.ts';
import { startWorker, type WorkerProgram } from '../support/service/worker-program.ts';

const ADMIN_KEY = 'plc_faults00_0123456789012345678901234567890123456789';
const RESTARTS = Number(process.env['PLACET_FAULT_RESTARTS'] ?? 2);
const ITEMS = 50;

describe.each(queueBackends())('PostgreSQL that ends at once and comes back, queues on %s', (backend) => {
  let redis: TestRedis | undefined;
  let postgres: EmbeddedPostgres;
  let server: WorkerProgram;
  const folder = mkdtempSync(join(tmpdir(), 'placet-restart-'));
  const acknowledged: string[] = [];
  const answers = new Set<number>();

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
    await call(
      'POST',
      '/v1/sources',
      JSON.stringify({ id: 'feed', name: 'Feed', kind: 'push' }),
      'application/json',
    );
  }, 120_000);

  afterAll(async () => {
    await server?.destroy();
    await killStartedPrograms();
    await postgres?.close();
    await redis?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it(`loses nothing that was acknowledged, ${RESTARTS} times, and heals without a restart`, async () => {
    const sender = { isOver: false };
    const sending = (async () => {
      for (let part = 0; !sender.isOver; part++) await send(part);
    })();
    for (let restart = 0; restart < RESTARTS; restart++) {
      const before = acknowledged.length;
      await eventually(() => expect(acknowledged.length).toBeGreaterThan(before + ITEMS), SOON);
      const ended = postgres.pid;
      // What `pg_ctl stop -m immediate` does: every session is cut off, nothing is written down.
      process.kill(ended, 'SIGQUIT');
      await eventually(() => expect(postgres.pid).not.toBe(ended), SOON);
      await eventually(async () => expect((await fetch(`${server.url}/readyz`)).status).toBe(200), SOON);
    }
    const before = acknowledged.length;
    await eventually(() => expect(acknowledged.length).toBeGreaterThan(before), SOON);
    sender.isOver = true;
    await sending;
    await eventually(async () => expect(await applied()).toEqual(acknowledged.toSorted()), SOON);
    // Refused politely while it was away, or answered before; never broken.
    expect([...answers].filter((status) => status !== 202 && status !== 503)).toEqual([]);
  }, 240_000);

  async function send(part: number): Promise<void> {
    const keys = Array.from({ length: ITEMS }, (_, item) => `ocds-restart-${part}-${item}`);
    const answer = await call(
      'POST',
      '/v1/sources/feed/deliveries',
      releaseLines(keys),
      'application/x-ndjson',
    );
    answers.add(answer.status);
    if (answer.status === 202) acknowledged.push(...keys);
    else await new Promise((resolve) => setTimeout(resolve, 100));
  }

  async function call(method: string, path: string, body: string, type: string): Promise<Response> {
    const headers = { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': type };
    const answer = await fetch(`${server.url}${path}`, { method, headers, body });
    await answer.arrayBuffer();
    return answer;
  }

  /** Keys of notices in the record; what was sent and not acknowledged may be among them, and doesn't count. */
  async function applied(): Promise<string[]> {
    const client = new Client({ connectionString: postgres.url });
    await client.connect();
    try {
      const { rows } = await client.query<{ key: string }>(
        'SELECT key FROM placet.notice WHERE versions > 0',
      );
      const promised = new Set(acknowledged);
      return rows
        .map(({ key }) => key)
        .filter((key) => promised.has(key))
        .toSorted();
    } finally {
      await client.end();
    }
  }
});

const SOON = { within: 60_000, every: 100 };
