import { describe, expect, it } from '@jest/globals';
import type { NoticeVersion } from '#domain';
import { readMapped, type MappedItem } from './read-mapped.ts';
import { readMapping } from './read-mapping.ts';

/** A source of the tests' own, with most of what mappings can say. */
const MAPPING = `
schema: placet.mapping/v1
id: xx-test
version: '1'
name: A source
country: KR
zone: Asia/Seoul
currency: KRW
language: ko
input:
  format: json
  records: [list, answer.rows]
  recognise: [no, turn]
  errors:
    - { at: ^answer.code, unless: ['00'], message: ^answer.text }
notice:
  key: no
  process: no
  version: [{ number: turn }, { instant: { at: changed, formats: [d/M/yyyy HH:mm] } }]
  nativeVersion: turn
  publicationNumber: { join: [no, turn], with: '-' }
  kind:
    cases:
      - { when: { path: deleted, present: true }, value: { constant: cancellation } }
    from: sort
    map: { new: tender, change: amendment }
  status: { from: sort, map: { new: open, change: open } }
  title: { languages: { ko: name, en: { from: [name_en, name_fr] } } }
  description: { from: text, as: [stripHtml, collapse] }
  buyers:
    - name: buyer.name
      ids: [{ scheme: XX-ORG, id: buyer.id }]
      country: buyer.country
  performance:
    - { each: places, country: { alpha3: land }, nuts: region }
  classification:
    - { scheme: CPV, code: cpv.code, main: true }
    - { scheme: UNSPSC, code: { from: codes, as: [{ split: ';' }, { withoutPrefix: '*' }] } }
  value:
    - amount: { from: price, as: [{ drop: ['0'] }] }
      point: ','
      group: '.'
      withheld: { when: { path: sealed, is: ['true'] }, until: opened }
    - { amount: budget, currency: money }
  awarded:
    - { amount: winners.sum, sum: true, currency: winners.money, kind: awarded }
  published: printed
  deadline:
    - { at: end, time: clock, formats: [yyyyMMdd] }
  lots:
    each: parts
    id: nr
    title: name
    value: [{ amount: price }]
    classification: [{ scheme: CPV, code: $.cpv.code }]
  procedure: { type: way, framework: frame }
  eligibility:
    reserved: { from: set, map: { NONE: none } }
    coveredBy: { from: treaties, as: [{ split: "\\n" }] }
  relations:
    - { type: changes, ref: old, when: { path: sort, is: [change] } }
  suppliers:
    - { each: winners, name: who, ids: [{ scheme: { from: kind, constant: other }, id: id }] }
  documents:
    - { each: files, url: address, title: label }
  warnings:
    - { when: [{ path: name, contains: TEST }], field: title, problem: This is a test. }
  refuse:
    - { when: { path: sort, is: [advert] }, problem: This is an advertisement. }
`;

const reading = readMapping(Buffer.from(MAPPING));

async function readItems(document: unknown): Promise<MappedItem[]> {
  if (reading.mapping === null || !('notice' in reading.mapping))
    throw new Error(JSON.stringify(reading.problems));
  const items: MappedItem[] = [];
  const bytes = Buffer.from(typeof document === 'string' ? document : JSON.stringify(document));
  for await (const item of readMapped([bytes], reading.mapping, { source: 's' })) items.push(item);
  return items;
}

async function notice(record: object): Promise<NoticeVersion> {
  const [item] = await readItems({ list: [{ ...MINIMAL, ...record }] });
  if (item?.notice === undefined) throw new Error(JSON.stringify(item));
  return item.notice;
}

const MINIMAL = { no: '0012', turn: '001', changed: '3/2/2026 09:05', sort: 'new', name: '제목' };

