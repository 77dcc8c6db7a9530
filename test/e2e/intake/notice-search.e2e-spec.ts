import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startPlacet, type Answer, type TestPlacet } from '../../support/service/placet.ts';
import { relevanceRules } from '../../support/relevance.ts';
import { MARKET, regime, SCHEMES, vendor, vocabulary } from '../../support/story/story.ts';

interface Tender {
  readonly title: string;
  readonly language?: string;
  readonly description?: string;
  readonly country?: string;
  readonly cpv?: string;
  readonly amount?: number;
  readonly currency?: string;
  readonly closes?: string;
}

/** One release a tender, published a day after the one before. */
function release(tender: Tender, at: number): object {
  const {
    title,
    description,
    language = 'en',
    country = 'KR',
    cpv,
    amount,
    currency = 'KRW',
    closes,
  } = tender;
  return {
    ocid: `ocds-find-${at}`,
    id: `r${at}`,
    date: `2026-01-${String(at + 1).padStart(2, '0')}T09:00:00Z`,
    tag: ['tender'],
    initiationType: 'tender',
    language,
    parties: [{ id: 'B', name: `Office ${at % 2}`, roles: ['buyer'], address: { countryName: country } }],
    buyer: { id: 'B', name: `Office ${at % 2}` },
    tender: {
      id: `T${at}`,
      title,
      description,
      status: 'active',
      ...(amount === undefined ? {} : { value: { amount, currency } }),
      ...(closes === undefined ? {} : { tenderPeriod: { endDate: closes } }),
      ...(cpv === undefined ? {} : { items: [{ id: '1', classification: { scheme: 'CPV', id: cpv } }] }),
    },
  };
}

const TENDERS: readonly Tender[] = [
  {
    title: '공공 클라우드를 활용한 행정망 전환',
    language: 'ko',
    cpv: '72400000',
    amount: 5000,
    closes: '2040-03-01T00:00:00Z',
  },
  {
    title: 'Cloud hosting for archives',
    description: 'Bidders hold ISO 27001. Prices are fixed.',
    cpv: '72415000',
    amount: 700.5,
    closes: '2040-01-01T00:00:00Z',
  },
  {
    title: 'Erweiterung des Rechenzentrums',
    language: 'de',
    country: 'DE',
    cpv: '48820000',
    amount: 90,
    currency: 'EUR',
  },
  { title: 'School meals', cpv: '55524000', amount: 800, closes: '2040-02-01T00:00:00Z' },
  { title: 'Cloud hosting that has closed', cpv: '72415000', amount: 10, closes: '2026-02-01T00:00:00Z' },
  { title: 'SaaS for invoices' },
];

