import { type Cell, type Column, rowOf } from './columns.ts';

const RISKY = /^[=+\-@\t\r\n'＝＋－＠]/;
const NEEDS_QUOTES = /[",\r\n]|^\s|\s$/;

/**
 * A text that a spreadsheet shows and does not calculate: what begins like a formula gets an apostrophe in front. So
 * does what begins with an apostrophe, so that taking one away gives the original back.
 */
export function neutralised(text: string): string {
  return RISKY.test(text) ? `'${text}` : text;
}

/** Comma-separated values (RFC 4180), the names of the columns first. */
export async function* csvOf(
  items: AsyncIterable<readonly unknown[]>,
  columns: readonly Column[],
): AsyncGenerator<string> {
  yield `${columns.map(({ name }) => csvCell(name)).join(',')}\r\n`;
  for await (const page of items)
    yield page.map((item) => `${rowOf(item, columns).map(csvCell).join(',')}\r\n`).join('');
}

/** One item a line, as JSON: what programs read needs no neutralising. */
export async function* linesOf(items: AsyncIterable<readonly unknown[]>): AsyncGenerator<string> {
  for await (const page of items) yield page.map((item) => `${JSON.stringify(item)}\n`).join('');
}

function csvCell(cell: Cell): string {
  if (cell === null) return '';
  if (typeof cell !== 'string') return String(cell);
  const text = neutralised(cell);
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
