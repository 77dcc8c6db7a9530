import { describe, expect, it } from '@jest/globals';
import type { ReadItem } from '#application';
import { emptyWorld } from '../documents/world/world.ts';
import { PackedReader } from './packed-reader.ts';

const KIB = 1024;
const MIB = 1024 * KIB;

async function itemsOf(text: string): Promise<ReadItem[]> {
  async function* pieces(): AsyncGenerator<Uint8Array> {
    const bytes = Buffer.from(text);
    for (let at = 0; at < bytes.length; at += 64 * KIB) yield bytes.subarray(at, at + 64 * KIB);
  }
  const hints = { contentType: null, format: null, source: 'feed' };
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

  it('is exact: what is made for a limit has just that size', () => {
    expect(Buffer.byteLength(release(4 * MIB))).toBe(4 * MIB);
    expect(Buffer.byteLength(yaml(512 * KIB + 1))).toBe(512 * KIB + 1);
  });

  it('says what to do with a YAML document that is too large', async () => {
    const [item] = await itemsOf(yaml(512 * KIB + 1));
    expect(item).toMatchObject({
      problem: { detail: expect.stringContaining('Send it as JSON, or as several documents') },
    });
  });
});
