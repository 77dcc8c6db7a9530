import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { eventually } from '../support/eventually.ts';
import { releaseLines } from '../support/feeds/release-feed.ts';
import { startTcpProxy, type TcpProxy } from '../support/outside/tcp-proxy.ts';
import { startPlacet, type TestPlacet } from '../support/service/placet.ts';
import { killStartedPrograms } from '../support/service/processes.ts';
import { queueBackends, startRedis, type TestRedis } from '../support/service/redis.ts';
import { startWorker } from '../support/service/worker-program.ts';

const KEPT_WORKER = fileURLToPath(new URL('stuck/kept-worker.js', import.meta.url));
const STUCK_MS = 3_000;
const SOON = { within: 60_000, every: 100 };

describe.each(queueBackends())('a worker that gets nothing done, queues on %s', (backend) => {
  let redis: TestRedis | undefined;
  let placet: TestPlacet;
  const proxies: TcpProxy[] = [];
  let sent = 0;

  beforeAll(async () => {
    redis = backend === 'redis' ? await startRedis() : undefined;
    placet = await startPlacet({ redisUrl: redis?.url, env: { PLACET_ROLE: 'api' } });
    await placet.call('POST', '/v1/sources', { body: { id: 'feed', name: 'Feed', kind: 'push' } });
  }, 120_000);

  afterAll(async () => {
    await killStartedPrograms();
    for (const proxy of proxies) await proxy.close();
    await placet?.close();
    await redis?.close();
  });

  it('because its connections are dead is neither ready nor alive; one started in its place goes on', async () => {
    const proxy = await proxyTo(redis?.url ?? placet.databaseUrl);
    const database = redis === undefined ? proxy.through(placet.databaseUrl) : placet.databaseUrl;
    const broker = redis === undefined ? undefined : proxy.through(redis.url);
    const stuck = await startWorker(database, broker, { PLACET_STUCK_MS: String(STUCK_MS) });
    await stuck.ready();
    await untilDone([await deliver(1)]);
    proxy.deaden();
    const waiting = await deliver(1);
    await eventually(async () => {
      const alive = await fetch(`${stuck.url}/livez`);
      expect([alive.status, await alive.json()]).toEqual([
        503,
        { status: 'stuck', reason: expect.any(String) },
      ]);
    }, SOON);
    const ready = await fetch(`${stuck.url}/readyz`);
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({
      parts: { worker: expect.stringContaining('has got nothing done') },
    });
    // What an orchestrator does with a process that is not alive.
    await stuck.destroy();
    const successor = await startWorker(placet.databaseUrl, redis?.url);
    await untilDone([waiting]);
    await successor.destroy();
  }, 180_000);

  it('on one machine is started anew by its own launcher, at the same address', async () => {
    const settings = { PLACET_STUCK_MS: String(STUCK_MS), PLACET_DRAIN_MS: '0', RECONCILE_MS: '1000' };
    const kept = await startWorker(placet.databaseUrl, redis?.url, settings, KEPT_WORKER);
    await kept.ready();
    const holder = new Client({ connectionString: placet.databaseUrl });
    await holder.connect();
    // Whoever writes a notice waits for ever, as for a row that a forgotten transaction holds.
    await holder.query('BEGIN; LOCK TABLE placet.notice IN ACCESS EXCLUSIVE MODE');
    // Two are begun at a time, the others wait.
    const deliveries = [await deliver(1), await deliver(1), await deliver(1), await deliver(1)];
    await eventually(
      () => expect(kept.program.output()).toContain(`Placet is ready again: ${kept.url}`),
      SOON,
    );
    expect(kept.program.output()).toContain(
      'Placet starts its services anew: the worker of the queue "intake" has got nothing done',
    );
    await holder.end();
    await untilDone(deliveries);
    await eventually(async () => expect((await fetch(`${kept.url}/livez`)).status).toBe(200), SOON);
    await kept.destroy();
  }, 180_000);

  it('slowly, but gets on, is never called stuck however long others wait', async () => {
    const proxy = await proxyTo(placet.databaseUrl, 15);
    const slow = await startWorker(proxy.through(placet.databaseUrl), redis?.url, {
      PLACET_STUCK_MS: String(STUCK_MS),
      // Nobody else is there to take over; what is slow here is the way to the database.
      JOB_LOCK_MS: '60000',
    });
    await slow.ready();
    const deliveries = [
      await deliver(1_500),
      await deliver(1_500),
      await deliver(1_500),
      await deliver(1_500),
    ];
    let looks = 0;
    const alive = new Set<number>();
    await eventually(async () => {
      alive.add((await fetch(`${slow.url}/livez`)).status);
      looks += 1;
      expect(await undone(deliveries)).toEqual([]);
    }, SOON);
    expect({ alive: [...alive], hasLooked: looks > 1 }).toEqual({ alive: [200], hasLooked: true });
    await slow.destroy();
  }, 180_000);

  async function proxyTo(url: string, lateMs?: number): Promise<TcpProxy> {
    const proxy = await startTcpProxy({
      port: Number(new URL(url).port),
      ...(lateMs === undefined ? {} : { lateMs }),
    });
    proxies.push(proxy);
    return proxy;
  }

  async function deliver(items: number): Promise<string> {
    const delivery = sent++;
    const keys = Array.from({ length: items }, (_, item) => `ocds-stuck-${delivery}-${item}`);
    const { status, body } = await placet.call('POST', '/v1/sources/feed/deliveries', {
      body: releaseLines(keys),
      headers: { 'content-type': 'application/x-ndjson' },
    });
    expect(status).toBe(202);
    return body.id;
  }

  async function undone(deliveries: readonly string[]): Promise<string[]> {
    const states = await Promise.all(
      deliveries.map(async (id) => (await placet.get(`/v1/deliveries/${id}`)).body.state),
    );
    return states.filter((state) => state !== 'done');
  }

  async function untilDone(deliveries: readonly string[]): Promise<void> {
    await eventually(async () => expect(await undone(deliveries)).toEqual([]), SOON);
  }
});
