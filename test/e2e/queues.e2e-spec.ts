import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { QueueRegistry } from '#messaging';
import { eventually } from '../support/eventually.ts';
import { type Answer, startPlacet, type TestPlacet } from '../support/service/placet.ts';
import { queueBackends, startRedis, type TestRedis } from '../support/service/redis.ts';
import { vocabulary } from '../support/story/story.ts';

describe.each(queueBackends())('queues for operators, on %s', (backend) => {
  let redis: TestRedis | undefined;
  let placet: TestPlacet;
  let ops: string;

  beforeAll(async () => {
    redis = backend === 'redis' ? await startRedis() : undefined;
    placet = await startPlacet({ redisUrl: redis?.url });
    await placet.call('POST', '/v1/sources', { body: { id: 'story', name: 'Story', kind: 'push' } });
    await placet.deliver('story', vocabulary());
    ops = (await placet.call('POST', '/v1/keys', { body: { name: 'ops', role: 'ops' } })).body.key;
  }, 60_000);

  afterAll(async () => {
    await placet?.close();
    await redis?.close();
  });

  const board = (path: string, key: string | null = ops): Promise<Answer> =>
    placet.get(`/ops/queues${path}`, { key });

  it('show what is done, how long it waited and took', async () => {
    await eventually(async () => {
      const { body } = await placet.get('/v1/queues/intake', { key: ops });
      expect(body).toMatchObject({
        queue: 'intake',
        paused: false,
        oldestWaiting: null,
        minutes: 60,
        jobs: [{ job: 'read', done: 1, failed: 0 }],
        failures: [],
      });
      expect(body.throughput.donePerMinute).toBe(0.02);
      expect(body.jobs[0].took.p50).toBeGreaterThan(0);
      expect(body.jobs[0].waited.p99).toBeGreaterThanOrEqual(0);
    });
    const list = await placet.get('/v1/queues?minutes=5', { key: ops });
    expect(list.body.items.map(({ queue }: { queue: string }) => queue)).toEqual(
      expect.arrayContaining(['intake', 'upkeep']),
    );
    const metrics = await placet.get('/metrics');
    expect(metrics.text).toMatch(/placet_job_seconds_count\{queue="intake",name="read",result="done"\} 1/);
    expect(metrics.text).toMatch(/placet_job_wait_seconds_count\{queue="intake",name="read"\} 1/);
    expect(metrics.text).toMatch(/placet_jobs_stalled_total\{queue="intake"\} 0/);
    expect(metrics.text).toMatch(/placet_queue_oldest_waiting_seconds\{queue="intake"\} 0/);
  });

  it('pause, so that deliveries wait, and go on', async () => {
    const paused = await placet.call('POST', '/v1/queues/intake/pause', { key: ops });
    expect(paused.body).toMatchObject({ queue: 'intake', paused: true });
    const sent = await placet.call('POST', '/v1/sources/story/deliveries', {
      body: 'schema: placet.jurisdiction/v1\ncode: KR\nen: Korea\nko: 한국\n',
      headers: { 'content-type': 'application/yaml' },
    });
    await eventually(async () => {
      const { body } = await placet.get('/v1/queues/intake', { key: ops });
      expect(body).toMatchObject({ paused: true, counts: { waiting: 1 }, oldestWaiting: { job: 'read' } });
    });
    const resumed = await placet.call('POST', '/v1/queues/intake/resume', { key: ops });
    expect(resumed.body.paused).toBe(false);
    await eventually(async () =>
      expect((await placet.get(sent.headers.get('location') ?? '')).body.state).toBe('done'),
    );
  });

  it('give failed jobs another try, by group, and the audit says who', async () => {
    const queue = placet.services.app.get(QueueRegistry).get('upkeep');
    for (const [at, name] of ['one', 'two', 'one'].entries())
      await queue.add(name, {}, { attempts: 1, jobId: `${name}-${at}` });
    const failed = await eventually(async () => {
      const { body } = await placet.get('/v1/queues/upkeep', { key: ops });
      expect(body.counts.failed).toBe(3);
      return body;
    });
    expect(failed.failures).toMatchObject([
      { job: 'one', error: 'No handler for upkeep job <text>', jobs: 2 },
      { job: 'two', jobs: 1 },
    ]);
    const [{ group }] = failed.failures;
    const shown = await placet.get(`/v1/queues/upkeep/failures?group=${group}&limit=1`, { key: ops });
    expect(shown.body.items).toMatchObject([
      { job: 'one', group, attempts: 1, reason: 'No handler for upkeep job "one"' },
    ]);
    expect(shown.body.next).toEqual(expect.any(String));
    expect(shown.body.items[0].stack).toMatch(/^ +at .*\((?:libs|apps)\//m);
    expect(shown.text).not.toContain(process.cwd());
    const body = { group, limit: 10 };
    const redriven = await placet.call('POST', '/v1/queues/upkeep/redrive', { key: ops, body });
    expect(redriven.body).toEqual({ queue: 'upkeep', redriven: 2, skipped: 0, more: false });
    // They fail again: nobody knows what they are about.
    await eventually(async () => {
      const again = await placet.get('/v1/queues/upkeep', { key: ops });
      expect(again.body.jobs).toMatchObject([
        { job: 'one', done: 0, failed: 4 },
        { job: 'two', done: 0, failed: 1 },
      ]);
    });
    const audit = await placet.get('/v1/audit?action=POST%20%2Fv1%2Fqueues%2F%3Aqueue%2Fredrive');
    expect(audit.body.items).toMatchObject([
      { subject: '/v1/queues/upkeep/redrive', details: { role: 'ops', redriven: 2, filter: { group } } },
    ]);
  });

  describe('on the board', () => {
    it.each(['', '/', '/api/queues', '/static/favicon.ico', '/queue/intake', '/static/../api/queues'])(
      'nobody sees "%s" without a key, and only operators with one',
      async (path) => {
        expect((await board(path, null)).status).toBe(401);
        const { body } = await placet.call('POST', '/v1/keys', { body: { name: 'sales', role: 'sales' } });
        expect((await board(path, body.key)).status).toBe(403);
        await placet.call('DELETE', `/v1/keys/${body.id}`);
      },
    );

    it('have a page whose scripts and styles are all its own', async () => {
      const page = await board('');
      expect(page.headers.get('content-security-policy')).toMatch(/default-src 'none'; script-src 'self'/);
      expect(page.text).not.toMatch(/<%|https?:\/\//);
      const files = [...page.text.matchAll(/(?:src|href)="(static\/[^"]+)"/g)].map(([, name = '']) => name);
      expect(files.length).toBeGreaterThan(3);
      for (const name of files) {
        const file = await board(`/${name}`);
        expect({ name, status: file.status }).toEqual({ name, status: 200 });
        // Scripts that run as workers are held to their own policy.
        expect(file.headers.get('content-security-policy')).toContain("script-src 'self'");
      }
      expect((await board('/queue/intake')).text).toBe(page.text);
    });

    it.each(['/static/../../package.json', '/static/%2e%2e/index.ejs', '/static/none.js', '/other'])(
      'have nothing at "%s"',
      async (path) => {
        expect((await board(path)).status).toBe(404);
      },
    );

    it('show and pause queues, and the audit says who', async () => {
      const { body } = await board('/api/queues?activeQueue=upkeep&page=1&status=failed');
      const upkeep = body.queues.find(({ name }: { name: string }) => name === 'upkeep');
      expect(upkeep.counts.failed).toBe(3);
      expect(upkeep.jobs[0].stacktrace[0]).toMatch(/^ +at .*\((?:libs|apps)\//m);
      expect(JSON.stringify(body)).not.toContain(process.cwd());
      const paused = await placet.call('PUT', '/ops/queues/api/queues/upkeep/pause', { key: ops });
      expect(paused.status).toBe(200);
      expect((await placet.get('/v1/queues/upkeep')).body.paused).toBe(true);
      await placet.call('PUT', '/ops/queues/api/queues/upkeep/resume', { key: ops });
      const audit = await placet.get('/v1/audit?action=PUT%20%2Fops%2Fqueues%2F*');
      expect(audit.body.items.map(({ subject }: { subject: string }) => subject)).toEqual([
        '/ops/queues/api/queues/upkeep/resume',
        '/ops/queues/api/queues/upkeep/pause',
      ]);
    });

    it.each([
      ['POST', '/api/queues/upkeep/add'],
      ['PUT', '/api/queues/upkeep/obliterate'],
      ['PUT', '/api/queues/upkeep/empty'],
      ['PUT', '/api/queues/upkeep/empty/'],
      ['PUT', '/api/queues/upkeep/clean/failed'],
      ['PUT', '/api/queues/upkeep/clean//failed'],
      ['PUT', '/api/queues/upkeep/one-0/clean'],
      ['PUT', '/api/queues/upkeep/one-0/remove-unprocessed-children'],
      ['PUT', '/api/queues/upkeep/job-schedulers/sweep/remove'],
      ['PATCH', '/api/queues/upkeep/job-schedulers/sweep'],
      ['PATCH', '/api/queues/upkeep/one-0/update-data'],
    ])('do not take jobs that are made up, or lose any: %s %s', async (method, path) => {
      const answer = await placet.call(method, `/ops/queues${path}`, { key: ops, body: {} });
      expect([answer.status, answer.body.type]).toEqual([403, '/problems/forbidden']);
    });
  });
});
