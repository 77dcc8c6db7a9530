import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { JSON_LIMITS } from './json-problem.ts';
import { readJsonItems, type JsonItem, type JsonItemOptions } from './read-json-items.ts';

const OPTIONS: JsonItemOptions = { lists: ['releases', 'records'], unless: ['ocid'] };

async function read(
  input: string | Uint8Array,
  options: Partial<JsonItemOptions> = {},
  size = 1_000_000,
): Promise<JsonItem[]> {
  const bytes = typeof input === 'string' ? Buffer.from(input) : input;
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
  const items: JsonItem[] = [];
  for await (const item of readJsonItems(chunks, { ...OPTIONS, ...options })) items.push(item);
  return items;
}

/** `item /0` or `problem /0 rule`, one each. */
function told(items: readonly JsonItem[]): string[] {
  return items.map((item) =>
    item.type === 'problem' ? `problem ${item.pointer} ${item.problem.rule}` : `${item.type} ${item.pointer}`,
  );
}

const PACKAGE = `{"uri":"u","version":"1.1","releases":[{"id":1,"t":"]}\\"{["},{"id":2}],"links":{"next":"n"}}`;

function nested(levels: number): string {
  return '['.repeat(levels) + ']'.repeat(levels);
}

/** What JSON.parse makes of a text: the same value for us to read, or nothing. */
function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe('readJsonItems', () => {
  it('streams the elements of a list and then what surrounds it', async () => {
    const items = await read(PACKAGE);
    expect(told(items)).toEqual(['item /releases/0', 'item /releases/1', 'envelope ']);
    expect(items[0]).toMatchObject({ value: { id: 1, t: ']}"{[' }, before: { uri: 'u', version: '1.1' } });
    expect(items[2]).toMatchObject({
      value: { uri: 'u', releases: [], links: { next: 'n' } },
      lists: ['releases'],
    });
  });

  it('takes an object as one item when the key that says so comes first', async () => {
    expect(told(await read('{"ocid":"a","releases":[{"id":1}]}'))).toEqual(['item ']);
  });

  it('reads arrays of items and of packages', async () => {
    expect(told(await read('[{"a":1},2,{"releases":[3]}]'))).toEqual([
      'item /0',
      'item /1',
      'item /2/releases/0',
      'envelope /2',
    ]);
  });

  it('reads JSON Lines, blank lines and a missing last newline included', async () => {
    const items = await read('{"a":1}\r\n\r\n{"releases":[{"b":2}]}\n3');
    expect(told(items)).toEqual(['item /0', 'item /1/releases/0', 'envelope /1', 'item /2']);
    expect(items.map((item) => item.line)).toEqual([1, 3, 3, 4]);
  });

  it('refuses what follows a value on its line', async () => {
    expect(told(await read('{"a":1}{"a":2}\n{"a":3}\n', { shape: 'lines' }))).toEqual([
      'item /0',
      'problem /0 json-malformed',
      'item /1',
    ]);
    expect(told(await read('not json at all\n{"a":3}\n', { shape: 'lines' }))).toEqual([
      'problem /0 json-malformed',
      'item /1',
    ]);
  });

  it('reads values that follow each other over several lines', async () => {
    expect(told(await read('[\n{"a":1}\n]\n[\n{"a":2}\n]\n'))).toEqual(['item /0', 'item /1/0']);
  });

  it.each(['{""a":0}\n{"a":0}\n', '{"a":\n{"a":0}\n', '{"a":[1}\n{"a":0}\n', '{"a":"x\n{"a":0}\n'])(
    'goes on with the next line after the bad line of %j',
    async (text) => {
      expect(told(await read(text, { shape: 'lines' })).map((line) => line.split(' ')[0])).toEqual([
        'problem',
        'item',
      ]);
    },
  );

  it('tells a bad element with its place and text, and reads its neighbours', async () => {
    const items = await read('{"releases":[{"id":1},{"id":2,"id":3},{"id":4}]}');
    expect(told(items)).toEqual([
      'item /releases/0',
      'problem /releases/1 json-duplicate-key',
      'item /releases/2',
      'envelope ',
    ]);
    expect(items[1]).toMatchObject({ offset: 22, line: 1, fragment: '{"id":2,"id":3}' });
  });

  it.each([
    ['', 'json-empty'],
    [' \n ', 'json-empty'],
    ['{"releases":[{"id":1}', 'json-truncated'],
    ['{"releases":[{"id":1', 'json-truncated'],
    ['{"releases":[{} {}]}', 'json-malformed'],
    ['{"releases":[,{}]}', 'json-malformed'],
    ['{"a":1 "b":2}', 'json-malformed'],
    ['{"a"}', 'json-malformed'],
    ['[}', 'json-malformed'],
    ['{"releases":[{}],"x":1,"x":2}', 'json-duplicate-key'],
    ['{"releases":[1],"releases":[2]}', 'json-duplicate-key'],
  ])('refuses %j by the rule %s', async (text, rule) => {
    const problems = (await read(text)).filter((item) => item.type === 'problem');
    expect(problems.map((item) => item.problem.rule)).toEqual([rule]);
  });

  it('counts depth from the root of the document', async () => {
    expect(told(await read(`{"releases":[${nested(62)},${nested(63)}]}`))).toEqual([
      'item /releases/0',
      `problem /releases/1${'/0'.repeat(62)} json-depth`,
      'envelope ',
    ]);
  });

  it('refuses an item larger than the limit and keeps no more of it than that', async () => {
    const limits = { ...JSON_LIMITS, itemBytes: 100 };
    const items = await read(`[{"a":"${'x'.repeat(5000)}"},{"a":1}]`, { limits }, 64);
    expect(told(items)).toEqual(['problem /0 json-item-size', 'item /1']);
    expect(items[0]?.type === 'problem' && items[0].fragment.length).toBe(101);
  });

  it('drops a byte order mark and refuses UTF-16', async () => {
    expect(told(await read('\ufeff{"a":1}'))).toEqual(['item ']);
    expect(told(await read(Buffer.from('\ufeff{"a":1}', 'utf16le')))).toEqual(['problem  json-encoding']);
  });

  it('names the first byte that is no UTF-8, and only that item is refused', async () => {
    const bytes = Buffer.from('[{"a":"É"},{"a":"ok \ufffd"}]', 'latin1');
    const items = await read(Buffer.concat([bytes.subarray(0, 11), Buffer.from('{"a":"\ufffd"}]')]));
    expect(told(items)).toEqual(['problem /0 json-encoding', 'item /1']);
    expect(items[0]?.type === 'problem' && items[0].problem.message).toContain('Byte 6 (0xC9)');
  });

  it('reads another charset when the delivery declares it', async () => {
    const bytes = Buffer.from('[{"a":"É"}]', 'latin1');
    const [item] = await read(bytes, { charset: 'ISO-8859-1' });
    expect(item).toMatchObject({ type: 'item', value: { a: 'É' } });
    expect(told(await read(bytes, { charset: 'no-such-charset' }))).toEqual(['problem  json-encoding']);
  });

  it('finds the same items whatever the size of the chunks', async () => {
    const texts = [
      PACKAGE,
      '{"a":1}\n{"b":"\\"}\n"}\n[1,[2],"é\\\\"]\n',
      '[{"rel\\u0065ases":[1]},{"releases":[{"x":[{}]}],"k":"v"}] ',
      '{"releases":[{"id":1,"id":1},{"é":"€𝄞"}],"version":"1.1"}',
    ];
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...texts), fc.integer({ min: 1, max: 20 }), async (text, size) => {
        expect(await read(text, {}, size)).toEqual(await read(text));
      }),
    );
  });

  it('never throws for any text, and refuses no valid value but for repeated keys', async () => {
    const snippets = [
      '{',
      '}',
      '[',
      ']',
      '"',
      ',',
      ':',
      '\\',
      '\n',
      '1',
      'null',
      '"releases"',
      '"a"',
      ' ',
      'é',
    ];
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...snippets), { maxLength: 30 }), async (parts) => {
        const text = parts.join('');
        const refused = (await read(text, {}, 3)).filter(
          (item) => item.type === 'problem' && item.problem.rule !== 'json-duplicate-key',
        );
        expect(isJson(text) ? refused : []).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
