import { describe, expect, it } from '@jest/globals';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { NoticeVersion } from '#domain';
import { readTed, type TedItem } from './read-ted.ts';
import { documentNumber } from './ted-notice.ts';

const SAMPLES = fileURLToPath(new URL('../../../../../shared/samples/ted-r209', import.meta.url));

async function readItems(input: string | Uint8Array, size = 1 << 16): Promise<TedItem[]> {
  const bytes = Buffer.from(input);
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
  const items: TedItem[] = [];
  for await (const item of readTed(pieces, { source: 's' })) items.push(item);
  return items;
}

interface Parts {
  readonly namespace?: string;
  readonly type?: string;
  readonly procedure?: string;
  readonly country?: string;
  readonly coded?: string;
  readonly data?: string;
  readonly forms: string;
}

/** An export as the Publications Office writes it, around the parts that a test is about. */
function exported(parts: Parts): string {
  const { namespace = 'http://publications.europa.eu/resource/schema/ted/R2.0.9/publication' } = parts;
  return `<?xml version="1.0" encoding="UTF-8"?>
<TED_EXPORT xmlns="${namespace}" xmlns:n="urn:nuts" DOC_ID="012345-2021" VERSION="R2.0.9.S04.E01">
<CODED_DATA_SECTION><REF_OJS><DATE_PUB>20210716</DATE_PUB></REF_OJS>
<NOTICE_DATA><NO_DOC_OJS>2021/S 126-012345</NO_DOC_OJS><LG_ORIG>FR</LG_ORIG><ISO_COUNTRY VALUE="${parts.country ?? 'FR'}"/>
<ORIGINAL_CPV CODE="72000000">IT</ORIGINAL_CPV><ORIGINAL_CPV CODE="48000000"/><n:PERFORMANCE_NUTS CODE="FR101"/>${parts.data ?? ''}</NOTICE_DATA>
<CODIF_DATA><DS_DATE_DISPATCH>20210712</DS_DATE_DISPATCH>${parts.coded ?? ''}
<TD_DOCUMENT_TYPE CODE="${parts.type ?? '3'}">x</TD_DOCUMENT_TYPE><PR_PROC CODE="${parts.procedure ?? '1'}">Open procedure</PR_PROC>
<RP_REGULATION CODE="5"/></CODIF_DATA></CODED_DATA_SECTION><FORM_SECTION>${parts.forms}</FORM_SECTION></TED_EXPORT>`;
}

const BODY = `<CONTRACTING_BODY><ADDRESS_CONTRACTING_BODY><OFFICIALNAME>Ville</OFFICIALNAME><NATIONALID>0012</NATIONALID>
<COUNTRY VALUE="FR"/></ADDRESS_CONTRACTING_BODY><CA_TYPE VALUE="REGIONAL_AUTHORITY"/></CONTRACTING_BODY>`;

const CALL = exported({
  forms: `<F02_2014 CATEGORY="TRANSLATION" LG="EN"><OBJECT_CONTRACT><TITLE><P>Cloud</P></TITLE></OBJECT_CONTRACT></F02_2014>
<F02_2014 CATEGORY="ORIGINAL" LG="FR">${BODY}<OBJECT_CONTRACT><TITLE><P>Nuage</P></TITLE><CPV_MAIN><CPV_CODE CODE="72000000"/></CPV_MAIN>
<SHORT_DESCR><P>45 m<FT TYPE="SUP">2</FT> de salle</P><P>Fin</P></SHORT_DESCR><VAL_ESTIMATED_TOTAL CURRENCY="EUR">1000000.00</VAL_ESTIMATED_TOTAL>
<LOT_DIVISION/><OBJECT_DESCR ITEM="1"><TITLE><P>Lot un</P></TITLE><LOT_NO>1</LOT_NO><CPV_ADDITIONAL><CPV_CODE CODE="48000000"/></CPV_ADDITIONAL>
<n:NUTS CODE="FR102"/><VAL_OBJECT CURRENCY="EUR">400000</VAL_OBJECT></OBJECT_DESCR><OBJECT_DESCR ITEM="2"><LOT_NO>2</LOT_NO></OBJECT_DESCR></OBJECT_CONTRACT>
<LEFTI><RESTRICTED_SHELTERED_WORKSHOP/></LEFTI><PROCEDURE><PT_OPEN/><FRAMEWORK/><DATE_RECEIPT_TENDERS>2021-08-16</DATE_RECEIPT_TENDERS><TIME_RECEIPT_TENDERS>12:00</TIME_RECEIPT_TENDERS></PROCEDURE></F02_2014>`,
});

