import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Role, ROLES } from '#access';
import { startPlacet, type TestPlacet } from '../../support/service/placet.ts';
import { MARKET, regime, SCHEMES, vendor, vocabulary } from '../../support/story/story.ts';

const UUID = '00000000-0000-4000-8000-000000000000';

describe('conventions of the API', () => {
  let placet: TestPlacet;
  const keys = new Map<Role, string>();

  beforeAll(async () => {
    placet = await startPlacet();
    await placet.call('POST', '/v1/sources', { body: { id: 'story', name: 'Story', kind: 'push' } });
    for (const document of [
      vocabulary(),
      MARKET,
      SCHEMES,
      regime({ version: '1', from: '2020-01-01', level: 'bronze' }),
    ])
      await placet.deliver('story', document);
    await placet.deliver('story', ['alpha', 'beta', 'gamma'].map((id) => vendor(id)).join('\n---\n'));
    for (const role of ROLES) {
      const issued = await placet.call('POST', '/v1/keys', {
        body: { name: role, role, ...(role === 'sender' ? { source: 'story' } : {}) },
      });
      keys.set(role, issued.body.key);
    }
  }, 60_000);

  afterAll(() => placet?.close());

  describe('bad input is refused with a problem that teaches', () => {
    const cases: [string, string, string, unknown, number, RegExp][] = [
      ['an unknown market', 'GET', '/v1/markets/KX/vendors', undefined, 404, /KR/],
      ['an unknown vendor', 'GET', '/v1/vendors/alhpa', undefined, 404, /alpha/],
      [
        'an unknown offering',
        'GET',
        '/v1/decisions?market=KR&offering=alpha-clud',
        undefined,
        404,
        /alpha-cloud/,
      ],
      ['an unknown regime', 'GET', '/v1/regimes/kr-stroy', undefined, 404, /kr-story/],
      ['an unknown parameter', 'GET', '/v1/markets/KR/vendors?buyerKnd=bank', undefined, 422, /buyerKind/],
      [
        'another day of what has no days',
        'GET',
        '/v1/vendors/alpha?knownAt=2001-01-01T00:00:00Z',
        undefined,
        422,
        /knownAt/,
      ],
      ['a parameter of a write without any', 'POST', '/v1/shortlists?asOf=2026-01-01', {}, 422, /asOf/],
      ['an unknown need value', 'GET', '/v1/markets/KR/vendors?buyerKind=bnk', undefined, 422, /bank/],
      [
        'a date that does not exist',
        'GET',
        '/v1/markets/KR/vendors?asOf=2026-02-30',
        undefined,
        422,
        /asOf|2026-02-30/,
      ],
      [
        'a date in another notation',
        'GET',
        '/v1/markets/KR/vendors?asOf=24.11.2026',
        undefined,
        422,
        /2026-11-24/,
      ],
      ['a limit beyond 200', 'GET', '/v1/markets/KR/vendors?limit=201', undefined, 422, /200/],
      [
        'a forged cursor',
        'GET',
        '/v1/markets/KR/vendors?cursor=eyJyYW5rIjoxfQ.AAAAAAAAAAAAAAAAAAAAAA',
        undefined,
        400,
        /cursor/,
      ],
      [
        'an amount that is none',
        'GET',
        '/v1/markets/KR/vendors?contractValue=1e9',
        undefined,
        422,
        /1000000/,
      ],
      [
        'weights that are negative',
        'GET',
        '/v1/markets/KR/vendors?weights=SOV-1:-5',
        undefined,
        422,
        /SOV-1/,
      ],
      ['weights of no objective', 'GET', '/v1/markets/KR/vendors?weights=SOV-9:5', undefined, 422, /SOV-1/],
      [
        'a need path that does not exist',
        'POST',
        '/v1/rankings',
        { market: 'KR', needs: { 'buyer.knd': ['bank'] } },
        422,
        /buyer\.kind/,
      ],
      ['an unknown property', 'POST', '/v1/rankings', { market: 'KR', nedes: {} }, 422, /needs/],
      [
        'a test with an unknown attribute',
        'POST',
        '/v1/rankings',
        { market: 'KR', where: { fact: 'offering.modle', is: 'IaaS' } },
        422,
        /offering\.model/,
      ],
      ['a body that is a list', 'POST', '/v1/rankings', [], 400, /object/],
      ['NUL in an address', 'GET', '/v1/sources/%00', undefined, 400, /NUL/],
      ['NUL in a parameter', 'GET', '/v1/notices?text=a%00b', undefined, 400, /"pointer":"\/text"/],
      ['an address that is no URL', 'GET', '/v1/vendors/%zz', undefined, 400, /%25/],
      ['an identifier without end', 'GET', `/v1/vendors/${'x'.repeat(300)}`, undefined, 404, /longer/],
      ['a method that an address lacks', 'DELETE', '/v1/markets', undefined, 405, /GET, HEAD/],
      [
        'a code in lower case',
        'GET',
        '/v1/markets/KR/vendors?regions=kr',
        undefined,
        422,
        /"nearest":\["KR"\]/,
      ],
      [
        'a currency that is none',
        'GET',
        '/v1/markets/KR/vendors?contractValue=1%20EUX',
        undefined,
        422,
        /EUR/,
      ],
      ['a limit in scientific notation', 'GET', '/v1/sources?limit=1e1', undefined, 422, /whole number/],
      [
        'a limit as text in a body',
        'POST',
        '/v1/rankings',
        { market: 'KR', limit: '1' },
        422,
        /whole number/,
      ],
      ['notices of no market', 'GET', '/v1/notices?market=XX', undefined, 422, /"nearest"/],
      [
        'a deadline that does not exist',
        'GET',
        '/v1/notices?deadlineTo=2026-13-01',
        undefined,
        422,
        /deadlineTo/,
      ],
      ['a missing parameter', 'GET', '/v1/decisions?market=KR', undefined, 422, /"offering\\" is missing/],
      [
        'half a surrogate pair',
        'POST',
        '/v1/sources',
        '{"id": "half", "name": "\\ud800", "kind": "push"}',
        400,
        /surrogate/,
      ],
      [
        'a key that ends before it begins',
        'POST',
        '/v1/keys',
        { name: 'late', role: 'sales', expires: '2020-01-01T00:00:00Z' },
        422,
        /passed/,
      ],
      ['a body that is no JSON', 'POST', '/v1/rankings', '{"market": ', 400, /JSON/],
      [
        'a body with __proto__',
        'POST',
        '/v1/rankings',
        '{"market": "KR", "__proto__": {"a": 1}}',
        400,
        /__proto__/,
      ],
      [
        'a body with a constructor inside',
        'POST',
        '/v1/rankings',
        { market: 'KR', needs: { constructor: 'x' } },
        400,
        /constructor/,
      ],
      [
        'a body nested without end',
        'POST',
        '/v1/rankings',
        `{"market":"KR","where":${'{"not":'.repeat(5000)}1${'}'.repeat(5000)}}`,
        400,
        /nested/,
      ],
      ['a delivery to an unknown source', 'POST', '/v1/sources/stroy/deliveries', 'schema: x', 404, /stroy/],
      ['a delivery id that is none', 'GET', '/v1/deliveries/1', undefined, 404, /UUID/],
      ['a delivery that does not exist', 'GET', `/v1/deliveries/${UUID}`, undefined, 404, /delivery/],
      [
        'a source id with a slash',
        'POST',
        '/v1/sources',
        { id: 'a/b', name: 'x', kind: 'push' },
        422,
        /letters/,
      ],
      [
        'a source that exists',
        'POST',
        '/v1/sources',
        { id: 'story', name: 'x', kind: 'push' },
        409,
        /already/,
      ],
      ['an address that does not exist', 'GET', '/v1/nothing', undefined, 404, /openapi/],
    ];

    it.each(cases)('%s', async (_name, method, path, body, status, teaches) => {
      const headers = typeof body === 'string' ? { 'content-type': 'application/json' } : undefined;
      const answer = await placet.call(method, path, { body, ...(headers ? { headers } : {}) });
      expect(answer.text).toMatch(teaches);
      expect(answer.status).toBe(status);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(answer.body).toMatchObject({
        type: expect.stringMatching(/^\/problems\//),
        title: expect.any(String),
        status,
        instance: expect.any(String),
      });
    });
  });

  it('refuses a body that is too large and keeps nothing of it', async () => {
    const small = await startPlacet({ env: { PLACET_BODY_MAX_MB: '1' } });
    try {
      await small.call('POST', '/v1/sources', { body: { id: 's', name: 'S', kind: 'push' } });
      const answer = await small.call('POST', '/v1/sources/s/deliveries', {
        body: 'x'.repeat(1024 * 1024 + 1),
        headers: { 'content-type': 'text/plain' },
      });
      expect(answer.status).toBe(413);
      const metrics = await small.get('/metrics');
      expect(metrics.text).toContain('placet_outbox_pending 0');
    } finally {
      await small.close();
    }
  }, 60_000);

  it('takes gzip, and refuses what is no gzip or unpacks without end', async () => {
    const headers = { 'content-type': 'application/yaml', 'content-encoding': 'gzip' };
    const good = await placet.call('POST', '/v1/sources/story/deliveries', {
      body: gzipSync(vendor('zipped')),
      headers,
    });
    expect(good.status).toBe(202);
    const broken = await placet.call('POST', '/v1/sources/story/deliveries', { body: 'not gzip', headers });
    expect(broken.status).toBe(400);
    const bomb = await placet.call('POST', '/v1/sources/story/deliveries', {
      body: gzipSync(Buffer.alloc(64 * 1024 * 1024)),
      headers,
    });
    expect(bomb.status).toBe(413);
  });

  describe('access', () => {
    it('asks for a key, and tells a wrong one from a missing role', async () => {
      expect((await placet.get('/v1/markets', { key: null })).status).toBe(401);
      const wrong = await placet.get('/v1/markets', {
        key: 'plc_00000000_wrongwrongwrongwrongwrongwrongwrong',
      });
      expect(wrong.status).toBe(401);
      expect(wrong.headers.get('www-authenticate')).toContain('Bearer');
      expect((await placet.get('/v1/keys', { key: keys.get('sales') })).status).toBe(403);
    });

    it('lets a sender deliver to its own source only, and see its own deliveries only', async () => {
      await placet.call('POST', '/v1/sources', { body: { id: 'other', name: 'Other', kind: 'push' } });
      const key = keys.get('sender');
      const headers = { 'content-type': 'application/yaml' };
      const own = await placet.call('POST', '/v1/sources/story/deliveries', {
        key,
        body: vendor('sent'),
        headers,
      });
      expect(own.status).toBe(202);
      expect((await placet.get(own.headers.get('location') ?? '', { key })).status).toBe(200);
      expect(
        (await placet.call('POST', '/v1/sources/other/deliveries', { key, body: vendor('sent'), headers }))
          .status,
      ).toBe(403);
      const foreign = await placet.call('POST', '/v1/sources/other/deliveries', {
        body: vendor('foreign'),
        headers,
      });
      expect((await placet.get(foreign.headers.get('location') ?? '', { key })).status).toBe(404);
    });

    it('forgets a revoked key', async () => {
      const { body } = await placet.call('POST', '/v1/keys', { body: { name: 'brief', role: 'sales' } });
      expect((await placet.get('/v1/vendors', { key: body.key })).status).toBe(200);
      expect((await placet.call('DELETE', `/v1/keys/${body.id}`)).status).toBe(204);
      expect((await placet.get('/v1/vendors', { key: body.key })).status).toBe(401);
    });
  });

  describe('answers', () => {
    it('carry position, request id and a strong ETag that answers 304', async () => {
      const first = await placet.get('/v1/markets/KR/vendors');
      const etag = first.headers.get('etag') ?? '';
      expect(etag).toMatch(/^"[\w-]+"$/);
      expect(first.headers.get('placet-position')).toMatch(/^\d+-\d+$/);
      expect(first.headers.get('x-request-id')).toBeTruthy();
      const again = await placet.get('/v1/markets/KR/vendors', { headers: { 'if-none-match': etag } });
      expect([again.status, again.text]).toEqual([304, '']);
    });

    it('wait for a position, and say so when it does not come', async () => {
      const accepted = await placet.deliver('story', vendor('newest'));
      expect(accepted.status).toBe(200);
      const position = accepted.headers.get('placet-position') ?? '';
      expect(
        (await placet.get('/v1/vendors/newest', { headers: { 'placet-at-least': position } })).status,
      ).toBe(200);
      expect((await placet.get('/v1/vendors', { headers: { 'placet-at-least': 'soon' } })).status).toBe(400);
      expect(
        (await placet.get('/v1/vendors', { headers: { 'placet-at-least': '999999999999-1' } })).status,
      ).toBe(503);
    }, 20_000);

    it('page through a ranking without gaps or repeats', async () => {
      const whole = (await placet.get('/v1/markets/KR/vendors?limit=200')).body.items.map(
        (item: { offering: { id: string } }) => item.offering.id,
      );
      const paged: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const { body } = await placet.get(
          `/v1/markets/KR/vendors?limit=2${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
        );
        paged.push(...body.items.map((item: { offering: { id: string } }) => item.offering.id));
        cursor = body.next;
      }
      expect(paged).toEqual(whole);
    });
  });

  it('is alive and ready, and says what each part answers', async () => {
    expect((await placet.get('/livez', { key: null })).body).toEqual({ status: 'ok' });
    expect((await placet.get('/readyz', { key: null })).body).toMatchObject({
      status: 'ok',
      parts: { postgres: 'ok', migrations: 'ok', queue: 'ok', world: 'ok' },
    });
  });
});
