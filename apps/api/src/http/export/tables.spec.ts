import { describe, expect, it } from '@jest/globals';
import { readXlsx } from '../../../../../test/support/tables.ts';
import type { Column } from './columns.ts';
import { spreadsheetOf } from './spreadsheet.ts';
import { csvOf, linesOf, neutralised } from './tables.ts';

const COLUMNS: Column[] = ['text', 'number', 'flag'].map((name) => ({ name, path: [name] }));

async function* pages(...items: readonly unknown[]): AsyncGenerator<readonly unknown[]> {
  // Two pages, so that what is between them is seen.
  yield items.slice(0, 1);
  yield items.slice(1);
}

async function joined(parts: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const part of parts) text += part;
  return text;
}

async function bytesOf(parts: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const part of parts) all.push(part);
  return Buffer.concat(all);
}

describe('neutralised', () => {
  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '＝1', '＋1', '－1', '＠a', "'=1", "'"])(
    'puts an apostrophe before %j',
    (text) => expect(neutralised(text)).toBe(`'${text}`),
  );

  it.each(['', 'plain', '1+1', ' =1', 'KR-CSAP', '2026-11-24', '한국'])('leaves %j as it is', (text) =>
    expect(neutralised(text)).toBe(text),
  );
});

describe('CSV', () => {
  it('has the names first, quotes what needs it, and leaves numbers alone', async () => {
    const text = await joined(
      csvOf(
        pages(
          { text: 'a,"b"\r\nc', number: -5, flag: true },
          { text: '=cmd()', number: 1.5 },
          { text: ' x' },
        ),
        COLUMNS,
      ),
    );
    expect(text).toBe('text,number,flag\r\n"a,""b""\r\nc",-5,true\r\n\'=cmd(),1.5,\r\n" x",,\r\n');
  });

  it('of nothing is its names', async () => {
    expect(await joined(csvOf(pages(), COLUMNS))).toBe('text,number,flag\r\n');
  });
});

describe('JSON Lines', () => {
  it('are the items as they are', async () => {
    expect(await joined(linesOf(pages({ text: '=1' }, { list: ['a\n'] })))).toBe(
      '{"text":"=1"}\n{"list":["a\\n"]}\n',
    );
  });
});

describe('a spreadsheet', () => {
  it('is read by others as it was written', async () => {
    const items = [
      { text: '<&>"\' 한국 🇰🇷 \n line', number: -5, flag: true },
      { text: '=1+1', number: 1e21, flag: false },
      { number: 0.1 },
    ];
    expect(await readXlsx(await bytesOf(spreadsheetOf(pages(...items), COLUMNS)))).toEqual([
      ['text', 'number', 'flag'],
      ['<&>"\' 한국 🇰🇷 \n line', -5, true],
      ["'=1+1", 1e21, false],
      [null, 0.1, null],
    ]);
  });

  it('holds what XML and cells can hold of a text', async () => {
    const items = [{ text: 'a\0b\u{d800}c\uffff' }, { text: 'x'.repeat(40_000) }];
    const [, first = [], second = []] = await readXlsx(
      await bytesOf(spreadsheetOf(pages(...items), COLUMNS)),
    );
    expect(first[0]).toBe('a\ufffdb\ufffdc\ufffd');
    expect(second[0]).toBe(`${'x'.repeat(32_766)}…`);
  });

  it('has columns beyond Z', async () => {
    const columns = Array.from({ length: 60 }, (_, n) => ({ name: `c${n}`, path: [`c${n}`] }));
    const rows = await readXlsx(await bytesOf(spreadsheetOf(pages({ c26: 'AA', c59: 'BH' }), columns)));
    expect([rows[0]?.length, rows[1]?.[26], rows[1]?.[59]]).toEqual([60, 'AA', 'BH']);
  });
});