async function notice(text: string): Promise<NoticeVersion> {
  const [item] = await readItems(text);
  if (item?.notice === undefined) throw new Error(JSON.stringify(item?.problem));
  return item.notice;
}

function award(lot: string, amount: string): string {
  return `<AWARD_CONTRACT><LOT_NO>${lot}</LOT_NO><AWARDED_CONTRACT><CONTRACTORS><CONTRACTOR><ADDRESS_CONTRACTOR><OFFICIALNAME>W</OFFICIALNAME><COUNTRY VALUE="UK"/></ADDRESS_CONTRACTOR></CONTRACTOR></CONTRACTORS><VALUES><VAL_TOTAL CURRENCY="EUR">${amount}</VAL_TOTAL></VALUES></AWARDED_CONTRACT></AWARD_CONTRACT>`;
}

function withAward(attribute: string, amount: string): string {
  return exported({
    type: '7',
    forms: `<F06_2014 CATEGORY="ORIGINAL" LG="FR">${BODY}<AWARD_CONTRACT><AWARDED_CONTRACT><CONTRACTORS${attribute}><CONTRACTOR><OFFICIALNAME>W</OFFICIALNAME></CONTRACTOR></CONTRACTORS><VALUES${attribute}><VAL_TOTAL CURRENCY="EUR">${amount}</VAL_TOTAL></VALUES></AWARDED_CONTRACT></AWARD_CONTRACT></F06_2014>`,
  });
}

