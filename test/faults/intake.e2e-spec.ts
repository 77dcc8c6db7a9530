import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { eventually } from '../support/eventually.ts';
import { startPlacet, type TestPlacet } from '../support/service/placet.ts';
import { killStartedPrograms } from '../support/service/processes.ts';
import { wipeQueues } from '../support/service/queue-wipe.ts';
import { queueBackends, startRedis, type TestRedis } from '../support/service/redis.ts';
import { releaseLines } from '../support/feeds/release-feed.ts';
import { startWorker, type WorkerProgram } from '../support/service/worker-program.ts';

/** The smoke of every build; PLACET_FAULT_KILLS=20 is the promise in full. */
const KILLS = Number(process.env['PLACET_FAULT_KILLS'] ?? 3);
const SEED = Number(process.env['PLACET_FAULT_SEED'] ?? 20261124);
const ITEMS = 2000;
const DELIVERIES = 4;
const RESUMES_WITHIN_MS = 10_000;

interface Progress {
  readonly id: string;
  readonly state: string;
  readonly settled: number;
}

describe.each(queueBackends())('intake survives, queues on %s', (backend) => {
  let redis: TestRedis | undefined;
  let placet: TestPlacet;
  let record: Client;
  let workers: WorkerProgram[] = [];
  const acknowledged: string[] = [];
  const random = randomFrom(SEED);

  beforeAll(async () => {
    redis = backend === 'redis' ? await startRedis() : undefined;
    placet = await startPlacet({ redisUrl: redis?.url, env: { PLACET_ROLE: 'api' } });
    await placet.call('POST', '/v1/sources', { body: { id: 'feed', name: 'Feed', kind: 'push' } });
    record = new Client({ connectionString: placet.databaseUrl });
    await record.connect();
    workers = await Promise.all([0, 1].map(() => startWorker(placet.databaseUrl, redis?.url)));
    await Promise.all(workers.map((worker) => worker.ready()));
  }, 120_000);

  afterAll(async () => {
    for (const worker of workers) await worker.destroy();
    await killStartedPrograms();
    await record?.end();
    await placet?.close();
    await redis?.close();
  });

  it(
    `${KILLS} kills of a worker in the middle of a batch: nothing lost, nothing twice, resumed within 10 s`,
    async () => {
      for (let kill = 0; kill < KILLS; kill++) {
        // The seed picks how far the batch is when the worker dies: a moment by the clock is over on a fast machine.
        await untilSettled(await sendBatch(`kill-${kill}`), random() * (ITEMS / 2));
        const victim = workers[kill % workers.length];
        if (!victim) throw new Error('no worker');
        victim.program.kill('SIGKILL');
        await victim.program.ended;
        const atKill = (await progress()).filter((delivery) => delivery.state !== 'done');
        expect(atKill.length).toBeGreaterThan(0);
        const killed = Date.now();
        await eventually(async () => expect(await standing(atKill)).toEqual([]), {
          within: RESUMES_WITHIN_MS,
          every: 100,
        });
        process.stderr.write(`kill ${kill + 1}: all went on ${Date.now() - killed} ms after it\n`);
        await untilDone();
        await victim.destroy();
        const successor = await startWorker(placet.databaseUrl, redis?.url);
        workers[kill % workers.length] = successor;
        // The next one to be killed is not to be the only one there: it is others who go on.
        await successor.ready();
      }
      expect(await account()).toEqual({ final: acknowledged.toSorted(), notOnce: [], unbalanced: [] });
    },
    KILLS * 60_000,
  );

  it('the queue is wiped in the middle of a batch: nothing lost, nothing twice, refilled within 10 s', async () => {
    await Promise.all(workers.map((worker) => worker.ready()));
    await sendBatch('wipe');
    await untilBegun();
    await wipeQueues(placet.databaseUrl, redis?.url);
    const atWipe = (await progress()).filter((delivery) => delivery.state !== 'done');
    expect(atWipe.length).toBeGreaterThan(0);
    await eventually(async () => expect(await standing(atWipe)).toEqual([]), {
      within: RESUMES_WITHIN_MS,
      every: 100,
    });
    await untilDone();
    expect(await account()).toEqual({ final: acknowledged.toSorted(), notOnce: [], unbalanced: [] });
  }, 120_000);

  it('the queue is wiped before anybody works, and again while it is refilled', async () => {
    for (const worker of workers) await worker.destroy();
    await sendBatch('idle');
    workers = await Promise.all([0, 1].map(() => startWorker(placet.databaseUrl, redis?.url)));
    await Promise.all(workers.map((worker) => worker.ready()));
    await wipeQueues(placet.databaseUrl, redis?.url);
    await pause(500);
    await wipeQueues(placet.databaseUrl, redis?.url);
    await untilDone();
    expect(await account()).toEqual({ final: acknowledged.toSorted(), notOnce: [], unbalanced: [] });
  }, 120_000);

  async function sendBatch(name: string): Promise<string[]> {
    const deliveries: string[] = [];
    for (let part = 0; part < DELIVERIES; part++) {
      const keys = Array.from({ length: ITEMS / DELIVERIES }, (_, item) => `ocds-${name}-${part}-${item}`);
      const { status, body } = await placet.call('POST', '/v1/sources/feed/deliveries', {
        body: releaseLines(keys),
        headers: { 'content-type': 'application/x-ndjson' },
      });
      if (status !== 202) continue;
      acknowledged.push(...keys);
      deliveries.push(body.id);
    }
    return deliveries;
  }

  async function progress(): Promise<Progress[]> {
    const { rows } = await record.query<Progress>(
      `SELECT d.id, d.state, (SELECT count(*)::int FROM placet.delivery_item i WHERE i.delivery_id = d.id) AS settled
       FROM placet.delivery d WHERE d.state <> 'done' OR d.finished > now() - interval '1 minute'`,
    );
    return rows;
  }

  /** Which of these deliveries are as far as they were. */
  async function standing(before: readonly Progress[]): Promise<string[]> {
    const now = new Map((await progress()).map((delivery) => [delivery.id, delivery]));
    return before.flatMap(({ id, settled }) => {
      const delivery = now.get(id);
      return delivery?.state === 'done' || (delivery?.settled ?? 0) > settled ? [] : [id];
    });
  }

  async function untilBegun(): Promise<void> {
    await eventually(async () => expect((await progress()).map(({ state }) => state)).toContain('reading'), {
      within: 20_000,
      every: 5,
    });
  }

  async function untilSettled(deliveries: readonly string[], items: number): Promise<void> {
    await eventually(
      async () => {
        const { rows } = await record.query<{ settled: number }>(
          'SELECT count(*)::int AS settled FROM placet.delivery_item WHERE delivery_id = ANY($1)',
          [deliveries],
        );
        expect(rows[0]?.settled).toBeGreaterThan(items);
      },
      { within: 60_000, every: 5 },
    );
  }

  async function untilDone(): Promise<void> {
    await eventually(
      async () => expect((await progress()).filter(({ state }) => state !== 'done')).toEqual([]),
      { within: 60_000, every: 100 },
    );
  }

  /** acknowledged ⊆ final ⊆ sent, no id twice: as everything sent was acknowledged, the three are equal. */
  async function account(): Promise<{ final: string[]; notOnce: string[]; unbalanced: string[] }> {
    // Counted in groups: the long form has tens of thousands of notices.
    const { rows } = await record.query<{ key: string; once: boolean }>(
      `SELECT n.key, n.versions = 1 AND c.changes = 1 AND i.items = 1 AS once
       FROM placet.notice n
       LEFT JOIN (SELECT key, count(*) AS changes FROM placet.change WHERE kind = 'notice' GROUP BY key) AS c ON c.key = n.id::text
       LEFT JOIN (SELECT key, count(*) AS items FROM placet.delivery_item WHERE kind = 'notice' GROUP BY key) AS i ON i.key = n.id::text
       ORDER BY n.key COLLATE "C"`,
    );
    const { rows: unbalanced } = await record.query<{ id: string }>(
      `SELECT d.id FROM placet.delivery d WHERE received_items <> (SELECT count(*) FROM placet.delivery_item i WHERE i.delivery_id = d.id)`,
    );
    return {
      final: rows.map(({ key }) => key),
      notOnce: rows.filter(({ once }) => !once).map(({ key }) => key),
      unbalanced: unbalanced.map(({ id }) => id),
    };
  }
});

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Numbers from 0 to 1 that a seed decides (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
