import { describe, expect, it } from '@jest/globals';
import { Unreadable, type ReadItem } from '#application';
import { emptyWorld } from '../documents/world/world.ts';
import { ContentReader } from './content-reader.ts';

interface Hints {
  readonly contentType?: string;
  readonly format?: string;
  readonly skip?: ReadonlySet<number>;
}

async function* pieces(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 7) yield await Promise.resolve(bytes.subarray(at, at + 7));
}

async function open(text: string | Uint8Array, { contentType, format, skip }: Hints = {}) {
  const hints = {
    contentType: contentType ?? null,
    format: format ?? null,
    source: 'feed',
    ...(skip === undefined ? {} : { skip }),
  };
  const read = await new ContentReader().open(pieces(Buffer.from(text)), hints, () => emptyWorld());
  const items: ReadItem[] = [];
  for await (const item of read.items) items.push(item);
  return { format: read.format, items };
}

const OCDS =
  '{"ocid":"ocds-1","id":"1","date":"2026-01-01T00:00:00Z","tag":["tender"],"tender":{"title":"T"}}';
const TED = `<TED_EXPORT DOC_ID="1-2021"><CODED_DATA_SECTION><REF_OJS><DATE_PUB>20210716</DATE_PUB></REF_OJS></CODED_DATA_SECTION></TED_EXPORT>`;
const EFORMS = `<ContractNotice xmlns:cbc="urn:x"><cbc:ID schemeName="notice-id">n</cbc:ID><cbc:VersionID>01</cbc:VersionID></ContractNotice>`;
const KOREAN = '{"items":[{"bidNtceNo":"R1","bidNtceOrd":"000","ntceKindNm":"등록공고"}]}';

describe('ContentReader', () => {
  it.each([
    [OCDS, 'ocds', 'ocds-1.0'],
    [TED, 'ted-xml', 'ted-xml'],
    [EFORMS, 'eforms', 'eforms'],
    ['{"notices":[{"publication-number":"1-2026","publication-date":"2026-01-01"}]}', 'ted-api', 'ted-api'],
    ['{"data":{"id":"a","tenderID":"U","dateModified":"2026-01-01T00:00:00Z"}}', 'prozorro', 'prozorro'],
    [KOREAN, 'mapping:kr-g2b', 'mapping-kr-g2b-2026-11-24'],
    ['#,description\nA/1,Text\n', 'mapping:za-govdata', 'mapping-za-govdata-2026-11-24'],
  ])('reads %.40j as %s', async (text, format, stored) => {
    const read = await open(text);
    expect(read.format).toBe(format);
    expect(read.items).toMatchObject([
      {
        kind: 'notice',
        notice: { format: stored, notice: { source: 'feed' }, hash: expect.stringMatching(/^[0-9a-f]{64}$/) },
      },
    ]);
  });

  it('lets a source pin its format and its mapping, which then say what is wrong', async () => {
    const pinned = await open('{"answer":[]}', { format: 'mapping:kr-g2b' });
    expect(pinned.items).toMatchObject([
      {
        kind: 'broken',
        what: 'notice',
        problem: { type: 'mapping-no-records', errors: [{ line: 1 }] },
        fragment: '{"answer":[]}',
      },
    ]);
    expect((await open(KOREAN, { format: 'ocds' })).items).toMatchObject([{ kind: 'broken' }]);
  });

  it.each([
    ['ocds', `${OCDS}\n${OCDS.replace('ocds-1', 'ocds-2')}`],
    ['ocds', `{"releases":[${OCDS},${OCDS.replace('ocds-1', 'ocds-2')}]}`],
    [
      'ted-api',
      '{"notices":[{"publication-number":"1-2026","publication-date":"2026-01-01"},{"publication-number":"2-2026","publication-date":"2026-01-01"}]}',
    ],
    [
      'prozorro',
      '[{"id":"a","tenderID":"U","dateModified":"2026-01-01T00:00:00Z"},{"id":"b","tenderID":"V","dateModified":"2026-01-01T00:00:00Z"}]',
    ],
    [
      'mapping:kr-g2b',
      KOREAN.replace('}]', '},{"bidNtceNo":"R2","bidNtceOrd":"000","ntceKindNm":"등록공고"}]'),
    ],
    ['mapping:za-govdata', '#,description\nA/1,Text\nA/2,Text\n'],
  ])('leaves an item of %s unread when told to, and reads its neighbour', async (format, text) => {
    const { items } = await open(text, { format, skip: new Set([0]) });
    expect(items).toMatchObject([
      { kind: 'broken', problem: { type: 'poison' }, fragment: expect.stringMatching(/./) },
      { kind: 'notice' },
    ]);
    expect((await open(text, { format, skip: new Set([1]) })).items).toMatchObject([
      { kind: 'notice' },
      { kind: 'broken', problem: { type: 'poison' } },
    ]);
  });

  it.each([
    ['eforms', EFORMS],
    ['ted-xml', TED],
    ['placet', 'schema: placet.jurisdiction/v1\ncode: KR\nen: South Korea\n'],
    [
      'bods',
      '[{"statementID":"12345678901234567890123456789012","statementType":"entityStatement","entityType":"registeredEntity","name":"A"}]',
    ],
    ['gleif', '{"records":[{"LEI":{"$":"529900T8BM49AURSDO55"},"Entity":{"LegalName":{"$":"A"}}}]}'],
  ])('leaves the only item of %s unread when told to', async (format, text) => {
    const { items } = await open(text, { format, skip: new Set([0]) });
    expect(items).toMatchObject([{ kind: 'broken', problem: { type: 'poison' } }]);
  });

  it('reads the charset that the delivery declares', async () => {
    const table = Buffer.from('#,description\n1,caf\xe9\n', 'latin1');
    const read = await open(table, { contentType: 'text/csv; charset="windows-1252"' });
    expect(read.items).toMatchObject([{ notice: { notice: { title: { en: 'café' } } } }]);
    expect((await open(table, { contentType: 'text/csv' })).items).toMatchObject([
      { problem: { type: 'csv-encoding' } },
    ]);
  });

  it.each([
    ['<feed/>', undefined, 'looks like xml'],
    ['a;b\n1;2\n', undefined, 'looks like csv'],
    ['{}', 'mapping:nobody', '"mapping:nobody"'],
    ['{}', 'constructor', '"constructor"'],
  ])('says of %j (%s) which formats there are', async (text, format, part) => {
    const refused: unknown = await open(text, format === undefined ? {} : { format }).catch(
      (error: unknown) => error,
    );
    expect(refused).toBeInstanceOf(Unreadable);
    expect(refused).toMatchObject({ problem: { type: 'unknown-format' } });
    expect(String(refused)).toContain(part);
    expect(String(refused)).toContain('mapping:kr-g2b');
  });

  it('reads Placet documents beside notices, and unknown JSON as documents that name no schema', async () => {
    expect((await open('schema: placet.nothing/v1\n')).format).toBe('placet');
    expect(await open('{"a":1}')).toMatchObject({ format: 'placet', items: [{ kind: 'broken' }] });
  });
});
