import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { detect } from '../detect/detect.ts';
import { readProzorro, type ProzorroItem } from './read-prozorro.ts';

const SAMPLES = fileURLToPath(new URL('../../../../../shared/samples/prozorro', import.meta.url));

async function read(document: unknown): Promise<ProzorroItem[]> {
  const items: ProzorroItem[] = [];
  const bytes = Buffer.from(typeof document === 'string' ? document : JSON.stringify(document));
  for await (const item of readProzorro([bytes], { source: 's' })) items.push(item);
  return items;
}

const PLACE = { countryName: 'Україна' };
const TENDER = {
  id: 'a1',
  tenderID: 'UA-2026-01-02-000003-a',
  dateModified: '2026-01-03T10:00:00.123456+02:00',
  dateCreated: '2026-01-02T10:00:00+02:00',
  status: 'active.tendering',
  title: 'Хмара',
  title_en: 'Cloud',
  procurementMethodType: 'aboveThreshold',
  value: { amount: 1000.5, currency: 'UAH' },
  procuringEntity: {
    name: 'Місто',
    kind: 'general',
    identifier: { scheme: 'UA-EDR', id: '00123' },
    address: PLACE,
  },
  tenderPeriod: { endDate: '2026-02-01T00:00:00+02:00' },
  items: [
    { classification: { scheme: 'ДК021', id: '72000000-5' }, relatedLot: 'l1', deliveryAddress: PLACE },
  ],
  lots: [
    { id: 'l1', title: 'Лот', status: 'active', value: { amount: 1, currency: 'UAH' } },
    { id: 'l2', status: 'cancelled' },
  ],
};
const WINNER = { name: 'W', identifier: { scheme: 'UA-EDR', id: '1' } };