describe('readMapped', () => {
  it('reads a record as a notice with the place of each field', async () => {
    const read = await notice({ buyer: { name: 'B', id: '007' }, price: '1.234.567,50', way: 'open' });
    expect(read).toEqual({
      source: 's',
      key: '0012',
      process: '0012',
      version: '000000000001 2026-02-03T00:05:00.000000000Z',
      nativeVersion: '001',
      publicationNumber: '0012-001',
      kind: 'tender',
      status: 'open',
      nativeStatus: 'new',
      title: { ko: '제목' },
      languages: ['ko'],
      buyers: [{ name: 'B', ids: [{ scheme: 'XX-ORG', id: '007' }], country: 'KR', countryFrom: 'source' }],
      market: 'KR',
      performance: [],
      classification: { all: [] },
      value: { amount: '1234567.50', currency: 'KRW', kind: 'estimated' },
      lots: [],
      procedure: { type: 'open' },
      relations: [],
      suppliers: [],
      documents: [],
      warnings: [],
      provenance: {
        key: '/no',
        process: '/no',
        version: '/turn',
        kind: '/sort',
        status: '/sort',
        publicationNumber: '/no',
        title: '/name',
        buyers: '/buyer/name',
        value: '/price',
      },
    });
  });

  it('reads texts in several languages, from the first path that has one, without HTML', async () => {
    const read = await notice({ name_fr: 'Titre', text: '<p>A&nbsp;&amp;&#160;B</p><p>C <b>D</b></p>' });
    expect(read.title).toEqual({ ko: '제목', en: 'Titre' });
    expect(read.description).toEqual({ ko: 'A & B C D' });
  });

  it('takes only alpha-3 codes for countries where it is told so', async () => {
    const read = await notice({
      places: [{ land: 'JPN', region: 'X' }, { land: 'GA' }, { land: 'JPN', region: 'X' }],
    });
    expect(read.performance).toEqual([{ country: 'JP', nuts: 'X' }]);
    expect(read.warnings).toEqual([
      { field: 'performance', problem: '"GA" is no country that Placet knows.' },
    ]);
  });

  it('reads codes through lists and out of one cell', async () => {
    const read = await notice({
      cpv: [{ code: '72000000-5' }, { code: 9110000 }],
      codes: '*81101500;*43211500',
    });
    expect(read.classification).toEqual({
      main: { scheme: 'CPV', code: '72000000' },
      all: [
        { scheme: 'CPV', code: '72000000' },
        { scheme: 'CPV', code: '09110000' },
        { scheme: 'UNSPSC', code: '81101500' },
        { scheme: 'UNSPSC', code: '43211500' },
      ],
    });
  });

  it('takes the next value where one stands for nothing, and keeps the digits of large ones', async () => {
    const read = await notice({ price: 0, budget: 1e21, money: 'eur' });
    expect(read.value).toEqual({ amount: '1000000000000000000000', currency: 'EUR', kind: 'estimated' });
  });

  it('shows no amount that is withheld', async () => {
    const read = await notice({ price: '5', sealed: true, opened: '2026-12-24T00:00:00Z' });
    expect(read.value).toEqual({ kind: 'estimated', withheldUntil: '2026-12-24' });
    expect((await notice({ price: '5', sealed: true })).value).toBeUndefined();
  });

  it('adds awards in one currency and refuses to add several', async () => {
    const one = await notice({
      winners: [
        { sum: '0.1', money: 'EUR' },
        { sum: 0.2, money: 'EUR' },
      ],
    });
    expect(one.awarded).toEqual({ amount: '0.3', currency: 'EUR' });
    const two = await notice({
      winners: [
        { sum: '1', money: 'EUR' },
        { sum: 2, money: 'USD' },
      ],
    });
    expect(two.awarded).toBeUndefined();
  });

  it.each(['1,2,3', 'zwei', '12 Mio', 'NaN', 'Infinity', '0x10', '--5', '1e999'])(
    'tells that %j is no amount',
    async (price) => {
      const read = await notice({ price });
      expect(read.value).toBeUndefined();
      expect(read.warnings).toEqual([{ field: 'value', problem: `${JSON.stringify(price)} is no amount.` }]);
    },
  );

  it('reads a deadline from a date and a time, in the zone of the source, as printed', async () => {
    const { deadline } = await notice({ end: '20260315', clock: '14:00' });
    expect(deadline).toEqual({
      instant: '2026-03-15T05:00:00Z',
      printed: '20260315 14:00',
      kind: 'tenders',
      warning: 'No offset is printed; the zone of the source (Asia/Seoul) is taken.',
    });
    const read = await notice({ end: '20260230', clock: '14:00' });
    expect(read.deadline).toBeUndefined();
    expect(read.warnings[0]?.problem).toContain('is no date');
  });

  it('reads lots with what they share with the record, each once', async () => {
    const read = await notice({
      cpv: { code: '72000000' },
      parts: [{ nr: '1', name: 'a', price: 5 }, { nr: '1' }, {}],
    });
    expect(read.lots).toEqual([
      {
        id: '1',
        title: { ko: 'a' },
        classification: { all: [{ scheme: 'CPV', code: '72000000' }] },
        value: { amount: '5', currency: 'KRW', kind: 'estimated' },
      },
      { id: '3', classification: { all: [{ scheme: 'CPV', code: '72000000' }] } },
    ]);
    expect(read.warnings[0]?.field).toBe('lots');
  });

  it('reads clauses, links, winners and documents', async () => {
    const read = await notice({
      sort: 'change',
      old: '0011',
      set: 'NONE',
      treaties: 'GPA\nCPTPP',
      frame: 'Yes',
      winners: [
        { who: 'W', id: '1' },
        { who: 'W', id: '1' },
        { kind: 'TAX', id: '2' },
      ],
      files: [{ address: 'https://example.org/a', label: 'A' }, {}],
    });
    expect(read).toMatchObject({
      kind: 'amendment',
      eligibility: { reserved: [], coveredBy: ['GPA', 'CPTPP'] },
      procedure: { framework: true },
      relations: [{ type: 'changes', ref: '0011' }],
      suppliers: [{ name: 'W', ids: [{ scheme: 'other', id: '1' }] }, { ids: [{ scheme: 'TAX', id: '2' }] }],
      documents: [{ url: 'https://example.org/a', title: 'A' }],
    });
  });

  it('takes an unknown kind for a tender, an unknown status for unknown, and tells both', async () => {
    const read = await notice({ sort: '새로운' });
    expect([read.kind, read.status, read.nativeStatus]).toEqual(['tender', 'unknown', '새로운']);
    expect(read.warnings.map(({ field }) => field)).toEqual(['kind', 'status']);
  });

  it('reads a deletion as a cancellation', async () => {
    const read = await notice({ deleted: {}, name: '' });
    expect([read.kind, read.status]).toEqual(['cancellation', 'cancelled']);
    expect(read.warnings).toEqual([]);
  });

  it('tells what the mapping warns of', async () => {
    expect((await notice({ name: 'TEST 1' })).warnings).toEqual([
      { field: 'title', problem: 'This is a test.' },
    ]);
  });

  it.each([
    [{ ...MINIMAL, no: ' ' }, 'mapping-without-key', '"no"'],
    [{ ...MINIMAL, turn: 'x' }, 'mapping-without-version', '"turn"'],
    [{ ...MINIMAL, changed: '30/2/2026 09:05' }, 'mapping-without-version', '"changed"'],
    [{ ...MINIMAL, sort: 'advert' }, 'mapping-refused', 'advertisement'],
    ['text', 'mapping-not-a-record', '"text"'],
    [null, 'mapping-not-a-record', 'null'],
  ])('refuses %j as %s and passes its neighbours', async (record, type, part) => {
    const items = await readItems({ list: [MINIMAL, record, MINIMAL] });
    expect(items.map((item) => item.problem?.type)).toEqual([undefined, type, undefined]);
    expect(items[1]?.problem?.detail).toContain(part);
    expect(items[1]?.pointer).toBe('/list/1');
  });

  it('tells an error in an answer, though it came as a success and has records beside it', async () => {
    const items = await readItems({ answer: { code: '99', text: 'LIMIT', rows: [] } });
    expect(items).toMatchObject([{ problem: { type: 'mapping-error-answer', pointer: '/answer/code' } }]);
    expect(items[0]?.problem?.detail).toContain('99 (LIMIT)');
    expect(await readItems({ answer: { code: '00', rows: [] } })).toEqual([]);
  });

  it('tells that a document has no place for records', async () => {
    const [item] = await readItems({ rows: [MINIMAL] });
    expect(item?.problem).toMatchObject({ type: 'mapping-no-records' });
    expect(item?.problem?.detail).toContain('"list" or "answer.rows" (it has rows)');
  });

  it('lets neither inherited names nor __proto__ through paths and maps', async () => {
    const read = await notice({ sort: 'constructor', buyer: 'x'.repeat(10) });
    expect(read.kind).toBe('tender');
    expect(read.warnings[0]?.problem).toContain('"constructor" is no kind');
  });
});

