import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { readXmlRecords } from './xml-records.ts';
import type { FlatItem } from './record.ts';

async function read(
  input: string | Uint8Array | readonly Uint8Array[],
  charset?: string,
): Promise<FlatItem[]> {
  const chunks = typeof input === 'string' || input instanceof Uint8Array ? [Buffer.from(input)] : input;
  const items: FlatItem[] = [];
  const options = {
    records: [
      ['feed', 'entry'],
      ['feed', 'gone'],
    ],
    ...(charset === undefined ? {} : { charset }),
  };
  for await (const item of readXmlRecords(chunks, options)) items.push(item);
  return items;
}

const FEED = `<?xml version="1.0"?>
<f:feed xmlns:f="urn:f"><title>T</title>
<entry><id>1</id><v cur="EUR">5</v><n>a</n><n>b<i>c</i></n></entry>
  <f:gone ref="2"/>
<x><entry>no record</entry></x></f:feed>`;

/** A record of so many bytes, with many more than it has characters. */
function recordOf(bytes: number): string {
  const wide = `<a>${'€'.repeat(50_000)}</a>`.repeat(20);
  const left = bytes - Buffer.byteLength(`<entry>${wide}</entry>`);
  const texts = Array.from({ length: 20 }, (_, at) => {
    const size = Math.floor(left / 20) + (at < left % 20 ? 1 : 0);
    return `<c>${'x'.repeat(size - '<c></c>'.length)}</c>`;
  });
  return `<entry>${wide}${texts.join('')}</entry>`;
}

describe('readXmlRecords', () => {
  it('reads elements at the paths as records, with their own text as it stood', async () => {
    expect(await read(FEED)).toEqual([
      {
        type: 'record',
        pointer: '/feed/entry[1]',
        line: 3,
        value: { id: '1', v: { '#text': '5', '@cur': 'EUR' }, n: ['a', { '#text': 'b', i: 'c' }] },
        raw: '<entry><id>1</id><v cur="EUR">5</v><n>a</n><n>b<i>c</i></n></entry>',
      },
      { type: 'record', pointer: '/feed/gone[1]', line: 4, value: { '@ref': '2' }, raw: '<f:gone ref="2"/>' },
      {
        type: 'envelope',
        pointer: '/feed',
        line: 1,
        hasRecords: true,
        value: { title: 'T', x: { entry: 'no record' } },
        raw: '{"title":"T","x":{"entry":"no record"}}',
      },
    ]);
  });

  it('keeps CDATA and entities as text', async () => {
    const [item] = await read('<feed><entry><a><![CDATA[x<y]]> &amp; &#233;</a></entry></feed>');
    expect(item).toMatchObject({ value: { a: 'x<y & é' } });
  });

  it('gives a member called __proto__ no power', async () => {
    const [item] = await read('<feed><entry><__proto__>x</__proto__></entry></feed>');
    expect(item?.type === 'record' && Object.keys(Object(item.value))).toEqual(['__proto__']);
  });

  it.each([
    ['at the beginning', 0],
    ['after much else in the piece that it begins in', 16_000],
    ['after many pieces', 100_000],
  ])('reads a record of 4 MiB %s, and refuses one of a byte more', async (_name, before) => {
    const limit = 4 * 1024 * 1024;
    expect(Buffer.byteLength(recordOf(limit))).toBe(limit);
    const told = async (bytes: number): Promise<unknown[]> =>
      (await read(`<feed>${' '.repeat(before)}${recordOf(bytes)}<entry>x</entry></feed>`)).map((item) =>
        item.type === 'problem' ? item.problem.type : item.pointer,
      );
    expect(await told(limit)).toEqual(['/feed/entry[1]', '/feed/entry[2]', '/feed']);
    expect(await told(limit + 1)).toEqual(['xml-item-size']);
  });

  it('reads the encoding that the document declares', async () => {
    const text = '<?xml version="1.0" encoding="ISO-8859-1"?><feed><entry><a>caf\xe9</a></entry></feed>';
    expect((await read(Buffer.from(text, 'latin1')))[0]).toMatchObject({ value: { a: 'café' } });
  });

  it.each([
    ['', 'xml-empty'],
    ['no xml', 'xml-malformed'],
    ['<feed><entry></feed>', 'xml-malformed'],
    ['<feed><entry>', 'xml-malformed'],
    ['<feed><entry><a>&unknown;</a></entry></feed>', 'xml-malformed'],
    ['<!DOCTYPE feed [<!ENTITY a "b">]><feed/>', 'xml-doctype'],
    [`<?xml version="1.0"?>${' '.repeat(50_000)}<!doctype feed><feed/>`, 'xml-doctype'],
    ['<feed>'.repeat(200), 'xml-depth'],
    [`<feed><entry>${'<a/>'.repeat(160_000)}</entry></feed>`, 'xml-count'],
    [`<feed>${'<a/>'.repeat(160_000)}</feed>`, 'xml-count'],
    [`<feed><entry><a>${'x'.repeat(300_000)}</a></entry></feed>`, 'xml-text-length'],
    [`<feed><entry a="${'x'.repeat(300_000)}"/></feed>`, 'xml-text-length'],
    [`<feed><entry>${`<a>${'x'.repeat(200_000)}</a>`.repeat(25)}</entry></feed>`, 'xml-item-size'],
  ])('refuses %.60j as %s', async (text, rule) => {
    const problems = (await read(text)).filter((item) => item.type === 'problem');
    expect(problems.map(({ problem }) => problem.type)).toEqual([rule]);
  });

  it('refuses bytes that are not in the encoding', async () => {
    expect((await read(Buffer.from('<feed>\xe9</feed>', 'latin1')))[0]).toMatchObject({
      problem: { type: 'xml-encoding' },
    });
  });

  it('passes good records before the place where the document breaks', async () => {
    const items = await read('<feed><entry><id>1</id></entry><entry><id>2</feed>');
    expect(items.map(({ type, pointer }) => [type, pointer])).toEqual([
      ['record', '/feed/entry[1]'],
      ['problem', '/feed/entry[2]'],
    ]);
  });

  it('reads the same whatever pieces a document arrives in', async () => {
    const text = fc.stringMatching(/^[aé日\r\n ]{0,8}$/);
    await fc.assert(
      fc.asyncProperty(
        fc.array(text, { maxLength: 5 }),
        fc.integer({ min: 1, max: 7 }),
        async (texts, size) => {
          const entries = texts.map((each) => `<entry a="1">${each}<b/></entry>`).join('\r\n');
          const bytes = Buffer.from(`<feed>${entries}</feed>`);
          const pieces: Uint8Array[] = [];
          for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.subarray(at, at + size));
          expect(await read(pieces)).toEqual(await read(bytes));
        },
      ),
    );
  });
});
