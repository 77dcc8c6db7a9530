import { describe, expect, it } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readTedApi, type TedApiItem } from './read-ted-api.ts';

const SAMPLE = fileURLToPath(
  new URL('../../../../../shared/samples/ted-api-v3/ted_search.json', import.meta.url),
);

async function read(document: unknown): Promise<TedApiItem[]> {
  const items: TedApiItem[] = [];
  const bytes = Buffer.from(typeof document === 'string' ? document : JSON.stringify(document));
  for await (const item of readTedApi([bytes], { source: 's' })) items.push(item);
  return items;
}

const NOTICE = {
  'publication-number': '0012-2026',
  'publication-date': '2026-05-29+02:00',
  'form-type': 'competition',
  'notice-type': 'cn-standard',
  'procedure-type': 'open',
  'notice-title': { fra: 'France – Nuage', eng: 'France – Cloud' },
  'description-lot': { fra: ['Lot un', 'Lot deux'] },
  'buyer-name': { fra: ['Région'] },
  'buyer-country': ['FRA'],
  'place-of-performance': ['FRE11', 'FRA', 'FRE11', 'anyw'],
  'classification-cpv': ['72262000', '72262000', '48000000'],
  'deadline-receipt-tender-date-lot': ['2026-06-14+02:00', '2026-06-12+02:00'],
  'total-value': 0,
  'total-value-cur': ['EUR'],
  'estimated-value-lot': ['0.10', '0.20'],
  'estimated-value-cur-lot': ['EUR', 'EUR'],
  links: {
    html: { ENG: 'https://example.org/en', FRA: 'https://example.org/fr' },
    xml: { MUL: 'https://example.org/x' },
  },
};

async function countriesOf(names: string[], countries: string[]) {
  const [item] = await read({ ...NOTICE, 'buyer-name': { eng: names }, 'buyer-country': countries });
  return item?.notice?.buyers.map(({ country }) => country);
}

describe('readTedApi', () => {
  it('reads a notice of a page', async () => {
    const [item, other] = await read({ notices: [NOTICE], totalNoticeCount: 1, timedOut: false });
    expect(other).toBeUndefined();
    expect(item?.pointer).toBe('/notices/0');
    expect(item?.notice).toMatchObject({
      key: '0012-2026',
      publicationNumber: '0012-2026',
      version: '2026-05-28T22:00:00.000000000Z 0012-2026',
      kind: 'tender',
      status: 'open',
      title: { fr: 'France – Nuage', en: 'France – Cloud' },
      description: { fr: 'Lot un' },
      languages: ['fr'],
      buyers: [{ name: 'Région', ids: [], country: 'FR', countryFrom: 'address' }],
      market: 'FR',
      performance: [{ country: 'FR', nuts: 'FRE11' }, { scope: 'anywhere' }],
      classification: { main: { code: '72262000' }, all: [{ code: '72262000' }, { code: '48000000' }] },
      value: { amount: '0.30', currency: 'EUR', kind: 'estimated' },
      deadline: { instant: '2026-06-12T21:59:59Z', printed: '2026-06-12+02:00', kind: 'tenders' },
      documents: [{ url: 'https://example.org/en' }, { url: 'https://example.org/x' }],
    });
    expect(item?.notice?.warnings.map(({ field }) => field)).toEqual(['deadline', 'deadline', 'value']);
  });

  it('keeps notices of one procedure together where the query asked for it', async () => {
    const [item] = await read({ ...NOTICE, 'procedure-identifier': 'p-1' });
    expect(item?.notice).toMatchObject({ key: 'p-1', process: 'p-1', nativeVersion: '0012-2026' });
  });

  it('reads the total of a result as awarded, unless 0 or 1 stands for nothing', async () => {
    const result = {
      ...NOTICE,
      'form-type': 'result',
      'notice-type': 'can-standard',
      'estimated-value-lot': [],
    };
    const [item] = await read({
      ...result,
      'total-value': '5.50',
      'winner-name': { fra: ['W', 'W'] },
      'winner-country': ['FRA', 'FRA'],
    });
    expect(item?.notice).toMatchObject({
      kind: 'award',
      status: 'awarded',
      awarded: { amount: '5.50', currency: 'EUR' },
      suppliers: [{ name: 'W', country: 'FR' }],
    });
    expect((await read({ ...result, 'total-value': 1 }))[0]?.notice?.awarded).toBeUndefined();
  });

  it('gives several buyers their countries only where it is said which is whose', async () => {
    expect(await countriesOf(['A', 'B'], ['FRA', 'DEU'])).toEqual(['FR', 'DE']);
    expect(await countriesOf(['A', 'B', 'C'], ['FRA', 'DEU'])).toEqual([undefined, undefined, undefined]);
    expect(await countriesOf(['A', 'B', 'C'], ['FRA'])).toEqual(['FR', 'FR', 'FR']);
  });

  it('tells that notices are missing when the search ran out of time', async () => {
    const items = await read({ notices: [NOTICE], timedOut: true });
    expect(items.map((item) => item.problem?.type)).toEqual([undefined, 'ted-api-timed-out']);
  });

  it('takes an empty page for no notices', async () => {
    expect(await read({ notices: [], totalNoticeCount: 0 })).toEqual([]);
  });

  it.each([
    [{ message: 'Bad query', error: { type: 'x' } }, 'ted-api-error-answer'],
    [{ notices: [{ 'notice-type': 'x' }] }, 'ted-api-not-a-notice'],
    [{ notices: [1] }, 'ted-api-not-a-notice'],
    [{ 'publication-number': '1-2026' }, 'ted-api-without-date'],
    ['{"notices":[', 'json-truncated'],
    ['', 'json-empty'],
  ])('refuses %.50j as %s', async (document, type) => {
    const items = await read(document);
    expect(items.map((item) => item.problem?.type)).toEqual([type]);
    expect(items[0]?.problem?.detail).toMatch(/^.{20,}\.$/s);
  });
});

if (existsSync(SAMPLE)) {
  describe('the captured search', () => {
    it('has ten notices with buyer, market and codes', async () => {
      const items = await read(readFileSync(SAMPLE, 'utf8'));
      expect(items).toHaveLength(10);
      for (const { notice } of items) {
        expect(notice?.market).toMatch(/^(FR|DE|NL|BE)$/);
        expect(notice?.title).toBeDefined();
        expect(notice?.classification.main).toBeDefined();
      }
    });
  });
}
