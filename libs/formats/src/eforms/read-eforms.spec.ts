import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { NoticeVersion } from '#domain';
import { readEforms, type EformsItem } from './read-eforms.ts';

const SAMPLES = fileURLToPath(new URL('../../../../../shared/samples/eforms', import.meta.url));

async function read(input: string | Uint8Array, size = 1_000_000): Promise<EformsItem> {
  const bytes = typeof input === 'string' ? Buffer.from(input) : input;
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
  const items: EformsItem[] = [];
  for await (const item of readEforms(chunks, { source: 'feed' })) items.push(item);
  const [item] = items;
  if (item === undefined || items.length > 1) throw new Error(`${items.length} items`);
  return item;
}

async function fixture(name: string): Promise<NoticeVersion> {
  const item = await read(readFileSync(new URL(`./fixtures/${name}`, import.meta.url)));
  if (item.notice === undefined) throw new Error(item.problem?.detail ?? 'nothing was read');
  return item.notice;
}

describe('a notice of competition', () => {
  it('is mapped with its procedure as key and its own id as version', async () => {
    expect(await fixture('contract-notice.xml')).toMatchObject({
      key: '99999999-2222-4333-8444-555555555555',
      process: '99999999-2222-4333-8444-555555555555',
      version: '2024-01-10T09:30:00.000000000Z 66666666-2222-4333-8444-555555555555 0002',
      nativeVersion: '66666666-2222-4333-8444-555555555555-02',
      publicationNumber: '00612681-2024',
      kind: 'amendment',
      status: 'open',
      formType: 'competition',
      noticeType: 'cn-standard',
      subtype: '16',
      schemaVersion: 'eforms-sdk-1.15',
      title: { nb: 'Suveren sky', en: 'Sovereign cloud' },
      languages: ['nb', 'en'],
      buyers: [
        {
          name: 'Office of Examples',
          ids: [{ scheme: 'national', id: '0012345' }],
          country: 'NO',
          countryFrom: 'address',
          kind: 'cga',
        },
      ],
      market: 'NO',
      performance: [{ scope: 'anyw-eea' }],
      classification: {
        main: { scheme: 'CPV', code: '72000000' },
        all: [
          { scheme: 'CPV', code: '72000000' },
          { scheme: 'CPV', code: '48000000' },
        ],
      },
      value: { amount: '5000000.00', currency: 'NOK', kind: 'estimated' },
      published: '2024-01-11T23:00:00Z',
      procedure: { type: 'open', framework: true, dynamic: false, accelerated: false },
      relations: [
        { type: 'changes', ref: '11111111-2222-4333-8444-555555555555-01' },
        { type: 'follows', ref: '403922-2019' },
      ],
      documents: [{ id: 'DOC-1', type: 'non-restricted-document', url: 'https://docs.example/1' }],
    });
  });

  it("keeps the clauses of each lot apart, and what a lot doesn't state unknown", async () => {
    const { lots } = await fixture('contract-notice.xml');
    expect(lots.map((lot) => [lot.id, lot.eligibility])).toEqual([
      [
        'LOT-0001',
        {
          securityClearance: true,
          securityClearanceText: { en: 'Cleared staff' },
          securityClearanceBy: '2024-03-01',
          foreignSubsidies: true,
          internationalInstrument: true,
          internationalInstrumentBases: ['32024R1111'],
          reserved: ['res-ws'],
          nda: false,
        },
      ],
      ['LOT-0002', { reserved: [] }],
    ]);
  });

  it('takes the printed offset of the time and tells every contradiction', async () => {
    const { lots, deadline, warnings } = await fixture('contract-notice.xml');
    expect(lots[0]?.deadline).toEqual({
      instant: '2024-02-15T10:00:00Z',
      printed: '2024-02-15+01:00 12:00:00+02:00',
      kind: 'tenders',
      warning:
        'Date and time print different offsets (+01:00 and +02:00); that of the time is taken. ' +
        'The printed offset +02:00 is not the legal time of NO on that day (+01:00).',
    });
    expect(lots[1]?.deadline).toEqual({
      instant: '2024-02-20T11:00:00Z',
      printed: '2024-02-20 12:00:00',
      kind: 'requests',
      warning: 'No offset is printed; the zone of the buyer (Europe/Oslo) is taken.',
    });
    expect(deadline?.instant).toBe('2024-02-15T10:00:00Z');
    expect(warnings.filter((warning) => warning.field === 'deadline')).toHaveLength(1);
  });

  it('says where fields came from', async () => {
    const { provenance } = await fixture('contract-notice.xml');
    expect(provenance['lots[LOT-0001].eligibility.securityClearance']).toBe(
      '/*/cac:ProcurementProjectLot[1]/cac:TenderingTerms/cac:SecurityClearanceTerm/cbc:Code',
    );
  });

  it('is a cancellation when its change says so', async () => {
    const text = readFileSync(new URL('./fixtures/contract-notice.xml', import.meta.url), 'utf8');
    const { notice } = await read(text.replace('update-add', 'cancel'));
    expect([notice?.kind, notice?.status, notice?.relations[0]?.type]).toEqual([
      'cancellation',
      'cancelled',
      'cancels',
    ]);
  });
});

