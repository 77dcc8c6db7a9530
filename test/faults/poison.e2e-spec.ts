import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { eventually } from '../support/eventually.ts';
import { type Answer, startPlacet, type TestPlacet } from '../support/service/placet.ts';
import { killStartedPrograms } from '../support/service/processes.ts';
import { queueBackends, startRedis, type TestRedis } from '../support/service/redis.ts';
import { release } from '../support/feeds/release-feed.ts';
import { startWorker, type WorkerProgram } from '../support/service/worker-program.ts';

const WORKER = fileURLToPath(new URL('poison/poison-worker.js', import.meta.url));
/** The promise in full is one in 10,000. */
const ITEMS = Number(process.env['PLACET_FAULT_ITEMS'] ?? 300);
/** The smoke tries one ending on the second back end; PLACET_FAULT_ITEMS asks for all of them. */
const IS_FULL = process.env['PLACET_FAULT_ITEMS'] !== undefined;
const ENDINGS = [
  ['exits', 'exit'],
  ['throws', 'throw'],
  ['exhausts memory', 'memory'],
  ['loops', 'loop'],
];
const POISONED = Math.floor(ITEMS / 2);
/** The rest of a delivery with poison is read item by item. */
const DONE_WITHIN_MS = 120_000 + ITEMS * 60;

describe.each(queueBackends())('an item that ends the process that reads it, queues on %s', (backend) => {
  let redis: TestRedis | undefined;
  let placet: TestPlacet;
  let record: Client;
  let worker: WorkerProgram;
  let isOver = false;

  beforeAll(async () => {
    redis = backend === 'redis' ? await startRedis() : undefined;
    placet = await startPlacet({ redisUrl: redis?.url, env: { PLACET_ROLE: 'api' } });
    await placet.call('POST', '/v1/sources', { body: { id: 'feed', name: 'Feed', kind: 'push' } });
    record = new Client({ connectionString: placet.databaseUrl });
    await record.connect();
    worker = await start();
    void supervise();
  }, 120_000);

  afterAll(async () => {
    isOver = true;
    await worker?.destroy();
    await killStartedPrograms();
    await record?.end();
    await placet?.close();
    await redis?.close();
  });

  it.each(backend === 'postgres' || IS_FULL ? ENDINGS : ENDINGS.slice(0, 1))(
    'is quarantined alone when it %s, and its neighbours are applied',
    async (_name, poison) => {
      const items = Array.from({ length: ITEMS }, (_, index) => ({
        ...release(`ocds-${poison}-${index}`),
        ...(index === POISONED ? { poison } : {}),
      }));
      const accepted = await placet.call('POST', '/v1/sources/feed/deliveries', {
        body: items.map((item) => JSON.stringify(item)).join('\n'),
        headers: { 'content-type': 'application/x-ndjson' },
      });
      const neighbour = await placet.call('POST', '/v1/sources/feed/deliveries', {
        body: JSON.stringify(release(`ocds-${poison}-neighbour`)),
        headers: { 'content-type': 'application/x-ndjson' },
      });
      // A worker that loops is deaf: its orchestrator ends it when it misses its health checks.
      if (poison === 'loop') void endWhileDeaf(accepted);
      const { body } = await finished(accepted);
      expect(body.counts).toMatchObject({ received: ITEMS, applied: ITEMS - 1, quarantined: 1, pending: 0 });
      const waiting = await placet.get(`/v1/quarantine?delivery=${body.id}`);
      expect(waiting.body.items).toMatchObject([{ pointer: `/${POISONED}`, problem: { type: 'poison' } }]);
      expect((await finished(neighbour)).body.counts).toMatchObject({ received: 1, applied: 1 });
    },
    DONE_WITHIN_MS + 60_000,
  );

  const start = (): Promise<WorkerProgram> =>
    startWorker(
      placet.databaseUrl,
      redis?.url,
      // A worker whose memory has no bound takes minutes to exhaust it.
      { PLACET_LOG_LEVEL: 'warn', NODE_OPTIONS: '--max-old-space-size=192' },
      WORKER,
    );

  /** What a supervisor does: a worker that ended is started again. */
  async function supervise(): Promise<void> {
    for (;;) {
      await worker.program.ended;
      if (isOver) return;
      worker = await start();
    }
  }

  /** Twice: the third reading is apart, where nobody is kept waiting. */
  async function endWhileDeaf(accepted: Answer): Promise<void> {
    for (let ended = 0; ended < 2; ended++) {
      await eventually(async () => expect(await readingsOf(accepted.body.id)).toBe(ended + 1), {
        within: 60_000,
        every: 100,
      });
      await new Promise((resolve) => setTimeout(resolve, 1000));
      worker.program.kill('SIGKILL');
      await worker.program.ended;
    }
  }

  async function readingsOf(delivery: string): Promise<number> {
    const { rows } = await record.query<{ readings: number }>(
      'SELECT readings FROM placet.delivery WHERE id = $1',
      [delivery],
    );
    return rows[0]?.readings ?? 0;
  }

  function finished(accepted: Answer): Promise<Answer> {
    expect(accepted.status).toBe(202);
    return eventually(
      async () => {
        const delivery = await placet.get(accepted.headers.get('location') ?? '');
        if (delivery.body.finished === null) throw new Error(`${delivery.text}\n${worker.program.output()}`);
        return delivery;
      },
      { within: DONE_WITHIN_MS, every: 100 },
    );
  }
});
