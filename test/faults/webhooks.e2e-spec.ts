import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { tellEvent } from '../support/events.ts';
import { eventually } from '../support/eventually.ts';
import { startPlacet, type TestPlacet } from '../support/service/placet.ts';
import { killStartedPrograms } from '../support/service/processes.ts';
import { wipeQueues } from '../support/service/queue-wipe.ts';
import { queueBackends, startRedis, type TestRedis } from '../support/service/redis.ts';
import { startReceiver, type WebhookReceiver } from '../support/outside/webhook-receiver.ts';
import { startWorker, type WorkerProgram } from '../support/service/worker-program.ts';

const EVENTS = 60;

describe.each(queueBackends())('webhooks survive, queues on %s', (backend) => {
  let redis: TestRedis | undefined;
  let placet: TestPlacet;
  let receiver: WebhookReceiver;
  let record: Client;
  let worker: WorkerProgram;
  let webhook: string;

  beforeAll(async () => {
    redis = backend === 'redis' ? await startRedis() : undefined;
    receiver = await startReceiver();
    placet = await startPlacet({
      redisUrl: redis?.url,
      env: { PLACET_ROLE: 'api', PLACET_EGRESS_ALLOW: '127.0.0.0/8' },
    });
    record = new Client({ connectionString: placet.databaseUrl });
    await record.connect();
    const made = await placet.call('POST', '/v1/webhooks', {
      body: { name: 'Hook', url: `${receiver.url}/hook`, types: ['placet.source.stale'] },
    });
    webhook = made.body.id;
    worker = await start();
  }, 120_000);

  afterAll(async () => {
    await worker?.destroy();
    await killStartedPrograms();
    await record?.end();
    await placet?.close();
    await receiver?.close();
    await redis?.close();
  });

  async function start(): Promise<WorkerProgram> {
    const started = await startWorker(placet.databaseUrl, redis?.url, {
      PLACET_DATA_DIR: placet.dataDir,
      PLACET_EGRESS_ALLOW: '127.0.0.0/8',
      RECONCILE_MS: '1000',
    });
    await started.ready();
    return started;
  }

  /** How many events have arrived, by what the record and the receiver say. */
  async function account(told: readonly string[]): Promise<object> {
    const { rows } = await record.query<{ successes: number; n: number }>(
      `SELECT successes::int, count(*)::int AS n FROM (
         SELECT event_id, count(*) FILTER (WHERE result = 'succeeded') AS successes FROM placet.webhook_attempt
         WHERE webhook_id = $1 AND event_id = ANY($2::uuid[]) GROUP BY event_id) AS event GROUP BY 1`,
      [webhook, told],
    );
    const arrived = new Set(receiver.got.map(({ headers }) => String(headers['webhook-id'])));
    return { rows, lost: told.filter((id) => !arrived.has(id)) };
  }

  const everythingArrived = (told: readonly string[]): Promise<void> =>
    eventually(
      async () => expect(await account(told)).toEqual({ rows: [{ successes: 1, n: told.length }], lost: [] }),
      { within: 40_000, every: 100 },
    );

  it('a kill of the worker while it sends: everything arrives, one success is recorded for each', async () => {
    receiver.answer = async () => {
      await new Promise((resolve) => setTimeout(resolve, 30));
      return { status: 204 };
    };
    const told: string[] = [];
    for (let no = 0; no < EVENTS; no++) told.push(await tellEvent(placet));
    await eventually(() => expect(receiver.got.length).toBeGreaterThan(5), { within: 20_000 });
    worker.program.kill('SIGKILL');
    await worker.program.ended;
    const before = receiver.got.length;
    expect(before).toBeLessThan(EVENTS);
    worker = await start();
    await everythingArrived(told);
  }, 120_000);

  it('a wipe of the queue while it sends: everything arrives, one success is recorded for each', async () => {
    const told: string[] = [];
    for (let no = 0; no < EVENTS; no++) told.push(await tellEvent(placet));
    await wipeQueues(placet.databaseUrl, redis?.url);
    await everythingArrived(told);
    expect((await placet.get(`/v1/webhooks/${webhook}`)).body.waiting).toBe(0);
  }, 120_000);
});