describe('readTed', () => {
  it('reads a contract notice with lots, translations and the paragraphs in their order', async () => {
    expect(await notice(CALL)).toMatchObject({
      key: '012345-2021',
      publicationNumber: '012345-2021',
      version: '2021-07-15T22:00:00.000000000Z 012345-2021',
      kind: 'tender',
      status: 'open',
      formType: 'F02',
      noticeType: '3',
      schemaVersion: 'R2.0.9.S04.E01',
      title: { fr: 'Nuage', en: 'Cloud' },
      description: { fr: '45 m2 de salle\nFin' },
      languages: ['fr', 'en'],
      buyers: [
        {
          name: 'Ville',
          ids: [{ scheme: 'national', id: '0012' }],
          country: 'FR',
          countryFrom: 'address',
          kind: 'REGIONAL_AUTHORITY',
        },
      ],
      market: 'FR',
      performance: [{ country: 'FR', nuts: 'FR101' }],
      classification: {
        main: { scheme: 'CPV', code: '72000000' },
        all: [
          { scheme: 'CPV', code: '72000000' },
          { scheme: 'CPV', code: '48000000' },
        ],
      },
      value: { amount: '1000000.00', currency: 'EUR', kind: 'estimated' },
      deadline: { instant: '2021-08-16T10:00:00Z', printed: '2021-08-16 12:00', kind: 'tenders' },
      lots: [
        {
          id: '1',
          title: { fr: 'Lot un' },
          performance: [{ country: 'FR', nuts: 'FR102' }],
          value: { amount: '400000', currency: 'EUR', kind: 'estimated' },
        },
        { id: '2' },
      ],
      eligibility: { coveredBy: ['GPA'], reserved: ['res-ws'] },
      procedure: { type: 'open', framework: true },
    });
    expect((await notice(CALL)).provenance['title']).toBe(
      '/*/FORM_SECTION/F02_2014[2]/OBJECT_CONTRACT/TITLE',
    );
  });

  it.each([
    'http://publications.europa.eu/resource/schema/ted/R2.0.9/publication',
    'ted/R2.0.9.S02/publication',
    'http://publications.europa.eu/resource/schema/ted/R2.0.8/publication',
    'http://formex.publications.europa.eu/ted/schema/export/R2.0.9.S01.E01',
  ])('reads the generation %s', async (namespace) => {
    const forms = `<F02_2014 CATEGORY="ORIGINAL" LG="FR">${BODY}</F02_2014>`;
    expect((await notice(exported({ namespace, forms }))).buyers).toHaveLength(1);
  });

  it('keeps the text of the document as it came', async () => {
    const [item] = await readItems(CALL, 3);
    expect(item?.raw).toBe(CALL);
    expect(item?.notice).toEqual(await notice(CALL));
  });

  it('reads an award: sums in one currency, outcome of lots, winners once', async () => {
    const read = await notice(
      exported({
        type: '7',
        data: '<REF_NOTICE><NO_DOC_OJS>2020/S 243-600541</NO_DOC_OJS></REF_NOTICE>',
        forms: `<F03_2014 CATEGORY="ORIGINAL" LG="FR">${BODY}<OBJECT_CONTRACT><TITLE><P>T</P></TITLE><LOT_DIVISION/><OBJECT_DESCR><LOT_NO>1</LOT_NO></OBJECT_DESCR><OBJECT_DESCR><LOT_NO>2</LOT_NO></OBJECT_DESCR></OBJECT_CONTRACT>
<PROCEDURE><NOTICE_NUMBER_OJ>2020/S 243-600541</NOTICE_NUMBER_OJ></PROCEDURE>${award('1', '10.50')}${award('1', '0.25')}<AWARD_CONTRACT><LOT_NO>2</LOT_NO><NO_AWARDED_CONTRACT/></AWARD_CONTRACT></F03_2014>`,
      }),
    );
    expect(read).toMatchObject({
      kind: 'award',
      status: 'awarded',
      awarded: { amount: '10.75', currency: 'EUR' },
      suppliers: [{ name: 'W', country: 'GB' }],
      lots: [
        { id: '1', status: 'awarded' },
        { id: '2', status: 'unsuccessful' },
      ],
      relations: [{ type: 'follows', ref: '2020/S 243-600541' }],
    });
  });

  it('leaves out what is marked as not to be published, and placeholders', async () => {
    const withheld = await notice(withAward(' PUBLICATION="NO"', '10'));
    expect([withheld.awarded, withheld.suppliers]).toEqual([undefined, []]);
    expect(withheld.warnings.map(({ field }) => field)).toEqual(['title', 'awarded', 'suppliers']);
    const placeholder = await notice(withAward('', '1.00'));
    expect([placeholder.awarded, placeholder.suppliers]).toEqual([undefined, [{ name: 'W' }]]);
    expect((await notice(withAward('', '2'))).awarded).toEqual({ amount: '2', currency: 'EUR' });
  });

  it('links a corrigendum to what it corrects without applying it', async () => {
    const read = await notice(
      exported({
        type: '2',
        coded: '<DT_DATE_FOR_SUBMISSION>20210315 10:00</DT_DATE_FOR_SUBMISSION>',
        data: '<REF_NOTICE><NO_DOC_OJS>2020/S 243-600541</NO_DOC_OJS></REF_NOTICE>',
        forms: `<F14_2014 CATEGORY="ORIGINAL" LG="FR">${BODY}<OBJECT_CONTRACT><TITLE><P>T</P></TITLE></OBJECT_CONTRACT><CHANGES><CHANGE><WHERE><SECTION>IV.2.2)</SECTION></WHERE><OLD_VALUE><DATE>2021-02-01</DATE></OLD_VALUE><NEW_VALUE><DATE>2021-03-15</DATE></NEW_VALUE></CHANGE></CHANGES></F14_2014>`,
      }),
    );
    expect(read).toMatchObject({
      kind: 'amendment',
      relations: [{ type: 'changes', ref: '2020/S 243-600541' }],
      deadline: { instant: '2021-03-15T09:00:00Z', printed: '20210315 10:00' },
    });
    expect(read.warnings.at(-1)?.problem).toContain('IV.2.2)');
  });

  it('reads a defence form: other names, amounts as printed, lots in annexes', async () => {
    const read = await notice(
      exported({
        procedure: '2',
        coded: '<DT_DATE_FOR_SUBMISSION>20210817</DT_DATE_FOR_SUBMISSION>',
        forms: `<CONTRACT_DEFENCE CATEGORY="ORIGINAL" LG="EN" VERSION="R2.0.8.S05.E01"><FD_CONTRACT_DEFENCE><CA_CE_CONCESSIONAIRE_PROFILE><ORGANISATION><OFFICIALNAME>MoD</OFFICIALNAME></ORGANISATION><COUNTRY VALUE="SE"/></CA_CE_CONCESSIONAIRE_PROFILE>
<TITLE_CONTRACT><P>Radios</P></TITLE_CONTRACT><F17_FRAMEWORK/><SHORT_CONTRACT_DESCRIPTION><P>D</P></SHORT_CONTRACT_DESCRIPTION>
<F17_DIVISION_INTO_LOTS><F17_DIV_INTO_LOT_YES><F17_ANNEX_B><LOT_NUMBER>1</LOT_NUMBER><LOT_TITLE>One</LOT_TITLE></F17_ANNEX_B><F17_ANNEX_B><LOT_NUMBER>2</LOT_NUMBER></F17_ANNEX_B></F17_DIV_INTO_LOT_YES></F17_DIVISION_INTO_LOTS>
<NATURE_QUANTITY_SCOPE><COSTS_RANGE_AND_CURRENCY CURRENCY="EUR"><VALUE_COST>13 500 000,00</VALUE_COST></COSTS_RANGE_AND_CURRENCY></NATURE_QUANTITY_SCOPE></FD_CONTRACT_DEFENCE></CONTRACT_DEFENCE>`,
      }),
    );
    expect(read).toMatchObject({
      title: { en: 'Radios' },
      market: 'SE',
      value: { amount: '13500000.00', currency: 'EUR' },
      deadline: { instant: '2021-08-17T21:59:59Z', printed: '20210817', kind: 'requests' },
      lots: [{ id: '1', title: { en: 'One' } }, { id: '2' }],
      procedure: { type: 'restricted', framework: true },
    });
  });

  it('reads what coded data alone say, and takes the country of the notice where a buyer has none', async () => {
    const read = await notice(exported({ forms: '', country: 'EL' }));
    expect(read).toMatchObject({ buyers: [], kind: 'tender', lots: [] });
    const form =
      '<F02_2014 CATEGORY="ORIGINAL" LG="EL"><ADDRESS_CONTRACTING_BODY><OFFICIALNAME>A</OFFICIALNAME></ADDRESS_CONTRACTING_BODY></F02_2014>';
    expect((await notice(exported({ forms: form, country: 'EL' }))).buyers).toEqual([
      { name: 'A', ids: [], country: 'GR', countryFrom: 'publisher' },
    ]);
  });

  it.each([
    ['<TED_EXPORT/>', 'ted-without-number'],
    ['<TED_EXPORT DOC_ID="1-2021"/>', 'ted-without-date'],
    ['<feed/>', 'ted-not-a-notice'],
    ['', 'xml-empty'],
    ['<TED_EXPORT>', 'xml-malformed'],
    [
      '<!DOCTYPE TED_EXPORT [<!ENTITY a SYSTEM "file:///etc/passwd">]><TED_EXPORT>&a;</TED_EXPORT>',
      'xml-doctype',
    ],
    ['<a>'.repeat(129), 'xml-depth'],
    [`<TED_EXPORT>${'<P/>'.repeat(160_000)}</TED_EXPORT>`, 'xml-count'],
    [`<TED_EXPORT>${'x'.repeat(5_000_000)}</TED_EXPORT>`, 'xml-item-size'],
    [`<FT ${'<FT '.repeat(10_000)}`, 'xml-malformed'],
  ])('refuses %.60j as %s', async (text, rule) => {
    const items = await readItems(text);
    expect(items.map((item) => item.problem?.type)).toEqual([rule]);
    expect(items[0]?.raw.length).toBeLessThanOrEqual(64 * 1024);
  });

  it('writes numbers of the journal as eForms refer to them', () => {
    expect(documentNumber('2021/S 126-330055')).toBe('330055-2021');
    expect(documentNumber('2022/S 207-592756 ')).toBe('592756-2022');
    expect(documentNumber('330055-2021')).toBeUndefined();
  });
});

