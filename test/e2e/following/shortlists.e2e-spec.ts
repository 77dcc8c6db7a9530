import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startPlacet, type TestPlacet } from '../../support/service/placet.ts';
import { MARKET, regime, SCHEMES, vendor, vocabulary } from '../../support/story/story.ts';

interface Row {
  readonly need: number;
  readonly requirement: string;
  readonly differs: boolean;
  readonly offering: { readonly id: string };
  readonly outcome: string | null;
  readonly state: string | null;
}

describe('a shortlist', () => {
  let placet: TestPlacet;
  let foreign = '';
  let colleague = '';
  let path = '';

  beforeAll(async () => {
    placet = await startPlacet();
    await placet.call('POST', '/v1/sources', { body: { id: 'story', name: 'Story', kind: 'push' } });
    for (const document of [
      vocabulary(),
      MARKET,
      SCHEMES,
      regime({ version: '1', from: '2020-01-01', level: 'silver', scheme: 'RUMOUR' }),
      vendor('alpha', { scheme: 'RUMOUR', level: 'gold', from: '2025-01-01' }),
      vendor('beta', { scheme: 'RUMOUR', level: 'bronze', from: '2025-01-01' }),
    ])
      await placet.deliver('story', document);
    await placet.call('POST', '/v1/tenants', { body: { id: 'other', name: 'Other' } });
    const keyOf = async (more: object) =>
      (await placet.call('POST', '/v1/keys', { body: { name: 'Kim', role: 'enterprise', ...more } })).body
        .key;
    foreign = await keyOf({ tenant: 'other' });
    colleague = await keyOf({});
  }, 60_000);

  afterAll(() => placet?.close());

  it('holds needs, deal-breakers and chosen offerings, for everybody in its tenant', async () => {
    const body = {
      name: 'Seoul',
      needs: [{ market: 'KR' }, { market: 'KR', need: 'private' }],
      offerings: ['alpha-cloud', 'beta-cloud'],
    };
    const made = await placet.call('POST', '/v1/shortlists', { key: colleague, body });
    expect(made).toMatchObject({
      status: 201,
      body: { ...body, by: 'Kim', dealBreakers: null, weights: null, unknowns: null },
    });
    path = made.headers.get('location') ?? '';
    expect((await placet.get(path)).body).toMatchObject(body);
    expect((await placet.get('/v1/shortlists')).body.items).toHaveLength(1);
  });

  it('is not there for another tenant', async () => {
    expect((await placet.get('/v1/shortlists', { key: foreign })).body.items).toEqual([]);
    const headers = { 'if-match': '*' };
    for (const [method, address, body] of [
      ['GET', path, undefined],
      ['GET', `${path}/comparison`, undefined],
      ['PATCH', path, { name: 'Mine' }],
      ['DELETE', path, undefined],
    ] as const)
      expect((await placet.call(method, address, { key: foreign, headers, body })).status).toBe(404);
  });

  it('compares its offerings clause by clause, need by need', async () => {
    const { body } = await placet.get(`${path}/comparison?asOf=2026-01-01`);
    expect(body.needs).toMatchObject([
      {
        market: 'KR',
        assumedNeed: 'public',
        offerings: [
          { offering: { id: 'alpha-cloud' }, rank: 1, verdict: 'eligible', gates: { pass: 1, fail: 0 } },
          { offering: { id: 'beta-cloud' }, rank: 2, gates: { pass: 0 } },
        ],
      },
      { assumedNeed: 'private', offerings: [{ verdict: 'unregulated' }, { verdict: 'unregulated' }] },
    ]);
    const [, beta] = body.needs[0].offerings;
    expect(beta.verdict).not.toBe('eligible');
    const rows: Row[] = body.items;
    expect(
      rows.map(({ need, requirement, differs, offering }) => [need, requirement, differs, offering.id]),
    ).toEqual([
      [0, 'level', true, 'alpha-cloud'],
      [0, 'level', true, 'beta-cloud'],
      [1, 'level', false, 'alpha-cloud'],
      [1, 'level', false, 'beta-cloud'],
    ]);
    expect(rows[0]).toMatchObject({ outcome: 'true', state: 'pass' });
    expect(body.offerings).toMatchObject([
      {
        offering: { id: 'alpha-cloud' },
        verdicts: ['eligible', 'unregulated'],
        eligibleInAll: false,
        nowhereIneligible: true,
      },
      { offering: { id: 'beta-cloud' }, isKnown: true, eligibleInAll: false },
    ]);
  });

  it('is exported as a table, page after page', async () => {
    const first = await placet.get(`${path}/comparison?limit=3`);
    expect(first.body.items).toHaveLength(3);
    const second = await placet.get(
      `${path}/comparison?limit=3&cursor=${encodeURIComponent(first.body.next)}`,
    );
    expect(second.body).toMatchObject({ items: [{ offering: { id: 'beta-cloud' } }], next: null });
    const csv = await placet.get(`${path}/comparison`, { headers: { accept: 'text/csv' } });
    const [head = '', ...lines] = csv.text.trim().split('\r\n');
    expect(head.split(',')).toEqual(
      expect.arrayContaining(['requirement', 'offering.id', 'outcome', 'state']),
    );
    expect(lines).toHaveLength(4);
  });

  it('is changed in the version that was seen, and takes deal-breakers into account', async () => {
    const { headers } = await placet.get(path);
    const etag = headers.get('etag') ?? '';
    expect((await placet.call('PATCH', path, { body: { name: 'x' } })).status).toBe(428);
    const dealBreakers = { fact: 'provider.seat.registered', is: 'FR' };
    const changed = await placet.call('PATCH', path, {
      body: { dealBreakers },
      headers: { 'if-match': etag },
    });
    expect(changed).toMatchObject({
      status: 200,
      body: { dealBreakers, name: 'Seoul', offerings: ['alpha-cloud', 'beta-cloud'] },
    });
    expect(
      (await placet.call('PATCH', path, { body: { name: 'x' }, headers: { 'if-match': etag } })).status,
    ).toBe(412);
    const { body } = await placet.get(`${path}/comparison?asOf=2026-01-01`);
    expect(body.needs[0].offerings[0].verdict).not.toBe('eligible');
    const taken = await placet.call('PATCH', path, {
      body: { dealBreakers: null },
      headers: { 'if-match': changed.headers.get('etag') ?? '' },
    });
    expect(taken.body.dealBreakers).toBeNull();
  });

  it.each<[string, object, string]>([
    ['a market that does not exist', { needs: [{ market: 'KR' }, { market: 'ZZ' }] }, '/needs/1/market'],
    [
      'a need path that does not exist',
      { needs: [{ market: 'KR', needs: { 'buyer.kin': ['bank'] } }] },
      '/needs/0/needs/buyer.kin',
    ],
    ['a deal-breaker about nothing', { dealBreakers: { fact: 'no.such', is: 1 } }, '/dealBreakers/fact'],
    ['weights that are none', { weights: 'heavy' }, '/weights'],
    ['a policy that is none', { unknowns: 'maybe' }, '/unknowns'],
    ['an offering that does not exist', { offerings: ['alpha-clod'] }, '/offerings/0'],
    ['an offering twice', { offerings: ['alpha-cloud', 'alpha-cloud'] }, '/offerings/1'],
    ['no need at all', { needs: [] }, '/needs'],
    ['something that needs do not have', { needs: [{ market: 'KR', colour: 'red' }] }, '/needs/0/colour'],
  ])('refuses %s, and says where', async (_name, over, pointer) => {
    const body = { name: 'Bad', needs: [{ market: 'KR' }], ...over };
    const { status, body: problem } = await placet.call('POST', '/v1/shortlists', { body });
    expect({ status, at: problem.errors?.[0]?.pointer }).toEqual({ status: 422, at: pointer });
  });

  it('is deleted in the version that was seen', async () => {
    const etag = (await placet.get(path)).headers.get('etag') ?? '';
    expect((await placet.call('DELETE', path, { headers: { 'if-match': '"v1.old"' } })).status).toBe(412);
    expect((await placet.call('DELETE', path, { headers: { 'if-match': etag } })).status).toBe(204);
    expect((await placet.get(path)).status).toBe(404);
  });
});
