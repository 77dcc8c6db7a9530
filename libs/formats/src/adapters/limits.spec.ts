import { describe, expect, it } from '@jest/globals';
import type { ReadItem } from '#application';
import { emptyWorld } from '../documents/world/world.ts';
import { PackedReader } from './packed-reader.ts';

const KIB = 1024;
const MIB = 1024 * KIB;

async function itemsOf(input: string | Uint8Array, format: string | null = null): Promise<ReadItem[]> {
  async function* pieces(): AsyncGenerator<Uint8Array> {
    const bytes = Buffer.from(input);
    for (let at = 0; at < bytes.length; at += 64 * KIB) yield bytes.subarray(at, at + 64 * KIB);
  }
  const hints = { contentType: null, format, source: 'feed' };
  const { items } = await new PackedReader().open(pieces(), hints, () => emptyWorld());
  const found: ReadItem[] = [];
  for await (const item of items) found.push(item);
  return found;
}

/** A release of just so many bytes; its long parts stand where no reader looks. */
function release(bytes: number): string {
  const head = '{"ocid":"ocds-limit","id":"1","date":"2026-01-01T00:00:00Z","tag":["tender"],"pad":[';
  const tail = ']}';
  let left = bytes - head.length - tail.length;
  const parts: string[] = [];
  while (left > 0) {
    // Three bytes for quotes and comma; the last part takes what is left.
    const isLast = left <= 200_000;
    parts.push(`"${'x'.repeat(isLast ? left - 2 : 100_000)}"`);
    left -= isLast ? left : 100_003;
  }
  return `${head}${parts.join(',')}${tail}`;
}

const nested = (depth: number): string =>
  `{"ocid":"ocds-limit","id":"1","date":"2026-01-01T00:00:00Z","tag":["tender"],"pad":${'['.repeat(depth - 1)}${']'.repeat(depth - 1)}}`;

const worded = (chars: number): string =>
  `{"ocid":"ocds-limit","id":"1","date":"2026-01-01T00:00:00Z","tag":["tender"],"pad":"${'x'.repeat(chars)}"}`;

/** An eForms notice whose innermost element is so deep. */
const deep = (depth: number): string =>
  `<ContractNotice xmlns:cbc="urn:x"><cbc:ID schemeName="notice-id">n</cbc:ID><cbc:VersionID>01</cbc:VersionID>${'<a>'.repeat(depth - 1)}${'</a>'.repeat(depth - 1)}</ContractNotice>`;

/** A table whose second record has so many bytes, without the end of its line. */
const recorded = (bytes: number): string => `#,description\nA/1,Text\n${'x'.repeat(bytes - 2)},y\n`;

/** Of which types the problems are. */
async function rulesOf(input: string | Uint8Array, format: string | null = null): Promise<string[]> {
  return (await itemsOf(input, format)).flatMap((item) =>
    item.kind === 'broken' ? [item.problem.type] : [],
  );
}

/** A document of Placet with something in it that documents do not have, which is a problem of its shape. */
const placed = (inner: string): string => `{"schema":"placet.vendor/v1","pad":${inner}}`;
const levels = (depth: number): string => '['.repeat(depth) + ']'.repeat(depth);

/** A list of documents whose only one is so many bytes long; its text takes three bytes a character. */
const listed = (bytes: number): string => {
  const texts = Array.from({ length: 40 }, () => `"${'€'.repeat(34_000)}"`).join(',');
  const left = bytes - Buffer.byteLength(placed(`[${texts},""]`));
  return ` [${placed(`[${texts},"${'x'.repeat(left)}"]`)}]`;
};

/** An old notice whose innermost element is so deep. */
const old = (depth: number): string =>
  `<TED_EXPORT>${'<a>'.repeat(depth - 1)}${'</a>'.repeat(depth - 1)}</TED_EXPORT>`;

const article = (text: string): string =>
  `<ContractNotice xmlns:cbc="urn:x"><cbc:ID schemeName="notice-id">n</cbc:ID><cbc:VersionID>01</cbc:VersionID><a>${text}</a></ContractNotice>`;

/** A text of so many bytes, three of them for each character but the last. */
const wide = (bytes: number): string => '€'.repeat(Math.floor(bytes / 3)) + 'x'.repeat(bytes % 3);

/** A document of just so many bytes; comments count, since the parser reads them too. */
const yaml = (bytes: number): string => {
  const document = 'schema: placet.jurisdiction/v1\ncode: KR\nen: South Korea\n';
  const left = bytes - document.length;
  return `${document}${`# ${'x'.repeat(97)}\n`.repeat(Math.floor(left / 100))}${' '.repeat(left % 100)}`;
};