function problemsOf(text: string) {
  return readMapping(Buffer.from(text)).problems.map(({ line, message }) => [line, message]);
}

function changed(from: string, to: string) {
  return problemsOf(MAPPING.replace(from, to));
}

describe('readMapping', () => {
  it('reads the mapping of the tests', () => {
    expect(reading.problems).toEqual([]);
  });

  it.each([
    ['zone: Asia/Seoul', 'zone: Asia/Soul', 'no IANA time zone'],
    ['currency: KRW', 'currency: KRX', 'no currency'],
    ['{ new: tender, change: amendment }', '{ new: tenders }', 'is none of plan'],
    ['formats: [yyyyMMdd]', 'formats: [yyyyMM]', 'no form of a date'],
    ['key: no', 'keys: no', 'Did you mean "key"?'],
    ['as: [stripHtml, collapse]', 'as: [stripHTML]', "doesn't fit here"],
    ['records: [list, answer.rows]', 'ragged: true', 'Say where the records are'],
    ['each: parts', 'each: "[parts]["', 'is no path'],
    ['schema: placet.mapping/v1', 'schema: placet.mapping/v2', 'must be "placet.mapping/v1"'],
  ])('explains what is wrong when %j becomes %j', (from, to, part) => {
    expect(
      changed(from, to)
        .map(([, message]) => message)
        .join(' '),
    ).toContain(part);
  });

  it('says on which line', () => {
    expect(changed('currency: KRW', 'currency: KRX')).toMatchObject([
      [8, '"KRX" is no currency of ISO 4217.'],
    ]);
  });

  it.each(['', '\0', 'a: [', '- 1', '{"schema":"placet.mapping/v1"}', '[]', 'null'])('refuses %j', (text) => {
    expect(problemsOf(text).length).toBeGreaterThan(0);
  });
});
