import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { Queue, Worker } from 'bullmq';
import { beginWork } from '../../apps/worker/src/begin-work.ts';
import { migrateQueueSchema, openQueueBackend, type QueueBackend } from '#messaging';
import { eventually } from '../support/eventually.ts';
import { createTestDatabase, type TestDatabase } from '../support/service/postgres.ts';
import { queueBackends, startRedis, type TestRedis } from '../support/service/redis.ts';

const TIMES = { JOB_LOCK_MS: 2400, JOB_STALLED_MS: 400 };

describe.each(queueBackends())('the lock of a job, on %s', (kind) => {
  let database: TestDatabase;
  let redis: TestRedis | undefined;
  let backend: QueueBackend;

  beforeAll(async () => {
    database = await createTestDatabase();
    if (kind === 'postgres') await migrateQueueSchema(database.url);
    redis = kind === 'redis' ? await startRedis() : undefined;
    backend = await openQueueBackend({
      postgres: database.url,
      ...(redis === undefined ? {} : { redis: redis.url }),
    });
  }, 60_000);

  afterAll(async () => {
    await backend?.close();
    await redis?.close();
    await database?.close();
  });

  it('is renewed while the job is worked at, however long that takes: nobody else takes it over', async () => {
    const { connection, prefix } = backend;
    const queue = new Queue('long', { connection, prefix });
    let begun = 0;
    const end = new AbortController();
    const work = async (): Promise<void> => {
      begun += 1;
      await once(end.signal, 'abort');
    };
    const workers = [0, 1].map(() => new Worker('long', work, { connection, prefix, autorun: false }));
    let renewed = 0;
    for (const worker of workers) {
      beginWork(worker, TIMES, new Logger('test'));
      worker.on('locksRenewed', () => (renewed += 1));
    }
    await queue.add('one', {});
    // Every quarter of its time: the first lock would have run out before the sixth renewal.
    await eventually(() => expect(renewed).toBeGreaterThanOrEqual(6), { within: 40_000 });
    expect(begun).toBe(1);
    end.abort();
    await eventually(async () => expect(await queue.getCompletedCount()).toBe(1), { within: 20_000 });
    expect(begun).toBe(1);
    await Promise.all(workers.map((worker) => worker.close()));
    await queue.close();
  }, 60_000);
});
