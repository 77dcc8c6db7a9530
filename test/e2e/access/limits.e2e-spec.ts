import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { DataSource } from 'typeorm';
import { startPlacet, type TestPlacet } from '../../support/service/placet.ts';

const LIMIT = 40;
const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';

describe('requests', () => {
  let placet: TestPlacet;
  let reader: string;
  const written: string[] = [];

  beforeAll(async () => {
    jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
      written.push(String(text));
      return true;
    });
    placet = await startPlacet({
      env: { PLACET_RATE_LIMIT_PER_MINUTE: String(LIMIT), PLACET_LOG_LEVEL: 'log' },
    });
    await placet.call('POST', '/v1/sources', { body: { id: 'feed', name: 'Feed', kind: 'push' } });
    reader = (await placet.call('POST', '/v1/keys', { body: { name: 'reader', role: 'sales' } })).body.key;
  }, 60_000);

  afterAll(async () => {
    jest.restoreAllMocks();
    await placet?.close();
  });

  /** Waits until the line about a request is written, which is after its answer. */
  async function logged(requestId: string): Promise<Record<string, unknown>> {
    for (let tries = 0; tries < 100; tries++) {
      const line = written.flatMap((text) => text.split('\n')).find((text) => text.includes(requestId));
      if (line !== undefined) {
        const { message }: { message: Record<string, unknown> } = JSON.parse(line);
        return message;
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`No line about ${requestId}`);
  }

  it('go on in the trace of their sender, and a delivery keeps it', async () => {
    const answer = await placet.call('POST', '/v1/sources/feed/deliveries', {
      body: 'x',
      headers: { 'content-type': 'text/plain', traceparent: `00-${TRACE}-00f067aa0ba902b7-01` },
    });
    const own = answer.headers.get('traceparent') ?? '';
    expect(own).toMatch(new RegExp(`^00-${TRACE}-[0-9a-f]{16}-01$`));
    const rows = await placet.services.app
      .get(DataSource)
      .query<unknown[]>('SELECT traceparent FROM placet.delivery WHERE id = $1', [answer.body.id]);
    expect(rows).toEqual([{ traceparent: own }]);
  });

  it('begin a trace where the sender gives none, or a wrong one', async () => {
    const answers = [
      await placet.get('/v1/vendors'),
      await placet.get('/v1/vendors', { headers: { traceparent: 'nonsense' } }),
    ];
    for (const answer of answers)
      expect(answer.headers.get('traceparent')).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-00$/);
  });

  it('leave one line each in the log, without what was in them', async () => {
    const answer = await placet.get('/v1/vendors?text=confidential', {
      headers: { 'x-request-id': 'logged-request-1', cookie: 'confidential=1' },
    });
    expect(await logged('logged-request-1')).toEqual({
      method: 'GET',
      route: '/v1/vendors',
      status: 200,
      ms: expect.any(Number),
      key: 'admin',
      request: 'logged-request-1',
      trace: answer.headers.get('traceparent'),
    });
    const refused = { 'x-request-id': 'logged-request-2' };
    await placet.get('/v1/none', { headers: refused });
    expect(await logged('logged-request-2')).toMatchObject({ route: null, status: 404 });
    await placet.get('/livez', { headers: { 'x-request-id': 'logged-request-3' } });
    expect(written.join('')).not.toMatch(/confidential|plc_|logged-request-3/);
  });

  it('say what is left, and are refused when nothing is, key by key', async () => {
    const first = await placet.get('/v1/vendors', { key: reader });
    expect(first.headers.get('ratelimit-policy')).toBe(`"key";q=${LIMIT};w=60`);
    expect(first.headers.get('ratelimit')).toMatch(new RegExp(`^"key";r=${LIMIT - 1};t=\\d+$`));
    const rest = await Promise.all(
      Array.from({ length: LIMIT + 10 }, () => placet.get('/v1/vendors', { key: reader })),
    );
    const refused = rest.filter((answer) => answer.status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.body).toMatchObject({ type: '/problems/too-many-requests', status: 429 });
    expect(Number(refused[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused[0]?.headers.get('ratelimit')).toMatch(/^"key";r=0;t=\d+$/);
    expect((await placet.get('/v1/vendors')).status).toBe(200);
  });

  it('without a valid key are limited by address, so that keys can not be guessed', async () => {
    const key = 'plc_00000000_wrongwrongwrongwrongwrongwrongwrong';
    const answers = await Promise.all(
      Array.from({ length: LIMIT + 10 }, () => placet.get('/v1/vendors', { key })),
    );
    const statuses = answers.map((answer) => answer.status);
    expect(new Set(statuses)).toEqual(new Set([401, 429]));
  });

  it('about health are never limited', async () => {
    const asked = await Promise.all(
      Array.from({ length: LIMIT * 2 }, () => placet.get('/livez', { key: null })),
    );
    expect(new Set(asked.map((answer) => answer.status))).toEqual(new Set([200]));
    expect(asked[0]?.headers.get('ratelimit')).toBeNull();
    expect((await placet.get('/metrics', { key: null })).status).toBe(200);
  });
});

describe('requests of a tenant', () => {
  let placet: TestPlacet;

  beforeAll(async () => {
    placet = await startPlacet({ env: { PLACET_TENANT_RATE_LIMIT_PER_MINUTE: String(LIMIT) } });
    for (const id of ['north', 'south']) await placet.call('POST', '/v1/tenants', { body: { id, name: id } });
  }, 60_000);

  afterAll(() => placet?.close());

  it('share one limit, whatever keys they come with, and leave the other tenants theirs', async () => {
    const keyOf = async (tenant: string): Promise<string> =>
      (await placet.call('POST', '/v1/keys', { body: { name: 'reader', role: 'sales', tenant } })).body.key;
    const [one, other, southern] = [await keyOf('north'), await keyOf('north'), await keyOf('south')];
    const first = await placet.get('/v1/vendors', { key: one });
    expect(first.headers.get('ratelimit-policy')).toContain(`"tenant";q=${LIMIT};w=60`);
    const rest = await Promise.all(
      Array.from({ length: LIMIT + 10 }, (_, n) =>
        placet.get('/v1/vendors', { key: n % 2 === 0 ? one : other }),
      ),
    );
    const refused = rest.filter((answer) => answer.status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused[0]?.headers.get('ratelimit')).toMatch(/"tenant";r=0;t=\d+/);
    expect((await placet.get('/v1/vendors', { key: southern })).status).toBe(200);
  });
});