describe('search over notices', () => {
  let placet: TestPlacet;
  const refused: unknown[] = [];
  let accounted: unknown;

  beforeAll(async () => {
    placet = await startPlacet();
    await placet.call('POST', '/v1/sources', { body: { id: 'feed', name: 'Feed', kind: 'push' } });
    const certificate = { scheme: 'STORY', level: 'gold', from: '2026-01-01' };
    const rules = regime({ version: '1', from: '2020-01-01', level: 'bronze' });
    for (const document of [vocabulary(), MARKET, SCHEMES, rules, relevanceRules()]) {
      const { body } = await placet.deliver('feed', document);
      if (body.counts.quarantined > 0) refused.push(body);
    }
    for (const document of [vendor('alpha', certificate), vendor('beta')])
      await placet.deliver('feed', document);
    const releases = TENDERS.map((tender, at) => JSON.stringify(release(tender, at)));
    const { body } = await placet.deliver('feed', releases.join('\n'), 'application/json');
    accounted = body.counts;
  }, 120_000);

  afterAll(() => placet?.close());

  const search = (query: string): Promise<Answer> => placet.get(`/v1/notices?${query}`);
  const keys = async (query: string): Promise<number[]> => {
    const { body } = await search(query);
    return body.items.map((item: { key: string }) => Number(item.key.slice('ocds-find-'.length)));
  };

  it('starts from what was delivered', () => {
    expect(refused).toEqual([]);
    expect(accounted).toMatchObject({ received: 6, applied: 6 });
  });

  it('judges each notice with reasons and filters by it', async () => {
    expect(await keys('relevance=relevant')).toEqual([4, 2, 1, 0]);
    expect(await keys('relevance=possible')).toEqual([5]);
    expect(await keys('relevance=no')).toEqual([3]);
    expect((await keys('relevance=relevant,possible,no')).length).toBe(6);
    const { body } = await search('key=ocds-find-2');
    expect(body.items[0].relevance).toMatchObject({ band: 'relevant', rules: 'infrastructure@1' });
    expect(body.items[0].relevance.reasons).toContain('CPV 48820000 Servers +6');
  });

  it('quotes hints at clauses, and only where the notice may matter', async () => {
    const { body } = await search('key=ocds-find-1');
    expect(body.items[0].clauseHints).toEqual([
      {
        kind: 'certification',
        target: { scheme: 'ISO27001' },
        field: 'description',
        quote: 'Bidders hold ISO 27001.',
      },
    ]);
    expect((await search('key=ocds-find-3')).body.items[0].clauseHints).toBeUndefined();
  });

  it.each([
    ['a part of unspaced words', 'text=클라우드', [0]],
    ['a single syllable of a title', 'text=망', [0]],
    ['other endings in English', 'text=archive', [1]],
    ['other endings in a language that is named', 'text=Erweiterungen&language=de', [2]],
    ['a title with a slip', 'text=Rechenzentrms', [2]],
    ['nothing for words that are nowhere', 'text=submarine', []],
  ])('finds %s', async (_, query, expected) => {
    expect(await keys(query)).toEqual(expected);
  });

  it('sorts by publication, deadline, value and relevance, what has none last', async () => {
    expect(await keys('sort=published')).toEqual([5, 4, 3, 2, 1, 0]);
    expect((await keys('sort=deadline')).slice(0, 4)).toEqual([4, 1, 3, 0]);
    expect(await keys('sort=value&currency=KRW')).toEqual([0, 3, 1, 4]);
    expect((await keys('sort=relevance')).at(-1)).toBe(3);
    expect((await search('sort=value')).status).toBe(422);
  });

  it.each(['published', 'deadline', 'relevance'])('pages by %s through every notice once', async (sort) => {
    const whole = await keys(`sort=${sort}`);
    const paged: number[] = [];
    let cursor = '';
    do {
      const { body } = await search(
        `sort=${sort}&limit=2${cursor && `&cursor=${encodeURIComponent(cursor)}`}`,
      );
      paged.push(...body.items.map((item: { key: string }) => Number(item.key.slice('ocds-find-'.length))));
      cursor = body.next ?? '';
    } while (cursor !== '');
    expect(paged).toEqual(whole);
  });

  it('goes on behind its cursor when newer notices have come meanwhile', async () => {
    const { body } = await search('limit=3');
    await placet.deliver('feed', JSON.stringify(release({ title: 'Late paper' }, 20)), 'application/json');
    const rest = await search(`limit=3&cursor=${encodeURIComponent(body.next)}`);
    expect(rest.body.items.map((item: { key: string }) => item.key)).toEqual([
      'ocds-find-2',
      'ocds-find-1',
      'ocds-find-0',
    ]);
  });

  it('counts facets under the other conditions', async () => {
    const { body } = await search('market=KR&relevance=relevant&facets=market,relevance,buyer');
    expect(body.facets).toEqual({
      market: [
        { value: 'KR', count: 3 },
        { value: 'DE', count: 1 },
      ],
      relevance: [
        { value: 'relevant', count: 3 },
        { value: 'no', count: 2 },
        { value: 'possible', count: 1 },
      ],
      buyer: [
        { value: 'Office 0', count: 2 },
        { value: 'Office 1', count: 1 },
      ],
    });
    expect(await keys('market=KR&buyer=Office%201&relevance=relevant')).toEqual([1]);
    expect((await search('facets=colour')).status).toBe(422);
  });

  it('counts open notices of a market that may matter, and what they unlock for whom', async () => {
    // Of the Korean ones 3 buys meals and 4 has closed; 5 and the late paper have no deadline.
    const possible = await keys('market=KR&relevance=relevant,possible&status=open');
    const open = possible.filter((key) => key !== 4);
    expect(open).toEqual(expect.arrayContaining([0, 1]));
    const market = await placet.get('/v1/markets/KR');
    expect(market.body.openNotices).toBe(open.length);
    const alpha = await placet.get('/v1/vendors/alpha/markets');
    expect(alpha.body.items[0]).toMatchObject({
      market: 'KR',
      openNotices: open.length,
      unlocks: { notices: open.length, value: { KRW: '5700.5' } },
    });
    const beta = await placet.get('/v1/vendors/beta/markets');
    expect(beta.body.items[0].unlocks).toBeUndefined();
  });
});