describe('limits of what is read (design 5)', () => {
  it.each<[string, (size: number) => string, number, string]>([
    ['an item of 4 MiB', release, 4 * MIB, 'json-item-size'],
    ['JSON nested 64 levels deep', nested, 64, 'json-depth'],
    ['a text of 256 KiB', worded, 256 * KIB, 'json-string-length'],
    ['XML nested 128 levels deep', deep, 128, 'xml-depth'],
    ['a record of 1 MiB', recorded, MIB, 'csv-record-size'],
    ['a YAML document of 512 KiB', yaml, 512 * KIB, 'unreadable-text'],
  ])('let %s pass, and refuse what is one larger', async (_name, made, limit, rule) => {
    for (const size of [limit - 1, limit])
      expect((await itemsOf(made(size))).filter(({ kind }) => kind === 'broken')).toEqual([]);
    const broken = (await itemsOf(made(limit + 1))).filter(({ kind }) => kind === 'broken');
    expect(broken).toMatchObject([{ problem: { type: rule } }]);
  });

  it.each<[string, (size: number) => string, number, string]>([
    ['a document nested 64 levels deep', (depth) => placed(levels(depth - 1)), 64, 'unreadable-text'],
    [
      'a YAML document nested 64 levels deep',
      (depth) => `schema: placet.vendor/v1\npad: ${levels(depth - 1)}\n`,
      64,
      'unreadable-text',
    ],
    [
      'a text of 256 KiB in a document',
      (size) => placed(`"${'x'.repeat(size)}"`),
      256 * KIB,
      'unreadable-text',
    ],
    [
      'a wide text of 256 KiB in a document',
      (size) => placed(`"${wide(size)}"`),
      256 * KIB,
      'unreadable-text',
    ],
    [
      'an escaped text of 256 KiB in a document',
      (size) => placed(`"\\n${'x'.repeat(size - 1)}"`),
      256 * KIB,
      'unreadable-text',
    ],
    [
      'a wide text of 256 KiB in a YAML document',
      (size) => `schema: placet.vendor/v1\npad: ${wide(size)}\n`,
      256 * KIB,
      'unreadable-text',
    ],
    ['a wide document of 4 MiB in a list', listed, 4 * MIB, 'unreadable-text'],
    ['an old notice nested 128 levels deep', old, 128, 'xml-depth'],
    ['a text of 256 KiB in XML', (size) => article('x'.repeat(size)), 256 * KIB, 'xml-text-length'],
    ['a wide text of 256 KiB in XML', (size) => article(wide(size)), 256 * KIB, 'xml-text-length'],
  ])('find no fault in the size of %s, and refuse what is one larger', async (_name, made, limit, rule) => {
    for (const size of [limit - 1, limit]) expect(await rulesOf(made(size))).not.toContain(rule);
    expect(await rulesOf(made(limit + 1))).toEqual([rule]);
  });

  it.each([
    ['eforms', article('x')],
    ['ted-xml', '<TED_EXPORT><a>x</a></TED_EXPORT>'],
  ])('let %s pass that has no DOCTYPE, and refuse any', async (format, text) => {
    expect(await rulesOf(text, format)).not.toContain('xml-doctype');
    for (const prolog of [
      '<!DOCTYPE a>',
      '<?xml version="1.0"?>\n<!-- a -->\n<!doctype a [<!ENTITY b "c">]>',
    ])
      expect(await rulesOf(prolog + text, format)).toEqual(['xml-doctype']);
  });

  it.each([
    ['a release', worded(1).replace('x', '€'), 'json-encoding'],
    ['a document', placed('"€"'), 'unreadable-text'],
    ['a YAML document', 'schema: placet.vendor/v1\npad: €\n', 'unreadable-text'],
    ['a notice', article('€'), 'xml-encoding'],
    ['an old notice', '<TED_EXPORT><a>€</a></TED_EXPORT>', 'xml-encoding'],
    ['a table', '#,description\nA/1,€\n', 'csv-encoding'],
  ])('let UTF-8 pass, and refuse it for one byte that is missing: %s', async (_name, text, rule) => {
    const bytes = Buffer.from(text);
    const at = bytes.indexOf('€');
    expect(at).toBeGreaterThan(0);
    expect(await rulesOf(bytes)).not.toContain(rule);
    expect(await rulesOf(Buffer.concat([bytes.subarray(0, at + 2), bytes.subarray(at + 3)]))).toEqual([rule]);
  });

  it('is exact: what is made for a limit has just that size', () => {
    expect(Buffer.byteLength(release(4 * MIB))).toBe(4 * MIB);
    expect(Buffer.byteLength(listed(4 * MIB))).toBe(4 * MIB + ' []'.length);
    expect(Buffer.byteLength(wide(256 * KIB + 1))).toBe(256 * KIB + 1);
    expect(Buffer.byteLength(yaml(512 * KIB + 1))).toBe(512 * KIB + 1);
  });

  it('says what to do with a YAML document that is too large', async () => {
    const [item] = await itemsOf(yaml(512 * KIB + 1));
    expect(item).toMatchObject({
      problem: { detail: expect.stringContaining('Send it as JSON, or as several documents') },
    });
  });
});