describe('a notice of award', () => {
  it('suppresses what the buyer withholds, numbers and winners', async () => {
    const award = await fixture('award-notice.xml');
    expect(award).toMatchObject({
      key: 'aaaaaaaa-2222-4333-8444-555555555555',
      kind: 'award',
      status: 'awarded',
      value: { kind: 'awarded', withheldUntil: '2027-12-31' },
      suppliers: [{ name: 'Open Winner', country: 'DE' }],
    });
    expect(award.awarded).toBeUndefined();
    expect(award.process).toBeUndefined();
    expect(award.lots.map((lot) => lot.status)).toEqual(['awarded', 'unknown']);
  });

  it('is read the same whatever the prefixes and the size of the chunks', async () => {
    const bytes = readFileSync(new URL('./fixtures/award-notice.xml', import.meta.url));
    expect(await read(bytes, 7)).toEqual(await read(bytes));
  });
});

function deep(levels: number): string {
  return `<ContractNotice>${'<a>'.repeat(levels)}${'</a>'.repeat(levels)}</ContractNotice>`;
}

describe('a document that breaks a rule', () => {
  it.each([
    ['', 'xml-empty'],
    ['<?xml version="1.0"?>', 'xml-malformed'],
    ['<!DOCTYPE ContractNotice [<!ENTITY a "b">]><ContractNotice>&a;</ContractNotice>', 'xml-doctype'],
    ['<?xml version="1.0"?><!-- c --><!doctype x SYSTEM "file:///etc/hostname"><x/>', 'xml-doctype'],
    ['<ContractNotice>&lol;</ContractNotice>', 'xml-malformed'],
    ['<ContractNotice><a></ContractNotice>', 'xml-malformed'],
    ['<ContractNotice/>', 'eforms-without-id'],
    ['<ContractNotice><ID>1</ID></ContractNotice>', 'eforms-without-version'],
    ['<feed/>', 'eforms-not-a-notice'],
    [deep(127), 'eforms-without-id'],
    [deep(128), 'xml-depth'],
    [`<ContractNotice a="${'x'.repeat(262_145)}"/>`, 'xml-text-length'],
  ])('is refused: %.60j by %s', async (text, rule) => {
    const { problem } = await read(`${text}\n`.slice(0, text === '' ? 0 : undefined));
    expect(problem?.type).toBe(rule);
    expect(problem?.detail).toMatch(/\.$/);
  });

  it("is refused in an encoding that it doesn't have", async () => {
    const bytes = Buffer.from(
      '<?xml version="1.0" encoding="UTF-8"?><ContractNotice>\u00c9</ContractNotice>',
      'latin1',
    );
    expect((await read(bytes)).problem?.type).toBe('xml-encoding');
    const declared = Buffer.from(bytes.toString('latin1').replace('UTF-8', 'ISO-8859-1'), 'latin1');
    expect((await read(declared)).problem?.type).toBe('eforms-without-id');
  });

  it("doesn't make the search for a DOCTYPE slow", async () => {
    const start = performance.now();
    await read(`${'<!-- a -->'.repeat(20_000)}<x/>`);
    await read('<!-- '.repeat(20_000));
    expect(performance.now() - start).toBeLessThan(2000);
  });

  it('may speak of a DOCTYPE in its text', async () => {
    const text = '<ContractNotice><Note><![CDATA[<!DOCTYPE html>]]></Note></ContractNotice>';
    expect((await read(text)).problem?.type).toBe('eforms-without-id');
  });
});

if (existsSync(SAMPLES)) {
  describe('the published samples', () => {
    const names = readdirSync(SAMPLES, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.xml'),
    );
    const valid = names.filter((name) => !name.includes('INVALID'));

    it.each(valid)('read %s', async (name) => {
      const { notice, problem } = await read(readFileSync(`${SAMPLES}/${name}`));
      expect(problem).toBeUndefined();
      expect(notice?.kind).toBeDefined();
    });

    it.each(names.filter((name) => name.includes('INVALID')))('refuse %s by rule', async (name) => {
      expect((await read(readFileSync(`${SAMPLES}/${name}`))).problem?.type).toBe('eforms-without-id');
    });
  });
}
