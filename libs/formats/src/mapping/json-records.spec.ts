import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { JSON_LIMITS } from '../json/json-problem.ts';
import { readJsonRecords } from './json-records.ts';
import type { FlatItem } from './record.ts';

const LISTS = [['items'], ['response', 'body', 'items'], ['response', 'body', 'items', 'item']];

async function read(
  input: string | Uint8Array | readonly Uint8Array[],
  charset?: string,
): Promise<FlatItem[]> {
  const chunks = typeof input === 'string' || input instanceof Uint8Array ? [Buffer.from(input)] : input;
  const items: FlatItem[] = [];
  const options = { lists: LISTS, lines: false, ...(charset === undefined ? {} : { charset }) };
  for await (const item of readJsonRecords(chunks, options)) items.push(item);
  return items;
}

const seen = (items: readonly FlatItem[]) =>
  items.map((item) => [item.pointer, item.type === 'problem' ? item.problem.type : item.value]);

describe('readJsonRecords', () => {
  it.each([
    ['{"items":[', ']}', '/items/0', 2],
    ['{"response":{"body":{"items":[', ']}}}', '/response/body/items/0', 4],
    ['[', ']', '/0', 1],
  ])('reads a record down to the 64th level of its document: %s', async (head, tail, pointer, around) => {
    const nested = (depth: number): string =>
      head + '['.repeat(depth - around) + ']'.repeat(depth - around) + tail;
    expect((await read(nested(64))).map(({ type }) => type)).not.toContain('problem');
    const [refused] = await read(nested(65));
    expect(refused).toMatchObject({ type: 'problem', problem: { type: 'json-depth' } });
    expect(refused?.pointer.startsWith(pointer)).toBe(true);
  });

  it('streams the list of an envelope and gives the envelope with its list empty', async () => {
    const items = await read('{"date":"d",\n"items":[{"a":1},\n{"a":2}],"n":2}');
    expect(seen(items)).toEqual([
      ['/items/0', { a: 1 }],
      ['/items/1', { a: 2 }],
      ['', { date: 'd', items: [], n: 2 }],
    ]);
    expect(items.map((item) => item.line)).toEqual([2, 3, 1]);
    expect(items[0]).toMatchObject({ envelope: { date: 'd', items: [] }, raw: '{"a":1}' });
    expect(items[2]).toMatchObject({ hasRecords: true });
  });

  it.each([
    ['{"response":{"header":{"x":"[{\\""},"body":{"items":[{"a":1}]}}}', '/response/body/items/0'],
    ['{"response":{"body":{"items":{"item":[{"a":1}]}}}}', '/response/body/items/item/0'],
    ['{"response":{"body":{"items":{"item":{"a":1}}}}}', '/response/body/items/item'],
    ['[{"a":1}]', '/0'],
    ['\ufeff{"items":[{"a":1}]}', '/items/0'],
  ])('finds the record of %j at %s', async (text, pointer) => {
    const records = (await read(text)).filter((item) => item.type === 'record');
    expect(seen(records)).toEqual([[pointer, { a: 1 }]]);
  });

  it('reads JSON Lines', async () => {
    expect(seen(await read('{"a":1}\n{"a":2}\n'))).toEqual([
      ['/0', { a: 1 }],
      ['/1', { a: 2 }],
    ]);
  });

  it.each(['{"items":[]}', '{"items":null}', '{"items":""}', '{"response":{"body":{"items":""}}}'])(
    'takes %j for an answer without records',
    async (text) => {
      expect(await read(text)).toMatchObject([{ type: 'envelope', hasRecords: true }]);
    },
  );

  it('says that a root object without a list has no place for records', async () => {
    expect(await read('{"a":1}')).toMatchObject([{ type: 'envelope', hasRecords: false, value: { a: 1 } }]);
  });

  it('does not take lists of other names, or deeper ones, for records', async () => {
    const items = await read('{"other":[{"items":[{"a":1}]}],"x":{"items":[{"a":2}]}}');
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ type: 'envelope', hasRecords: false });
  });

  it('tells a bad record and passes its neighbours', async () => {
    const items = await read('{"items":[{"a":1},{"a":NaN},{"a":3}]}');
    expect(items.map(({ type, pointer }) => [type, pointer])).toEqual([
      ['record', '/items/0'],
      ['problem', '/items/1/a'],
      ['record', '/items/2'],
      ['envelope', ''],
    ]);
  });

  it.each([
    ['', 'json-empty'],
    ['{"items":[{"a":1}', 'json-truncated'],
    ['{"items":[{"a":1', 'json-truncated'],
    ['{"a":', 'json-truncated'],
    ['{"a":1,"a":2}', 'json-duplicate-key'],
    ['{"items":[],"__proto__":1}', 'json-forbidden-key'],
    [`{"a":${'['.repeat(100_000)}`, 'json-depth'],
    [`{"x":"${'y'.repeat(300_000)}"}`, 'json-string-length'],
    [Buffer.from('{"a":1}', 'utf16le').toString('latin1'), 'json-encoding'],
  ])('refuses %.40j as %s', async (text, rule) => {
    const problems = (await read(text)).filter((item) => item.type === 'problem');
    expect(problems.map(({ problem }) => problem.type)).toContain(rule);
  });

  it('refuses an envelope past the size of an item, and streams lists past it', async () => {
    const many = `[${Array.from({ length: 60 }, (_, index) => `{"i":${index},"t":"${'x'.repeat(100_000)}"}`).join(',')}]`;
    const items = await read(`{"items":${many}}`);
    expect(many.length).toBeGreaterThan(JSON_LIMITS.itemBytes);
    expect(items.filter(({ type }) => type === 'record')).toHaveLength(60);
    const [large] = (await read(`{"other":${many}}`)).filter((item) => item.type === 'problem');
    expect(large?.problem.type).toBe('json-item-size');
  });

  it('reads a declared charset', async () => {
    const items = await read(Buffer.from('{"items":[{"a":"\xe9"}]}', 'latin1'), 'iso-8859-1');
    expect(items[0]).toMatchObject({ value: { a: 'é' } });
  });

  it('reads the same whatever pieces a document arrives in', async () => {
    const value = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.string({ maxLength: 5 }),
        fc.integer(),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(fc.constantFrom('items', 'item', 'response', 'body', 'a'), tie('value'), {
          maxKeys: 3,
        }),
      ),
    })).value;
    await fc.assert(
      fc.asyncProperty(
        fc.dictionary(fc.constantFrom('items', 'response', 'b'), value),
        fc.nat(3),
        async (document, indent) => {
          const bytes = Buffer.from(JSON.stringify(document, null, indent));
          const single = Array.from(bytes, (byte) => Uint8Array.of(byte));
          expect(await read(single)).toEqual(await read(bytes));
        },
      ),
      { numRuns: 150 },
    );
  });
});
