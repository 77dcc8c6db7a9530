import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Answer, type CallOptions, startPlacet, type TestPlacet } from '../../support/service/placet.ts';
import { MARKET, regime, SCHEMES, vendor, vocabulary } from '../../support/story/story.ts';

/** `npm run test:long` asks 20,000 times. */
const REQUESTS = process.env['PLACET_LONG_TESTS'] === undefined ? 2_000 : 20_000;
const AT_ONCE = 16;
const RANKING = '/v1/markets/KR/vendors?limit=50';
const CERTIFICATE = {
  subject: 'offering:alpha-cloud',
  certificate: 'RUMOUR',
  level: 'gold',
  scope: { text: null, offerings: ['alpha-cloud'], complete: true },
  status: 'held',
  registerId: null,
  grade: 'documented',
  valid: { from: '2025-01-01', to: null },
  source: { title: 'Letter that only A has seen' },
  confidence: 'high',
};
const GHOST = {
  schema: 'placet.vendor/v1',
  id: 'ghost',
  name: 'Ghost Cloud of B',
  offerings: [
    {
      id: 'ghost-cloud',
      name: 'Ghost',
      edition: 'public',
      status: 'available',
      regions: { complete: true, options: [{ id: 'g', country: 'KR' }] },
    },
  ],
  facts: [
    {
      ...CERTIFICATE,
      subject: 'offering:ghost-cloud',
      scope: { text: null, offerings: ['ghost-cloud'], complete: true },
      source: { title: 'Letter of B' },
    },
  ],
};

interface Item {
  readonly offering: { readonly id: string };
  readonly verdict: string;
}

