import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Queue, Worker } from 'bullmq';
import { NotFound } from '#application';
import {
  countedGroups,
  migrateQueueSchema,
  openQueueBackend,
  type QueueBackend,
  QueueDesk,
  QueueRegistry,
} from '#messaging';
import { eventually } from '../support/eventually.ts';
import { createTestDatabase, type TestDatabase } from '../support/service/postgres.ts';
import { queueBackends, startRedis, type TestRedis } from '../support/service/redis.ts';

const HOUR_MS = 3_600_000;

class Queues extends QueueRegistry {
  constructor(private readonly queues: readonly Queue[]) {
    super();
  }

  get(name: string): Queue {
    const queue = this.queues.find((one) => one.name === name);
    if (queue === undefined) throw new Error(name);
    return queue;
  }

  all(): readonly Queue[] {
    return this.queues;
  }
}

describe.each(queueBackends())('the desk of the queues, on %s', (kind) => {
  let database: TestDatabase;
  let redis: TestRedis | undefined;
  let backend: QueueBackend;
  const opened: { close(): Promise<void> }[] = [];

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
    for (const one of opened.toReversed()) await one.close();
    await backend?.close();
    await redis?.close();
    await database?.close();
  });

  function openQueue(name: string): { queue: Queue; desk: QueueDesk } {
    const { connection, prefix } = backend;
    const queue = new Queue(name, { connection, prefix });
    opened.push(queue);
    return { queue, desk: new QueueDesk(new Queues([queue])) };
  }

  function work(queue: Queue, process: (data: { fails?: string }) => void): Worker {
    const { connection, prefix } = backend;
    const worker = new Worker<{ fails?: string }>(queue.name, async ({ data }) => process(data), {
      connection,
      prefix,
    });
    opened.push(worker);
    return worker;
  }

  it('sees an empty queue, and knows no other', async () => {
    const { desk } = openQueue('empty');
    expect(await desk.state('empty')).toEqual({
      queue: 'empty',
      paused: false,
      counts: {
        waiting: 0,
        prioritized: 0,
        delayed: 0,
        active: 0,
        waitingChildren: 0,
        completed: 0,
        failed: 0,
      },
      oldestWaiting: null,
    });
    expect(() => desk.state('emtpy')).toThrow(NotFound);
  });

  it('finds the job that waits longest; a delay is no waiting', async () => {
    const { queue, desk } = openQueue('waiting');
    const now = Date.now();
    await queue.add('old', {}, { jobId: 'o', timestamp: now - HOUR_MS });
    await queue.add('new', {}, { jobId: 'n', timestamp: now - 1000 });
    await queue.add('later', {}, { jobId: 'l', timestamp: now - 9 * HOUR_MS, delay: 24 * HOUR_MS });
    const { counts, oldestWaiting } = await desk.state('waiting');
    expect(counts).toMatchObject({ waiting: 2, delayed: 1 });
    expect(oldestWaiting).toEqual({ id: 'o', job: 'old', since: new Date(now - HOUR_MS) });
    await queue.add('urgent', {}, { jobId: 'u', timestamp: now - 2 * HOUR_MS, priority: 3 });
    await queue.add('less', {}, { jobId: 'm', timestamp: now - 3 * HOUR_MS, priority: 7 });
    expect(await desk.state('waiting')).toMatchObject({
      counts: { waiting: 2, prioritized: 2 },
      oldestWaiting: { id: 'm', job: 'less' },
    });
  });

  it('pauses a queue, whose jobs then wait, and resumes it', async () => {
    const { queue, desk } = openQueue('paused');
    let done = 0;
    work(queue, () => (done += 1));
    await desk.pause('paused');
    await queue.add('one', {}, { jobId: 'first', timestamp: Date.now() - HOUR_MS });
    expect(await desk.state('paused')).toMatchObject({
      paused: true,
      counts: { waiting: 1, active: 0 },
      oldestWaiting: { id: 'first' },
    });
    await desk.resume('paused');
    await eventually(() => expect(done).toBe(1));
    expect(await desk.state('paused')).toMatchObject({ paused: false, oldestWaiting: null });
  });

  it('groups failed jobs by their message, pages through them, and gives those that are meant another try', async () => {
    const { queue, desk } = openQueue('failing');
    let isMended = false;
    work(queue, ({ fails }) => {
      if (fails !== undefined && !isMended) throw new Error(fails);
    });
    for (let n = 0; n < 5; n += 1) await queue.add('read', { fails: `No answer after ${n} ms` });
    for (let n = 0; n < 3; n += 1) await queue.add('send', { fails: `Refused by "host-${n}"` });
    await queue.add('read', { fails: 'Disk full' });
    await eventually(async () => expect((await desk.state('failing')).counts.failed).toBe(9));

    const all = await desk.failures('failing', {}, 100);
    const groups = countedGroups(all);
    expect(groups.map(({ job, error, jobs }) => [job, error, jobs])).toEqual([
      ['read', 'No answer after <n> ms', 5],
      ['send', 'Refused by <text>', 3],
      ['read', 'Disk full', 1],
    ]);

    const paged: string[] = [];
    let after: { failed: string; id: string } | null = null;
    for (;;) {
      const page = await desk.failures('failing', {}, 2, after);
      const last = page.at(-1);
      if (last === undefined) break;
      paged.push(...page.map(({ jobId }) => jobId));
      after = { failed: last.failed.toISOString(), id: last.jobId };
    }
    expect(paged).toEqual(all.map(({ jobId }) => jobId));
    expect(await desk.failures('failing', { job: 'send' }, 100)).toHaveLength(3);
    expect(await desk.failures('failing', { since: new Date(Date.now() + HOUR_MS) }, 100)).toEqual([]);

    isMended = true;
    const unanswered = { group: groups[0]?.id ?? '' };
    expect(await desk.redrive('failing', unanswered, 4)).toEqual({ redriven: 4, skipped: 0, more: true });
    expect(await desk.redrive('failing', unanswered, 4)).toEqual({ redriven: 1, skipped: 0, more: false });
    await eventually(async () =>
      expect((await desk.state('failing')).counts).toMatchObject({ completed: 5, failed: 4 }),
    );
    expect(await desk.redrive('failing', { job: 'none' }, 9)).toEqual({
      redriven: 0,
      skipped: 0,
      more: false,
    });
  });
});
