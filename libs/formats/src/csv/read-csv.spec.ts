import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { CSV_LIMITS } from './csv-problem.ts';
import { CsvScanner, type CsvEvent } from './csv-scanner.ts';
import { readCsv, type CsvItem, type CsvOptions } from './read-csv.ts';

async function read(
  input: string | Uint8Array | readonly Uint8Array[],
  options: CsvOptions = {},
): Promise<CsvItem[]> {
  const chunks = typeof input === 'string' || input instanceof Uint8Array ? [Buffer.from(input)] : input;
  const items: CsvItem[] = [];
  for await (const item of readCsv(chunks, options)) items.push(item);
  return items;
}

const inQuotes = (text: string) => `"${text.replaceAll('"', '""')}"`;

const values = (items: readonly CsvItem[]) =>
  items.map((item) => (item.type === 'record' ? item.values : item.problem.rule));

function scan(pieces: readonly string[]): CsvEvent[] {
  const scanner = new CsvScanner(',', { recordBytes: 1000, columns: 3 });
  return [...pieces.flatMap((piece) => scanner.push(piece)), ...scanner.end()];
}

describe('readCsv', () => {
  it('reads records by the names of their columns and keeps text as printed', async () => {
    expect(values(await read('id,amount\n0012345,1e5\n"a, b","say ""hi"""\n'))).toEqual([
      { id: '0012345', amount: '1e5' },
      { id: 'a, b', amount: 'say "hi"' },
    ]);
  });

  it.each([
    ['id;n\n1;2\n', 'semicolons'],
    ['id\tn\n1\t2\n', 'tabs'],
    ['id|n\r\n1|2\r\n', 'bars and CRLF'],
    ['\ufeffid,n\r1,2\r', 'a byte order mark and CR'],
    ['\n\nid,n\n\n1,2', 'empty lines and no last line end'],
    ['id,n,\n1,2,\n,,\n', 'a delimiter at the end of lines, and a line of nothing'],
    ['"id","n"\n"1","2"', 'quotes around everything'],
  ])('reads %j (%s)', async (text) => {
    expect(values(await read(text))).toEqual([{ id: '1', n: '2' }]);
  });

  it('keeps line ends inside quotes and says on which line a record begins', async () => {
    const items = await read('id,text\n1,"two\r\nlines"\n2,x\n');
    expect(items.map((item) => item.line)).toEqual([2, 4]);
    expect(values(items)[0]).toEqual({ id: '1', text: 'two\r\nlines' });
    expect(items.map((item) => item.raw)).toEqual(['1,"two\r\nlines"', '2,x']);
  });

  it('keeps an empty last cell, also without a last line end', async () => {
    expect(values(await read('a,b\n"1",'))).toEqual([{ a: '1', b: '' }]);
  });

  it('takes a quote inside an unquoted cell as text', async () => {
    expect(values(await read('size,n\n19" rack,2\n'))).toEqual([{ size: '19" rack', n: '2' }]);
  });

  it('names columns that have no name or the name of another by their place', async () => {
    expect(values(await read('a,,a\n1,2,3\n'))).toEqual([{ a: '1', 'column (2)': '2', 'a (3)': '3' }]);
  });

  it('gives a column called __proto__ no power', async () => {
    const [item] = await read('__proto__,b\nx,y\n');
    expect(item?.type === 'record' && Object.keys(item.values)).toEqual(['__proto__', 'b']);
  });

  it('refuses a record with other cells than the header and passes its neighbours', async () => {
    const items = await read('a,b\n1,2\n1,2,3\n1\n3,4\n');
    expect(values(items)).toEqual([{ a: '1', b: '2' }, 'csv-columns', 'csv-columns', { a: '3', b: '4' }]);
    expect(items[1]).toMatchObject({ line: 3, raw: '1,2,3' });
  });

  it('reads short records where the source is known for them', async () => {
    expect(values(await read('a,b\n1\n', { ragged: true }))).toEqual([{ a: '1' }]);
  });

  it('refuses text after a closing quote and passes the next record', async () => {
    expect(values(await read('a,b\n"x"y,2\n3,4\n'))).toEqual(['csv-quote', { a: '3', b: '4' }]);
  });

  it('tells where a quote was opened that never closes', async () => {
    const items = await read('a,b\n1,2\n3,"four\n5,6\n');
    expect(items[1]).toMatchObject({
      type: 'problem',
      problem: { rule: 'csv-unclosed-quote', line: 3, column: 3 },
    });
    expect(items).toHaveLength(2);
  });

  it('gives up a quote that stays open for more than a record may hold', async () => {
    const items = await read(`a,b\n1,"${'x'.repeat(2 * CSV_LIMITS.recordBytes)}`);
    expect(values(items)).toEqual(['csv-unclosed-quote']);
  });

  it('refuses a record past its limit and goes on with the next line', async () => {
    const items = await read(`a,b\n1,${'x'.repeat(3 * CSV_LIMITS.recordBytes)}\n2,y\n`);
    expect(values(items)).toEqual(['csv-record-size', { a: '2', b: 'y' }]);
  });

  it('refuses 100,000 columns, in the header and in a record', async () => {
    const many = ','.repeat(99_999);
    expect(values(await read(`${'a,'.repeat(99_999)}a\n${many}\n`))).toEqual(['csv-columns']);
    expect(values(await read(`a,b\n${many}\n1,2\n`))).toEqual(['csv-columns', { a: '1', b: '2' }]);
  });

  it('refuses NUL characters, which no database text can hold', async () => {
    expect(values(await read('a,b\n1,x\0\n1,2\n'))).toEqual(['csv-nul', { a: '1', b: '2' }]);
  });

  it.each([
    ['', 'csv-empty'],
    ['\n \n', 'csv-empty'],
    [',,\n1,2,3', 'csv-header'],
  ])('refuses %j as %s', async (text, rule) => {
    expect(values(await read(text))).toEqual([rule]);
  });

  it('refuses bytes that are no UTF-8 and says what to do', async () => {
    const [item] = await read(Buffer.from('a,b\ncaf\xe9,1\n', 'latin1'));
    expect(item).toMatchObject({ type: 'problem', problem: { rule: 'csv-encoding' } });
    expect(item?.type === 'problem' && item.problem.message).toContain('declare its charset');
  });

  it('reads a declared charset, one that fits, and UTF-16 by its mark', async () => {
    const latin = Buffer.from('a,b\ncaf\xe9,1\n', 'latin1');
    const expected = [{ a: 'café', b: '1' }];
    expect(values(await read(latin, { charset: 'windows-1252' }))).toEqual(expected);
    expect(values(await read(latin, { charsets: ['utf-8', 'windows-1252'] }))).toEqual(expected);
    expect(values(await read(Buffer.from('\ufeffa,b\ncafé,1\n', 'utf16le')))).toEqual(expected);
    expect(values(await read(latin, { charset: 'klingon' }))).toEqual(['csv-encoding']);
  });

  it('reads the same whatever pieces a table arrives in', async () => {
    const cell = fc.stringMatching(/^[a"é,;\r\n日 ]{0,6}$/);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(cell, cell), { maxLength: 8 }),
        fc.array(fc.nat(40), { maxLength: 6 }),
        fc.boolean(),
        async (rows, cuts, quoted) => {
          const write = (text: string) => (quoted ? inQuotes(text) : text);
          const bytes = Buffer.from(`a,b\n${rows.map((row) => row.map(write).join(',')).join('\n')}`);
          const pieces: Uint8Array[] = [];
          let at = 0;
          for (const cut of cuts) pieces.push(bytes.subarray(at, (at += cut)));
          pieces.push(bytes.subarray(at));
          expect(await read(pieces)).toEqual(await read(bytes));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('cuts the same records whatever pieces the text is scanned in', () => {
    const text = fc.stringMatching(/^[a",\r\n日]{0,40}$/);
    fc.assert(
      fc.property(text, (table) => {
        expect(scan(table.split(''))).toEqual(scan([table]));
      }),
      { numRuns: 2000 },
    );
  });

  it('reads back every table it was given in quotes', async () => {
    const cell = fc.stringMatching(/^[a"é,;\r\n日]{1,6}$/);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { maxLength: 8 }), async (rows) => {
        const text = `a,b\r\n${rows.map((row) => row.map(inQuotes).join(',')).join('\r\n')}`;
        const kept = rows.filter((row) => row.some((each) => each.trim() !== ''));
        expect(values(await read(text))).toEqual(kept.map(([a, b]) => ({ a, b })));
      }),
    );
  });
});
