import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import { eventually } from '../support/eventually.ts';
import { releaseLines } from '../support/feeds/release-feed.ts';
import { startPlacet, type TestPlacet } from '../support/service/placet.ts';
import { killStartedPrograms, startProgram } from '../support/service/processes.ts';
import { findFreePort, isRedisInstalled, startRedis, type TestRedis } from '../support/service/redis.ts';
import { startWorker, type WorkerProgram } from '../support/service/worker-program.ts';

/** Only the promise in full measures: a build does other things too. */
const IS_FULL = process.env['PLACET_FAULT_OUTAGES'] === 'long';
const DELIVERIES = 8;
const ITEMS = 500;
const GOES_ON_WITHIN_MS = 10_000;
const SOON = { within: 60_000, every: 50 };

describe.each(isRedisInstalled() ? ['Sentinel'] : [])('the master of a Redis dies, watched by %s', () => {
  const folder = mkdtempSync(join(tmpdir(), 'placet-sentinel-'));
  const servers: TestRedis[] = [];
  let placet: TestPlacet;
  let worker: WorkerProgram;
  let record: Client;

  beforeAll(async () => {
    const master = await startRedis();
    servers.push(master);
    servers.push(await startRedis(undefined, '--replicaof', '127.0.0.1', String(master.port)));
    const sentinels: number[] = [];
    for (let no = 0; no < 3; no++) {
      const port = await findFreePort();
      const file = join(folder, `sentinel-${no}.conf`);
      writeFileSync(
        file,
        [
          `port ${port}`,
          'bind 127.0.0.1',
          `dir ${folder}`,
          `sentinel monitor placet 127.0.0.1 ${master.port} 2`,
          'sentinel down-after-milliseconds placet 2000',
          'sentinel failover-timeout placet 6000',
        ].join('\n'),
      );
      startProgram('redis-server', [file, '--sentinel']);
      sentinels.push(port);
    }
    for (const port of sentinels) await untilWatched(port);
    const redisUrl = `redis+sentinel://${sentinels.map((port) => `127.0.0.1:${port}`).join(',')}/placet`;
    placet = await startPlacet({ redisUrl, env: { PLACET_ROLE: 'api' } });
    await placet.call('POST', '/v1/sources', { body: { id: 'feed', name: 'Feed', kind: 'push' } });
    worker = await startWorker(placet.databaseUrl, redisUrl);
    await worker.ready();
    record = new Client({ connectionString: placet.databaseUrl });
    await record.connect();
  }, 120_000);

  afterAll(async () => {
    await record?.end();
    await worker?.destroy();
    await placet?.close();
    await killStartedPrograms();
    for (const server of servers) await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('in the middle of a batch: work goes on within 10 s, nothing lost, nothing twice', async () => {
    const [master] = servers;
    if (master === undefined) throw new Error('no master');
    const sent: string[] = [];
    for (let part = 0; part < DELIVERIES; part++) {
      const keys = Array.from({ length: ITEMS }, (_, item) => `ocds-failover-${part}-${item}`);
      const { status } = await placet.call('POST', '/v1/sources/feed/deliveries', {
        body: releaseLines(keys),
        headers: { 'content-type': 'application/x-ndjson' },
      });
      expect(status).toBe(202);
      sent.push(...keys);
    }
    await eventually(async () => expect(await done()).toBeGreaterThan(0), SOON);
    process.kill(master.pid, 'SIGKILL');
    const before = await done();
    expect(before).toBeLessThan(DELIVERIES);
    const killed = Date.now();
    // Two deliveries may have been under way: one more than those is one that was begun afterwards.
    const begunAfterwards = Math.min(DELIVERIES, before + 3);
    await eventually(async () => expect(await done()).toBeGreaterThanOrEqual(begunAfterwards), SOON);
    const took = Date.now() - killed;
    process.stderr.write(`work went on ${took} ms after the master died\n`);
    expect(IS_FULL ? took : 0).toBeLessThan(GOES_ON_WITHIN_MS);
    await eventually(async () => expect(await done()).toBe(DELIVERIES), SOON);
    const { rows } = await record.query<{ key: string }>(
      'SELECT key FROM placet.notice WHERE versions = 1 ORDER BY key COLLATE "C"',
    );
    expect(rows.map(({ key }) => key)).toEqual(sent.toSorted());
  }, 180_000);

  async function done(): Promise<number> {
    const { rows } = await record.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM placet.delivery WHERE state = 'done'`,
    );
    return rows[0]?.n ?? 0;
  }
});

/** A sentinel that knows the replica and both others can agree on a new master. */
async function untilWatched(port: number): Promise<void> {
  const sentinel = new Redis({ port, host: '127.0.0.1' });
  sentinel.on('error', () => undefined);
  try {
    await eventually(async () => {
      const said = await sentinel.info('sentinel');
      expect(said).toMatch(/status=ok,address=[^,]+,slaves=1,sentinels=3/);
    }, SOON);
  } finally {
    sentinel.disconnect();
  }
}