describe('readProzorro', () => {
  it('reads a tender in its whole present state', async () => {
    const [item] = await read({ data: TENDER });
    expect(item).toMatchObject({ pointer: '/data' });
    expect(item?.notice).toMatchObject({
      key: 'a1',
      process: 'a1',
      version: '2026-01-03T08:00:00.123456000Z a1',
      nativeVersion: '2026-01-03T10:00:00.123456+02:00',
      publicationNumber: 'UA-2026-01-02-000003-a',
      kind: 'tender',
      status: 'open',
      nativeStatus: 'active.tendering',
      title: { uk: 'Хмара', en: 'Cloud' },
      buyers: [
        {
          name: 'Місто',
          ids: [{ scheme: 'UA-EDR', id: '00123' }],
          country: 'UA',
          countryFrom: 'address',
          kind: 'general',
        },
      ],
      performance: [{ country: 'UA' }],
      classification: { main: { scheme: 'CPV', code: '72000000' } },
      value: { amount: '1000.5', currency: 'UAH' },
      published: '2026-01-02T08:00:00Z',
      deadline: { instant: '2026-01-31T22:00:00Z' },
      lots: [
        { id: 'l1', title: { uk: 'Лот' }, classification: { main: { code: '72000000' } } },
        { id: 'l2', status: 'cancelled' },
      ],
      procedure: { type: 'aboveThreshold', framework: false },
      warnings: [],
    });
    expect(item?.notice?.lots[0]).not.toHaveProperty('status');
  });

  it('adds standing awards only', async () => {
    const awards = [
      { status: 'active', value: { amount: 0.1, currency: 'UAH' }, suppliers: [WINNER] },
      { status: 'active', value: { amount: 0.2, currency: 'UAH' }, suppliers: [WINNER] },
      { status: 'unsuccessful', value: { amount: 9, currency: 'UAH' }, suppliers: [{ name: 'X' }] },
    ];
    const [item] = await read({ ...TENDER, status: 'complete', awards });
    expect(item?.notice).toMatchObject({
      kind: 'award',
      status: 'complete',
      awarded: { amount: '0.3', currency: 'UAH' },
      suppliers: [{ name: 'W', ids: [{ scheme: 'UA-EDR', id: '1' }] }],
    });
  });

  it.each([
    ['cancelled', 'cancellation', 'cancelled'],
    ['unsuccessful', 'tender', 'unsuccessful'],
    ['active.qualification', 'tender', 'closed'],
    ['active.awarded', 'tender', 'awarded'],
    ['new.status', 'tender', 'unknown'],
  ])('reads the status %s as a %s that is %s', async (status, kind, meant) => {
    const [item] = await read({ ...TENDER, status });
    expect(item?.notice).toMatchObject({ kind, status: meant, nativeStatus: status });
  });

  it('reads plans, contracts, agreements and frameworks as what they are', async () => {
    const dated = { id: 'b', dateModified: '2026-01-01T00:00:00+02:00' };
    const items = await read([
      { ...dated, planID: 'P', tender_id: 't', budget: { amount: 5, currency: 'UAH', description: 'План' } },
      {
        ...dated,
        contractID: 'C',
        tender_id: 't',
        status: 'active',
        value: { amount: 7, currency: 'UAH' },
        suppliers: [WINNER],
      },
      { ...dated, agreementID: 'A', tender_id: 't', status: 'active', contracts: [{ suppliers: [WINNER] }] },
      {
        ...dated,
        prettyID: 'F',
        frameworkType: 'dynamicPurchasingSystem',
        status: 'active',
        qualificationPeriod: { endDate: '2027-01-01T00:00:00+02:00' },
      },
    ]);
    expect(items.map((item) => item.notice)).toMatchObject([
      { kind: 'plan', status: 'planned', title: { uk: 'План' }, value: { amount: '5' }, process: 't' },
      {
        kind: 'contract',
        status: 'awarded',
        awarded: { amount: '7' },
        suppliers: [{ name: 'W' }],
        relations: [{ type: 'follows', ref: 't' }],
      },
      { kind: 'contract', status: 'awarded', suppliers: [{ name: 'W' }] },
      { kind: 'tender', status: 'open', procedure: { dynamic: true }, deadline: { kind: 'requests' } },
    ]);
  });

  it('tells a page of a listing once and an empty page not at all', async () => {
    const entry = { id: 'a', dateModified: '2026-01-01T00:00:00+02:00' };
    const page = await read({ data: [entry, entry, entry], next_page: { offset: '1' } });
    expect(page.map((item) => item.problem?.type)).toEqual(['prozorro-listing']);
    expect(await read({ data: [], next_page: { offset: '1' } })).toEqual([]);
  });

  it('warns of tests', async () => {
    const [item] = await read({ ...TENDER, mode: 'test' });
    expect(item?.notice?.warnings).toMatchObject([{ field: 'kind' }]);
  });

  it.each([
    [{ status: 'error', errors: [{ name: 'data', description: 'Forbidden' }] }, 'prozorro-error-answer'],
    [{ data: { complaintID: 'x' } }, 'prozorro-not-a-notice'],
    [{ data: { monitoring_id: 'x' } }, 'prozorro-not-a-notice'],
    [{}, 'prozorro-not-a-notice'],
    [[1], 'prozorro-not-a-notice'],
    [{ ...TENDER, dateModified: '2026-02-30T00:00:00Z' }, 'prozorro-without-date'],
    ['{"data":{"tenderID":"x","tenderID":"y"}}', 'json-duplicate-key'],
    ['{"data":', 'json-truncated'],
  ])('refuses %.50j as %s', async (document, type) => {
    const items = await read(document);
    expect(items.map((item) => item.problem?.type)).toEqual([type]);
    expect(items[0]?.problem?.detail).toMatch(/^.{20,}\.$/s);
  });
});

if (existsSync(SAMPLES)) {
  const files = readdirSync(SAMPLES, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.(json|http)$/.test(name),
  );

  describe('the samples of Prozorro', () => {
    it.each(files)('explain every object of %s', async (name) => {
      const text = readFileSync(`${SAMPLES}/${name}`, 'utf8');
      // Of a recorded exchange the body of the answer is what a source would deliver.
      const body = name.endsWith('.http')
        ? text.slice(text.lastIndexOf('\nHTTP/1.')).replace(/^[\s\S]*?\n\s*\n/, '')
        : text;
      const items = await read(body);
      const isEmptyPage = /^\s*\{\s*"data": \[\]/.test(body);
      expect(items.length > 0).toBe(!isEmptyPage);
      for (const { notice, problem } of items)
        expect(
          notice ?? /^prozorro-[a-z-]+ .{20,}\.$/s.test(`${problem?.type} ${problem?.detail}`),
        ).toBeTruthy();
    });

    it.each(
      files.filter((name) => /tender.*\.json|announcement|20\.09/.test(name) && !name.includes('Plan')),
    )('tell %s as Prozorro by its beginning', (name) => {
      expect(detect(readFileSync(`${SAMPLES}/${name}`).subarray(0, 64 * 1024))).toBe('prozorro');
    });
  });
}