describe('what a tenant knows and nobody else shall', () => {
  let placet: TestPlacet;
  const keys = new Map<string, string>();
  let position = '';

  beforeAll(async () => {
    placet = await startPlacet({ env: { DATABASE_POOL_SIZE: '2' } });
    await placet.call('POST', '/v1/sources', { body: { id: 'story', name: 'Story', kind: 'push' } });
    for (const document of [
      vocabulary(),
      MARKET,
      SCHEMES,
      regime({ version: '1', from: '2020-01-01', level: 'bronze', scheme: 'RUMOUR' }),
    ])
      await placet.deliver('story', document);
    await placet.deliver('story', ['alpha', 'beta'].map((id) => vendor(id)).join('\n---\n'));
    for (const tenant of ['a', 'b']) {
      await placet.call('POST', '/v1/tenants', { body: { id: tenant, name: tenant } });
      const body = { name: tenant, role: 'sales', tenant };
      keys.set(tenant, (await placet.call('POST', '/v1/keys', { body })).body.key);
    }
  }, 60_000);

  afterAll(() => placet?.close());

  /** Asks for a tenant, from the position of the last write on. */
  async function as(
    tenant: string,
    method: string,
    path: string,
    options: CallOptions = {},
  ): Promise<Answer> {
    const headers = { ...(position === '' ? {} : { 'placet-at-least': position }), ...options.headers };
    const key = tenant === 'main' ? placet.adminKey : (keys.get(tenant) ?? null);
    const answer = await placet.call(method, path, { ...options, headers, key });
    if (method !== 'GET') position = answer.headers.get('placet-position') ?? position;
    return answer;
  }

  async function verdicts(tenant: string, query = ''): Promise<Record<string, string>> {
    const { body } = await as(tenant, 'GET', RANKING + query);
    return Object.fromEntries(body.items.map(({ offering, verdict }: Item) => [offering.id, verdict]));
  }

  const UNKNOWN = { 'alpha-cloud': 'unknown', 'beta-cloud': 'unknown' };
  let fact = '';
  let between = '';

  it('changes its own answers and no others', async () => {
    expect(await verdicts('a')).toEqual(UNKNOWN);
    const stated = await as('a', 'POST', '/v1/vendors/alpha/facts', { body: { fact: CERTIFICATE } });
    expect(stated).toMatchObject({ status: 201, body: { visibility: 'private', supersedes: null } });
    fact = stated.body.id;
    expect(await verdicts('a')).toEqual({ ...UNKNOWN, 'alpha-cloud': 'eligible' });
    for (const other of ['b', 'main']) expect(await verdicts(other)).toEqual(UNKNOWN);
    const decided = (tenant: string) =>
      as(tenant, 'GET', '/v1/decisions?market=KR&offering=alpha-cloud').then(({ text }) => text);
    expect(await decided('a')).toContain('Letter that only A has seen');
    expect(await decided('b')).not.toContain('Letter that only A has seen');
    const facts = async (tenant: string) =>
      (await as(tenant, 'GET', '/v1/vendors/alpha/facts?attribute=certificate:RUMOUR')).body.items;
    expect(await facts('a')).toMatchObject([{ id: fact, visibility: 'private' }]);
    expect(await facts('b')).toEqual([]);
  });

  it('may be a whole vendor, which is not found by others', async () => {
    const body = { document: GHOST };
    expect((await as('b', 'PUT', '/v1/vendors/ghost', { body })).status).toBe(428);
    const made = await as('b', 'PUT', '/v1/vendors/ghost', { body, headers: { 'if-none-match': '*' } });
    expect({ status: made.status, errors: made.body.errors }).toEqual({ status: 201, errors: undefined });
    expect(await verdicts('b')).toEqual({ ...UNKNOWN, 'ghost-cloud': 'eligible' });
    expect(await verdicts('a')).toEqual({ ...UNKNOWN, 'alpha-cloud': 'eligible' });
    for (const path of [
      '/v1/vendors/ghost',
      '/v1/decisions?market=KR&offering=ghost-cloud',
      '/v1/offerings/ghost-cloud',
    ]) {
      expect((await as('b', 'GET', path)).status).toBe(200);
      for (const other of ['a', 'main']) expect((await as(other, 'GET', path)).status).toBe(404);
    }
    const read = await as('b', 'GET', '/v1/vendors/ghost');
    expect(read.body).toMatchObject({ visibility: 'private', name: 'Ghost Cloud of B' });
    const renamed = { document: { ...GHOST, name: 'Ghost Two of B' } };
    const headers = { 'if-match': read.headers.get('etag') ?? '' };
    expect((await as('b', 'PUT', '/v1/vendors/ghost', { body: renamed, headers })).body.version).toBe(2);
    expect((await as('b', 'PUT', '/v1/vendors/ghost', { body, headers })).status).toBe(412);
    // The same id is free for others: nobody learns that it is taken.
    const other = await as('a', 'PUT', '/v1/vendors/ghost', {
      body: { document: { ...GHOST, name: 'Ghost of A', facts: [] } },
      headers: { 'if-none-match': '*' },
    });
    expect(other.status).toBe(201);
    expect((await as('b', 'GET', '/v1/vendors/ghost')).body.name).toBe('Ghost Two of B');
  });

  it.each<[string, string, object, number, string]>([
    [
      'an attribute that does not exist',
      'alpha',
      { fact: { attribute: 'no.such', value: 1 } },
      422,
      '/fact/attribute',
    ],
    [
      'a value that does not fit',
      'alpha',
      { fact: { attribute: 'provider.seat.registered', value: 7 } },
      422,
      '/fact/value',
    ],
    [
      'another vendor',
      'alpha',
      { fact: { ...CERTIFICATE, subject: 'offering:beta-cloud' } },
      422,
      '/fact/subject',
    ],
    ['everybody', 'alpha', { visibility: 'public', fact: CERTIFICATE }, 422, '/visibility'],
    ['nothing', 'alpha', {}, 422, '/fact'],
  ])('is refused when it is about %s', async (_name, id, body, status, pointer) => {
    const refused = await as('a', 'POST', `/v1/vendors/${id}/facts`, { body });
    expect({ status: refused.status, at: refused.body.errors?.[0]?.pointer }).toEqual({
      status,
      at: pointer,
    });
  });

  it('can not take the place of what everybody sees', async () => {
    const headers = { 'if-none-match': '*' };
    const taken = await as('a', 'PUT', '/v1/vendors/alpha', {
      body: { document: { ...GHOST, id: 'alpha' } },
      headers,
    });
    expect(taken.status).toBe(409);
    const offerings = [{ ...GHOST.offerings[0], id: 'alpha-cloud' }];
    const hidden = await as('a', 'PUT', '/v1/vendors/mine', {
      body: { document: { ...GHOST, id: 'mine', offerings } },
      headers,
    });
    expect(hidden.body.errors).toMatchObject([{ pointer: '/document/offerings/0/id' }]);
    expect((await as('a', 'POST', '/v1/vendors/none/facts', { body: { fact: CERTIFICATE } })).status).toBe(
      404,
    );
  });

  it('leaves every answer of others as it was, to the byte', async () => {
    const day = 'asOf=2026-06-01';
    const paths = [
      '/v1/markets',
      `/v1/markets?${day}`,
      '/v1/markets/KR',
      RANKING,
      `${RANKING}&explain=summary`,
      `${RANKING}&explain=full&${day}`,
      `${RANKING}&unknowns=tolerant&need=private`,
      '/v1/vendors/alpha/markets',
      '/v1/vendors/ghost/markets',
      '/v1/decisions?market=KR&offering=alpha-cloud',
      '/v1/decisions?market=KR&offering=ghost-cloud',
      '/v1/comparisons?a=alpha-cloud&b=beta-cloud&market=KR',
      '/v1/comparisons?a=alpha-cloud&b=ghost-cloud&market=KR',
      '/v1/matrix',
      '/v1/calendar',
      '/v1/vendors',
      '/v1/vendors/alpha',
      '/v1/vendors/alpha/facts',
      '/v1/vendors/alpha/ownership',
      '/v1/vendors/alpha/evidence',
      '/v1/offerings',
      '/v1/offerings/alpha-cloud',
    ];
    const answersOfB = async (): Promise<readonly (readonly [string, number, string])[]> => {
      const answers: (readonly [string, number, string])[] = [];
      const put = (name: string, { status, text, headers }: Answer): void => {
        // Every write moves the position on, whoever's it is.
        const at = headers.get('placet-position') ?? '';
        answers.push([name, status, at === '' ? text : text.replaceAll(at, 'position')]);
      };
      for (const path of paths) put(path, await as('b', 'GET', path));
      // Without a position to wait for, which only asking would move.
      put(
        'rankings',
        await placet.call('POST', '/v1/rankings', {
          key: keys.get('b') ?? null,
          body: { market: 'KR', explain: 'full' },
        }),
      );
      return answers;
    };
    const before = await answersOfB();
    expect(before.filter(([, status]) => status !== 200)).toEqual([]);
    const rankedForA = (await as('a', 'GET', RANKING)).body.items;
    const beta = { ...CERTIFICATE, subject: 'offering:beta-cloud' };
    const stated = await as('a', 'POST', '/v1/vendors/beta/facts', {
      body: { fact: { ...beta, scope: { text: null, offerings: ['beta-cloud'], complete: true } } },
    });
    expect(stated.status).toBe(201);
    expect((await as('a', 'GET', RANKING)).body.items).not.toEqual(rankedForA);
    expect(await answersOfB()).toEqual(before);
    const gone = await as('a', 'DELETE', `/v1/vendors/beta/facts/${encodeURIComponent(stated.body.id)}`);
    expect(gone.status).toBe(204);
    expect((await as('a', 'GET', RANKING)).body.items).toEqual(rankedForA);
    expect(await answersOfB()).toEqual(before);
  });

  it('is superseded, never edited, and was believed while it was', async () => {
    between = new Date().toISOString();
    const body = { fact: { ...CERTIFICATE, status: 'withdrawn' }, supersedes: fact };
    expect((await as('b', 'POST', '/v1/vendors/alpha/facts', { body })).status).toBe(404);
    const after = await as('a', 'POST', '/v1/vendors/alpha/facts', { body });
    expect(after).toMatchObject({ status: 201, body: { supersedes: fact } });
    expect((await verdicts('a'))['alpha-cloud']).not.toBe('eligible');
    expect((await verdicts('a', `&knownAt=${between}`))['alpha-cloud']).toBe('eligible');
    expect(await verdicts('b', `&knownAt=${between}`)).toMatchObject(UNKNOWN);
    expect((await as('a', 'POST', '/v1/vendors/alpha/facts', { body })).status).toBe(404);
    const path = `/v1/vendors/alpha/facts/${encodeURIComponent(after.body.id)}`;
    expect((await as('b', 'DELETE', path)).status).toBe(404);
    expect((await as('a', 'DELETE', path)).status).toBe(204);
    expect(await verdicts('a')).toMatchObject(UNKNOWN);
  });

  it(`never shows in ${REQUESTS} requests of two tenants over two connections`, async () => {
    await as('a', 'POST', '/v1/vendors/alpha/facts', { body: { fact: CERTIFICATE } });
    const paths = [
      RANKING,
      '/v1/vendors',
      '/v1/vendors/ghost',
      '/v1/vendors/alpha/facts',
      '/v1/decisions?market=KR&offering=alpha-cloud',
      '/v1/vendors/alpha/markets',
      '/v1/matrix',
      '/v1/markets',
      '/v1/keys',
      '/v1/me',
      '/v1/offerings',
    ];
    const foreign = new Map([
      ['a', /of B\b/],
      ['b', /only A has seen|Ghost of A/],
      ['main', /of B\b|only A has seen|Ghost of A/],
    ]);
    const own = new Map([
      ['a', 'Letter that only A has seen'],
      ['b', 'Ghost Two of B'],
    ]);
    const leaks: string[] = [];
    const seen = new Set<string>();
    const tenants = [...foreign.keys()];
    let asked = 0;
    const work = async (): Promise<void> => {
      for (let n = asked++; n < REQUESTS; n = asked++) {
        const tenant = tenants[n % tenants.length] ?? '';
        const path = paths[(n * 7) % paths.length] ?? '';
        // Now and then something changes, so that what is kept has to be made anew.
        if (n % 200 === 0)
          await as('a', 'POST', '/v1/vendors/beta/facts', {
            body: {
              fact: {
                attribute: 'provider.seat.registered',
                value: 'KR',
                source: { title: 'only A has seen' },
              },
            },
          });
        const { status, text } = await as(tenant, 'GET', path);
        if (foreign.get(tenant)?.test(text) === true || status >= 500)
          leaks.push(`${tenant} ${path} ${status}`);
        if (text.includes(own.get(tenant) ?? '\0')) seen.add(tenant);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    expect(leaks).toEqual([]);
    expect([...seen].toSorted()).toEqual(['a', 'b']);
  }, 900_000);
});
