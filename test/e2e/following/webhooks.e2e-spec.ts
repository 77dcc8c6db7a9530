import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { Webhook } from 'standardwebhooks';
import { tellEvent } from '../../support/events.ts';
import { eventually } from '../../support/eventually.ts';
import { type Answer, startPlacet, type TestPlacet } from '../../support/service/placet.ts';
import { queueBackends, startRedis, type TestRedis } from '../../support/service/redis.ts';
import {
  type ReceivedRequest,
  startReceiver,
  type WebhookReceiver,
} from '../../support/outside/webhook-receiver.ts';

const SOON = { within: 15_000, every: 25 };
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

interface Made {
  readonly id: string;
  readonly path: string;
  readonly secret: string;
}

describe.each(queueBackends())('webhooks, queues on %s', (backend) => {
  let redis: TestRedis | undefined;
  let placet: TestPlacet;
  let receiver: WebhookReceiver;
  let record: Client;

  beforeAll(async () => {
    redis = backend === 'redis' ? await startRedis() : undefined;
    receiver = await startReceiver();
    placet = await startPlacet({
      redisUrl: redis?.url,
      env: { PLACET_EGRESS_ALLOW: '127.0.0.0/8', WEBHOOK_RETRY_SCHEDULE_MS: '100,200' },
    });
    record = new Client({ connectionString: placet.databaseUrl });
    await record.connect();
  }, 60_000);

  afterEach(async () => {
    receiver.answer = () => ({ status: 204 });
    for (const { id } of (await placet.get('/v1/webhooks?limit=200')).body.items)
      await change(`/v1/webhooks/${id}`, 'DELETE');
  });

  afterAll(async () => {
    await record?.end();
    await placet?.close();
    await receiver?.close();
    await redis?.close();
  });

  async function add(path: string, stated: object = {}): Promise<Made> {
    const body = { name: path, url: `${receiver.url}${path}`, types: ['placet.source.stale'], ...stated };
    const added = await placet.call('POST', '/v1/webhooks', { body });
    expect({ status: added.status, text: added.status === 201 ? '' : added.text }).toEqual({
      status: 201,
      text: '',
    });
    return { id: added.body.id, path: `/v1/webhooks/${added.body.id}`, secret: added.body.secret };
  }

  async function change(path: string, method: string, body?: object): Promise<Answer> {
    const etag = (await placet.get(path)).headers.get('etag') ?? '';
    return placet.call(method, path, { headers: { 'if-match': etag }, ...(body ? { body } : {}) });
  }

  const attemptsOf = async ({ path }: Made): Promise<Record<string, unknown>[]> =>
    (await placet.get(`${path}/attempts`)).body.items.toReversed();

  /** Waits until a path has got so many requests, and answers them. */
  const untilGot = (path: string, count: number): Promise<ReceivedRequest[]> =>
    eventually(() => {
      const got = receiver.at(path);
      if (got.length < count) throw new Error(`${path} got ${got.length} of ${count}`);
      return got;
    }, SOON);

  const untilState = (made: Made, expected: object): Promise<void> =>
    eventually(async () => expect((await placet.get(made.path)).body).toMatchObject(expected), SOON);

  const subjects = (path: string): string[] =>
    receiver
      .at(path)
      .map(({ event }) => String(event.subject))
      .toSorted();

  it('are kept with a secret that is shown once and never stored readably', async () => {
    const made = await add('/kept');
    expect(made.secret).toMatch(/^whsec_[A-Za-z0-9+/]{43}=$/);
    const shown = await placet.get(made.path);
    expect(shown.body).toMatchObject({ state: 'active', waiting: 0, ordered: false, concurrency: 4 });
    expect(shown.text).not.toContain('whsec');
    const { rows } = await record.query<{ row: string }>('SELECT w::text AS row FROM placet.webhook w');
    const bare = made.secret.slice('whsec_'.length);
    expect(rows.filter(({ row }) => row.includes(bare) || row.includes('whsec'))).toEqual([]);
    expect((await placet.call('PATCH', made.path, { body: { name: 'X' } })).status).toBe(428);
    expect((await change(made.path, 'PATCH', { name: 'Renamed' })).body).toMatchObject({
      name: 'Renamed',
      revision: 2,
    });
    expect((await change(made.path, 'DELETE')).status).toBe(204);
    expect((await placet.get(made.path)).status).toBe(404);
  });

  it.each([
    ['an inside address', { url: 'http://10.0.0.1/hook' }, '/url'],
    ['a metadata service', { url: 'http://169.254.169.254/latest' }, '/url'],
    ['an address that is none', { url: 'hook' }, '/url'],
    ['a scheme of another kind', { url: 'ftp://example.org/' }, '/url'],
    ['a type of event that there is none of', { types: ['placet.nothing'] }, '/types'],
    ['several at once in order', { ordered: true, concurrency: 3 }, '/concurrency'],
  ])('are not made for %s', async (_name, stated, pointer) => {
    const body = { name: 'Wrong', url: `${receiver.url}/wrong`, ...stated };
    const refused = await placet.call('POST', '/v1/webhooks', { body });
    expect(refused.status).toBe(422);
    expect(refused.body.errors.map((error: { pointer: string }) => error.pointer).join()).toContain(pointer);
  });

  it('are sent CloudEvents that an independent reader of Standard Webhooks accepts, in the trace of the request', async () => {
    const made = await add('/signed');
    const tested = await placet.call('POST', `${made.path}/test`, {
      headers: { traceparent: `00-${TRACE}-00f067aa0ba902b7-01` },
    });
    expect(tested.status).toBe(202);
    const [request] = await untilGot('/signed', 1);
    if (request === undefined) throw new Error('nothing came');
    expect(request.event).toMatchObject({
      specversion: '1.0',
      id: tested.body.event,
      type: 'placet.webhook.test',
      source: '/placet',
      data: { webhook: made.id },
    });
    expect(request.headers).toMatchObject({
      'content-type': 'application/cloudevents+json; charset=utf-8',
      'webhook-id': tested.body.event,
    });
    expect(request.headers['traceparent']).toContain(TRACE);
    expect(() => new Webhook(made.secret).verify(request.body, headersOf(request))).not.toThrow();
    const other = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    expect(() => new Webhook(other).verify(request.body, headersOf(request))).toThrow(
      /No matching signature/,
    );
  });

  it('sign with both secrets while one replaces the other, and with the new one alone after that', async () => {
    const made = await add('/rotated');
    const rotated = await placet.call('POST', `${made.path}/rotate`);
    expect(rotated.status).toBe(200);
    expect(rotated.body.secret).not.toBe(made.secret);
    await tellEvent(placet);
    const [both] = await untilGot('/rotated', 1);
    if (both === undefined) throw new Error('nothing came');
    for (const secret of [made.secret, rotated.body.secret])
      expect(() => new Webhook(secret).verify(both.body, headersOf(both))).not.toThrow();
    await record.query(
      `UPDATE placet.webhook SET secrets = jsonb_set(secrets, '{1,until}', to_jsonb(now() - interval '1 s'))`,
    );
    await tellEvent(placet);
    const [, one] = await untilGot('/rotated', 2);
    if (one === undefined) throw new Error('nothing came');
    expect(() => new Webhook(rotated.body.secret).verify(one.body, headersOf(one))).not.toThrow();
    expect(() => new Webhook(made.secret).verify(one.body, headersOf(one))).toThrow(/No matching signature/);
  });

  it('get what they want: by type, market and vendor', async () => {
    await add('/all', { types: ['placet.source.stale', 'placet.regime.published'] });
    await add('/korea', { types: ['placet.source.stale'], markets: ['KR', 'JP'] });
    await add('/alpha', { types: ['placet.source.stale'], vendors: ['alpha'] });
    await tellEvent(placet, { subject: 'kr-alpha', market: 'KR', vendor: 'alpha' });
    await tellEvent(placet, { subject: 'fr-alpha', market: 'FR', vendor: 'alpha' });
    await tellEvent(placet, { subject: 'jp-beta', market: 'JP', vendor: 'beta' });
    await tellEvent(placet, {
      type: 'placet.delivery.finished',
      subject: 'unwanted',
      market: 'KR',
      vendor: 'alpha',
    });
    await eventually(() => {
      expect(subjects('/all')).toEqual(['fr-alpha', 'jp-beta', 'kr-alpha']);
      expect(subjects('/korea')).toEqual(['jp-beta', 'kr-alpha']);
      expect(subjects('/alpha')).toEqual(['fr-alpha', 'kr-alpha']);
    }, SOON);
  });

  it('are tried again after a failure under the same id, and once it has arrived not any more', async () => {
    const made = await add('/flaky');
    receiver.answer = () =>
      receiver.at('/flaky').length < 3 ? { status: 500, body: `no ${made.secret}` } : { status: 200 };
    const event = await tellEvent(placet);
    const requests = await untilGot('/flaky', 3);
    expect(new Set(requests.map(({ headers }) => headers['webhook-id']))).toEqual(new Set([event]));
    expect(new Set(requests.map(({ body }) => body)).size).toBe(1);
    await untilState(made, { waiting: 0, lastSuccess: expect.any(String) });
    const attempts = await attemptsOf(made);
    expect(attempts).toMatchObject([
      { event, no: 1, round: 0, result: 'failed', status: 500, answer: 'no ***' },
      { event, no: 2, round: 0, result: 'failed', status: 500 },
      { event, no: 3, round: 0, result: 'succeeded', status: 200 },
    ]);
    expect((await placet.get(made.path)).body).not.toHaveProperty('failingSince');
  });

  it('wait as long as the receiver asks with Retry-After', async () => {
    await add('/busy');
    receiver.answer = () =>
      receiver.at('/busy').length < 2 ? { status: 429, headers: { 'retry-after': '2' } } : { status: 200 };
    await tellEvent(placet);
    const [first, second] = await untilGot('/busy', 2);
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(2000);
  });

  it('do not follow redirects, and do not ask addresses that have become inside ones', async () => {
    const moved = await add('/moved');
    receiver.answer = () => ({ status: 302, headers: { location: `${receiver.url}/elsewhere` } });
    await tellEvent(placet);
    await untilGot('/moved', 3);
    await untilState(moved, { waiting: 0, failingSince: expect.any(String) });
    expect(receiver.at('/elsewhere')).toEqual([]);
    expect(await attemptsOf(moved)).toMatchObject([
      { status: 302, problem: expect.stringContaining('redirects') },
      { status: 302 },
      { status: 302 },
    ]);
    const inside = await add('/inside');
    await record.query(`UPDATE placet.webhook SET url = 'http://169.254.169.254/latest' WHERE id = $1`, [
      inside.id,
    ]);
    await tellEvent(placet);
    await eventually(
      async () =>
        expect(await attemptsOf(inside)).toMatchObject([{ result: 'refused', status: null }, {}, {}]),
      SOON,
    );
  });

  it('are given up when the schedule is used up, and sent again by a replay, under the same id', async () => {
    const made = await add('/replayed');
    const before = new Date().toISOString();
    receiver.answer = () => ({ status: 503 });
    const event = await tellEvent(placet);
    await untilGot('/replayed', 3);
    await untilState(made, { waiting: 0 });
    receiver.answer = () => ({ status: 200 });
    const since = (instant: string): string => `${made.path}/replay?since=${instant}`;
    const nothing = await placet.call('POST', since(new Date(Date.now() + 60_000).toISOString()));
    expect(nothing.body).toEqual({ events: 0 });
    expect((await placet.call('POST', since(before))).body).toEqual({ events: 1 });
    await untilGot('/replayed', 4);
    await untilState(made, { waiting: 0 });
    expect((await placet.call('POST', since(before))).body).toEqual({ events: 1 });
    await untilGot('/replayed', 5);
    await eventually(
      async () =>
        expect((await attemptsOf(made)).slice(3)).toMatchObject([
          { event, round: 1, no: 1, result: 'succeeded' },
          { event, round: 2, no: 1, result: 'succeeded' },
        ]),
      SOON,
    );
    expect((await placet.call('POST', since('yesterday'))).status).toBe(422);
  });

  it('are disabled when the receiver is gone, and others are told', async () => {
    const gone = await add('/gone');
    await add('/told', { types: ['placet.webhook.disabled'] });
    receiver.answer = ({ path }) => ({ status: path === '/gone' ? 410 : 200 });
    await tellEvent(placet);
    const [told] = await untilGot('/told', 1);
    expect(told?.event).toMatchObject({
      type: 'placet.webhook.disabled',
      subject: gone.id,
      data: { webhook: gone.id, name: '/gone', reason: 'gone' },
    });
    await untilState(gone, { state: 'disabled', disabledReason: 'gone', waiting: 0 });
    expect((await placet.call('POST', `${gone.path}/test`)).status).toBe(409);
    receiver.answer = () => ({ status: 200 });
    expect((await change(gone.path, 'PATCH', { state: 'active' })).body).toMatchObject({ state: 'active' });
    await tellEvent(placet);
    await untilGot('/gone', 2);
    expect((await placet.get(gone.path)).body).not.toHaveProperty('disabledReason');
  });

  it('are disabled when nothing has arrived for five days', async () => {
    const made = await add('/failing');
    await record.query(
      `UPDATE placet.webhook SET failing_since = now() - interval '119 hours' WHERE id = $1`,
      [made.id],
    );
    receiver.answer = () => ({ status: 500 });
    await tellEvent(placet);
    await untilGot('/failing', 3);
    await untilState(made, { state: 'active', waiting: 0 });
    await record.query(
      `UPDATE placet.webhook SET failing_since = now() - interval '121 hours' WHERE id = $1`,
      [made.id],
    );
    await tellEvent(placet);
    await untilState(made, { state: 'disabled', disabledReason: 'failing' });
    expect(receiver.at('/failing')).toHaveLength(4);
  });

  it('in order get nothing before what failed, one at a time', async () => {
    const made = await add('/ordered', { ordered: true });
    receiver.answer = () => ({ status: receiver.at('/ordered').length === 2 ? 500 : 200 });
    for (let no = 0; no < 5; no++) await tellEvent(placet, { subject: `event-${no}` });
    await untilGot('/ordered', 6);
    await untilState(made, { waiting: 0 });
    expect(receiver.at('/ordered').map(({ event }) => event.subject)).toEqual([
      'event-0',
      'event-1',
      'event-1',
      'event-2',
      'event-3',
      'event-4',
    ]);
  });

  it('never get more at once than they take', async () => {
    const made = await add('/crowd', { concurrency: 3 });
    let underWay = 0;
    let most = 0;
    const three = () => {
      if (most < 3) throw new Error(`${most} at once`);
    };
    receiver.answer = async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      // The first ones are held until as many are there as may be; then each is held long enough to meet one too many.
      await eventually(three).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, 20));
      underWay -= 1;
      return { status: 200 };
    };
    await Promise.all(Array.from({ length: 40 }, () => tellEvent(placet)));
    await untilGot('/crowd', 40);
    await untilState(made, { waiting: 0 });
    expect(receiver.at('/crowd')).toHaveLength(40);
    expect(most).toBe(3);
  });

  it('that are paused gather events, and get them when they are active again', async () => {
    const made = await add('/paused');
    expect((await change(made.path, 'PATCH', { state: 'paused' })).status).toBe(200);
    await tellEvent(placet);
    await untilState(made, { state: 'paused', waiting: 1 });
    expect(receiver.at('/paused')).toEqual([]);
    await change(made.path, 'PATCH', { state: 'active' });
    await untilGot('/paused', 1);
  });

  it('are not for events that a role does not hear of', async () => {
    const { body } = await placet.call('POST', '/v1/keys', { body: { name: 'sales', role: 'sales' } });
    const webhook = { name: 'Sales', url: `${receiver.url}/sales` };
    const refused = await placet.call('POST', '/v1/webhooks', {
      key: body.key,
      body: { ...webhook, types: ['placet.source.stale'] },
    });
    expect(refused.status).toBe(422);
    const made = await placet.call('POST', '/v1/webhooks', { key: body.key, body: webhook });
    expect(made.body.types).toContain('placet.verdict.changed');
    expect(made.body.types).not.toContain('placet.source.stale');
  });
});

function headersOf({ headers }: ReceivedRequest): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}
