import { request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { eventually } from '../support/eventually.ts';
import { releaseLines } from '../support/feeds/release-feed.ts';
import { startPlacet, type TestPlacet } from '../support/service/placet.ts';
import { killStartedPrograms } from '../support/service/processes.ts';
import { queueBackends, startRedis, type TestRedis } from '../support/service/redis.ts';
import { startWorker, type WorkerProgram } from '../support/service/worker-program.ts';

/** The promise in full is 20. */
const STOPS = Number(process.env['PLACET_FAULT_STOPS'] ?? 2);
const SENDERS = 4;
const ITEMS = 20;
const EXITS_WITHIN_MS = 15_000;
const DRAIN_MS = 3_000;

/** What the senders share. */
interface Traffic {
  isReady: boolean;
  /**
   * When the process was told to end. A balancer that looks seldom, as this one does on a machine that stands still, may
   * send after the drain; of such requests nothing is promised.
   */
  toldAt: number;
  answered: number;
  readonly failed: string[];
}

describe.each(queueBackends())('a process that is told to end, queues on %s', (backend) => {
  let redis: TestRedis | undefined;
  let placet: TestPlacet;
  let record: Client;
  const acknowledged: string[] = [];
  let parts = 0;

  beforeAll(async () => {
    redis = backend === 'redis' ? await startRedis() : undefined;
    placet = await startPlacet({ redisUrl: redis?.url, env: { PLACET_ROLE: 'api' } });
    await placet.call('POST', '/v1/sources', { body: { id: 'feed', name: 'Feed', kind: 'push' } });
    record = new Client({ connectionString: placet.databaseUrl });
    await record.connect();
  }, 120_000);

  afterAll(async () => {
    await killStartedPrograms();
    await record?.end();
    await placet?.close();
    await redis?.close();
  });

  it(
    `${STOPS} times under load: no request fails that was sent while it was ready, and nothing is lost`,
    async () => {
      for (let stop = 0; stop < STOPS; stop++) {
        const server = await startWorker(placet.databaseUrl, redis?.url, {
          PLACET_ROLE: 'all',
          PLACET_ADMIN_KEY: placet.adminKey,
          PLACET_DATA_DIR: placet.dataDir,
          PLACET_RATE_LIMIT_PER_MINUTE: '0',
          PLACET_DRAIN_MS: String(DRAIN_MS),
          RECONCILE_MS: '1000',
        });
        await server.ready();
        const traffic: Traffic = { isReady: true, toldAt: Infinity, answered: 0, failed: [] };
        const senders = Array.from({ length: SENDERS }, (_, sender) => keepSending(server, traffic, sender));
        await eventually(() => expect(traffic.answered).toBeGreaterThan(SENDERS * 2), { within: 60_000 });
        const told = Date.now();
        traffic.toldAt = told;
        server.program.kill('SIGTERM');
        // What a load balancer does: it sends as long as the process says that it is ready.
        await eventually(async () => expect(await statusOf(server, 'GET', '/readyz')).not.toBe(200), {
          within: 20_000,
        }).finally(() => (traffic.isReady = false));
        await Promise.all(senders);
        const { code } = await server.program.ended;
        expect({ code, failed: traffic.failed }).toEqual({ code: 0, failed: [] });
        expect(Date.now() - told).toBeLessThan(EXITS_WITHIN_MS);
        await server.destroy();
      }
      const worker = await startWorker(placet.databaseUrl, redis?.url, { RECONCILE_MS: '1000' });
      await eventually(async () => expect(await missing()).toEqual([]), { within: 60_000, every: 100 });
      await worker.destroy();
    },
    STOPS * 120_000,
  );

  async function keepSending(server: WorkerProgram, traffic: Traffic, sender: number): Promise<void> {
    while (traffic.isReady) {
      const keys = Array.from({ length: ITEMS }, (_, item) => `ocds-stop-${parts}-${item}`);
      parts += 1;
      const isDelivery = sender % 2 === 0;
      const sentAt = Date.now();
      const status = isDelivery
        ? await statusOf(server, 'POST', '/v1/sources/feed/deliveries', releaseLines(keys))
        : await statusOf(server, 'GET', '/v1/vendors?limit=5');
      traffic.answered += 1;
      if (status === 202) acknowledged.push(...keys);
      else if (status !== 200 && sentAt < traffic.toldAt + DRAIN_MS / 2)
        traffic.failed.push(`${isDelivery ? 'POST' : 'GET'}: ${status}`);
    }
  }

  /** A status, or the code of the error of a connection; every request has a connection of its own. */
  function statusOf(
    server: WorkerProgram,
    method: string,
    path: string,
    body?: string,
  ): Promise<number | string> {
    return new Promise((resolve) => {
      const headers = {
        authorization: `Bearer ${placet.adminKey}`,
        ...(body === undefined ? {} : { 'content-type': 'application/x-ndjson' }),
      };
      const outgoing = request(`${server.url}${path}`, { method, headers, agent: false }, (answer) => {
        answer.resume();
        answer.once('end', () => resolve(answer.statusCode ?? 0));
        answer.once('error', (error) => resolve(`broken off: ${error.message}`));
      });
      outgoing.once('error', (error) => resolve(error.message));
      outgoing.end(body);
    });
  }

  async function missing(): Promise<string[]> {
    const { rows } = await record.query<{ key: string }>(
      'SELECT key FROM unnest($1::text[]) AS sent (key) WHERE NOT EXISTS (SELECT FROM placet.notice n WHERE n.key = sent.key AND n.versions = 1)',
      [acknowledged],
    );
    return rows.map(({ key }) => key);
  }
});