if (existsSync(SAMPLES)) {
  describe('the legacy samples', () => {
    const files = readdirSync(SAMPLES).toSorted();

    it.each(files)('read %s with buyer, title, market and codes', async (name) => {
      const read = await notice(readFileSync(`${SAMPLES}/${name}`, 'utf8'));
      expect(read.title).toBeDefined();
      expect(read.buyers.length).toBeGreaterThan(0);
      expect(read.market).toMatch(/^[A-Z]{2}$/);
      expect(read.classification.main?.code).toMatch(/^\d{8}$/);
      expect(read.warnings.filter(({ problem }) => problem.includes('is no '))).toEqual([]);
    });

    it('hold every kind, and deadlines for all calls', async () => {
      const notices = await Promise.all(
        files.map((name) => notice(readFileSync(`${SAMPLES}/${name}`, 'utf8'))),
      );
      expect(notices).toHaveLength(116);
      expect(new Set(notices.map(({ kind }) => kind))).toEqual(
        new Set(['plan', 'priorInformation', 'tender', 'award', 'contract', 'amendment']),
      );
      // Qualification systems run without a deadline.
      const open = notices.filter(
        ({ kind, deadline, noticeType }) => kind === 'tender' && deadline === undefined && noticeType !== 'O',
      );
      expect(open).toEqual([]);
    });
  });
}
