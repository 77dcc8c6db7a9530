import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dataOf, PlacetClient, ProblemError } from '../../../clients/typescript/src/index.ts';
import { startPlacet, type TestPlacet } from '../../support/service/placet.ts';
import { MARKET, regime, SCHEMES, vendor, vocabulary } from '../../support/story/story.ts';

describe('the typed client', () => {
  let placet: TestPlacet;
  let client: PlacetClient;

  beforeAll(async () => {
    placet = await startPlacet();
    client = new PlacetClient({ baseUrl: placet.url, key: placet.adminKey, language: 'ko' });
    await client.api.POST('/v1/sources', { body: { id: 'story', name: 'Story', kind: 'push' } });
    for (const document of [vocabulary(), MARKET, SCHEMES]) await client.deliver('story', document);
  }, 60_000);

  afterAll(() => placet?.close());

  it('delivers, waits for the end, and then reads what was delivered', async () => {
    const rules = regime({ version: '1', from: '2020-01-01', level: 'bronze' });
    const vendors = ['alpha', 'beta', 'gamma'].map((id) => vendor(id)).join('\n---\n');
    await client.deliver('story', rules);
    const delivery = await client.deliver('story', vendors);
    expect(delivery).toMatchObject({ state: 'done', counts: { received: 3, applied: 3 } });
    const ranking = await dataOf(
      client.api.GET('/v1/markets/{market}/vendors', { params: { path: { market: 'KR' } } }),
    );
    expect(ranking.counts).toMatchObject({ unknown: 3 });
    expect(ranking.items.map(({ vendor: { id } }) => id)).toEqual(['alpha', 'beta', 'gamma']);
  });

  it('goes through all pages of a list', async () => {
    const ids: string[] = [];
    for await (const { id } of client.items('/v1/offerings', { query: { limit: 2, status: 'available' } }))
      ids.push(id);
    expect(ids).toEqual(['alpha-cloud', 'beta-cloud', 'gamma-cloud']);
    const facts = client.items('/v1/vendors/{vendor}/facts', { path: { vendor: 'alpha' } });
    expect((await facts.next()).value).toMatchObject({ subject: 'offering:alpha-cloud' });
  });

  it('speaks the language that was asked for', async () => {
    const path = { market: 'KR' };
    const market = await dataOf(client.api.GET('/v1/groups', { params: { query: { asOf: '2026-11-24' } } }));
    expect(market.items).toEqual([]);
    const { response } = await client.api.GET('/v1/decisions', {
      params: { query: { ...path, offering: 'alpha-cloud' } },
    });
    expect(response.headers.get('content-language')).toBe('ko');
  });

  it('throws refusals as problems, with the nearest right name', async () => {
    const refused = client.api.GET('/v1/vendors/{vendor}', { params: { path: { vendor: 'alhpa' } } });
    const error = await refused.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ProblemError);
    expect(error).toMatchObject({ status: 404, problem: { errors: [{ nearest: ['alpha'] }] } });
    expect(error instanceof ProblemError && error.is('not-found')).toBe(true);
  });

  it('waits out a limit that is used up', async () => {
    const small = await startPlacet({ env: { PLACET_RATE_LIMIT_PER_MINUTE: '60' } });
    try {
      const eager = new PlacetClient({ baseUrl: small.url, key: small.adminKey });
      const asked = Array.from({ length: 62 }, () => eager.api.GET('/v1/keys'));
      const answers = await Promise.all(asked);
      expect(answers.map(({ response }) => response.status)).toEqual(asked.map(() => 200));
    } finally {
      await small.close();
    }
  }, 60_000);
});
