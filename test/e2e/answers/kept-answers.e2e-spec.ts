import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../../support/eventually.ts';
import { MARKET, SCHEMES, regime, vendor, vocabulary } from '../../support/story/story.ts';
import { type Answer, startPlacet, type TestPlacet } from '../../support/service/placet.ts';

const PATH = '/v1/markets/KR/vendors?limit=1';
/** Requests a minute of one key: more than the other tests send. */
const LIMIT = 300;
/** What every answer has of its own. */
const OWN = new Set(['date', 'traceparent', 'x-request-id', 'ratelimit', 'connection', 'keep-alive']);

function lasting({ headers }: Answer): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => !OWN.has(name)));
}

function total({ body }: Answer): number {
  return Object.values<number>(body.counts).reduce((sum, count) => sum + count, 0);
}

describe('answers that are kept', () => {
  let placet: TestPlacet;
  const keys = new Map<string, { id: string; key: string }>();

  beforeAll(async () => {
    placet = await startPlacet({ env: { PLACET_RATE_LIMIT_PER_MINUTE: String(LIMIT) } });
    await placet.call('POST', '/v1/sources', { body: { id: 'feed', name: 'Feed', kind: 'push' } });
    const rules = regime({ version: '1', from: '2026-01-01', level: 'silver' });
    for (const document of [vocabulary(), MARKET, SCHEMES, rules, vendor('one'), vendor('two')])
      await placet.deliver('feed', document);
    await eventually(async () => {
      const { body } = await placet.get(PATH);
      if (body.counts?.unknown !== 2) throw new Error(JSON.stringify(body));
    });
    for (const role of ['sales', 'enterprise', 'sender']) {
      const body = { name: role, role, ...(role === 'sender' ? { source: 'feed' } : {}) };
      keys.set(role, (await placet.call('POST', '/v1/keys', { body })).body);
    }
  }, 120_000);

  afterAll(() => placet?.close());

  const asked = (role: string, path = PATH, headers = {}) =>
    placet.get(path, { key: keys.get(role)?.key ?? '', headers });

  it('are the same to the byte, with the same headers', async () => {
    const first = await asked('sales');
    const again = await asked('sales');
    expect([first.status, again.status]).toEqual([200, 200]);
    expect(again.text).toBe(first.text);
    expect(lasting(again)).toEqual(lasting(first));
    expect(again.headers.get('x-request-id')).not.toBe(first.headers.get('x-request-id'));
    const metrics = await placet.get('/metrics', { key: null });
    expect(metrics.text).toMatch(/placet_kept_answers_total\{outcome="found"\} [1-9]/);
  });

  it('are confirmed with 304 to whoever has them', async () => {
    const { headers } = await asked('sales');
    const etag = headers.get('etag') ?? '';
    const unchanged = await asked('sales', PATH, { 'if-none-match': etag });
    expect([unchanged.status, unchanged.text, unchanged.headers.get('etag')]).toEqual([304, '', etag]);
  });

  it('have a cursor for each who asks', async () => {
    await asked('sales');
    for (let time = 0; time < 2; time += 1) {
      const { body } = await asked('enterprise');
      const next = await asked('enterprise', `${PATH}&cursor=${encodeURIComponent(body.next)}`);
      expect([next.status, next.body.items[0].rank]).toEqual([200, 2]);
    }
  });

  it('are refused like all others without key, without role, and once the key is revoked', async () => {
    await asked('sales');
    expect((await placet.get(PATH, { key: null })).status).toBe(401);
    await asked('sender');
    expect((await asked('sender')).status).toBe(403);
    const { body } = await placet.call('POST', '/v1/keys', { body: { name: 'gone', role: 'sales' } });
    expect((await placet.get(PATH, { key: body.key })).status).toBe(200);
    await placet.call('DELETE', `/v1/keys/${body.id}`);
    expect((await placet.get(PATH, { key: body.key })).status).toBe(401);
  });

  it('carry what every answer carries', async () => {
    await asked('sales');
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const again = await asked('sales', PATH, { 'x-request-id': 'asked-again', traceparent });
    expect(again.headers.get('x-request-id')).toBe('asked-again');
    expect(again.headers.get('traceparent')).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-[0-9a-f]{16}-01$/);
    expect(again.headers.get('x-content-type-options')).toBe('nosniff');
    expect(again.headers.get('content-security-policy')).toBe("default-src 'none'; frame-ancestors 'none'");
    expect(again.headers.get('vary')).toBe('Accept');
  });

  it('count against the limit of the key, and are refused when nothing is left', async () => {
    const { body } = await placet.call('POST', '/v1/keys', { body: { name: 'many', role: 'sales' } });
    const ask = (): Promise<Answer> => placet.get(PATH, { key: body.key });
    await ask();
    const { headers } = await ask();
    expect(headers.get('ratelimit-policy')).toMatch(new RegExp(`^"key";q=${LIMIT};w=60`));
    expect(headers.get('ratelimit')).toMatch(/^"key";r=\d+;t=\d+/);
    const all = await Promise.all(Array.from({ length: LIMIT + 100 }, ask));
    const statuses = all.map(({ status }) => status);
    expect(new Set(statuses)).toEqual(new Set([200, 429]));
    expect((await asked('sales')).status).toBe(200);
  });

  it('are no answer to another method, another type or a key held to other scopes', async () => {
    await asked('sales');
    expect((await placet.call('DELETE', PATH)).status).toBe(405);
    expect((await asked('sales', PATH, { accept: 'text/csv' })).headers.get('content-type')).toContain(
      'text/csv',
    );
    const scoped = { name: 'narrow', role: 'sales', scopes: ['notices:read'] };
    const { body } = await placet.call('POST', '/v1/keys', { body: scoped });
    for (let time = 0; time < 2; time += 1)
      expect((await placet.get(PATH, { key: body.key })).status).toBe(403);
  });

  it('heed the position that is asked for', async () => {
    const { headers } = await asked('sales');
    expect((await asked('sales', PATH, { 'placet-at-least': 'nonsense' })).status).toBe(400);
    const position = headers.get('placet-position') ?? '';
    expect((await asked('sales', PATH, { 'placet-at-least': position })).status).toBe(200);
  });

  it('end with the position that they are from', async () => {
    const before = await asked('sales');
    await placet.deliver('feed', vendor('three'));
    const after = await eventually(async () => {
      const answer = await asked('sales');
      expect(answer.headers.get('placet-position')).not.toBe(before.headers.get('placet-position'));
      return answer;
    });
    expect(total(after)).toBe(total(before) + 1);
  });
});
