import { CSV_LIMITS, CsvProblem, type CsvLimits } from './csv-problem.ts';
import { CsvScanner, type CsvEvent } from './csv-scanner.ts';
import { charsetThatFits, decodeStream, EncodingProblem } from '../text/decode-stream.ts';

/** How to read a table; what is left out is told from its first line. */
export interface CsvOptions {
  /** The character between cells; by default the one of `,` `;` tab and `|` that the first line has most of. */
  readonly delimiter?: string;
  /** The charset that the delivery declared. */
  readonly charset?: string;
  /** Charsets tried in order on the beginning of a table that declares none; UTF-8 by default. */
  readonly charsets?: readonly string[];
  readonly limits?: CsvLimits;
  /** Records may leave out cells at their end. */
  readonly ragged?: boolean;
}

/** One record by the names of its columns, or a broken rule with the text that broke it. */
export type CsvItem =
  | {
      readonly type: 'record';
      readonly line: number;
      /** Characters before the record. */
      readonly offset: number;
      readonly values: Readonly<Record<string, string>>;
      readonly raw: string;
    }
  | {
      readonly type: 'problem';
      readonly line: number;
      readonly offset: number;
      readonly problem: CsvProblem;
      readonly raw: string;
    };

const DELIMITERS = [',', ';', '\t', '|'];

/**
 * Reads a table with a header as a stream of records in bounded memory. A bad record is told with its place and its
 * neighbours pass. Never throws for what is in the table.
 */
export async function* readCsv(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: CsvOptions = {},
): AsyncGenerator<CsvItem, void, undefined> {
  const limits = options.limits ?? CSV_LIMITS;
  const table = new Table(options);
  let scanner: CsvScanner | undefined;
  let head = '';
  try {
    const choose = charsetThatFits(
      options.charset === undefined ? (options.charsets ?? []) : [options.charset],
    );
    for await (const text of decodeStream(chunks, choose)) {
      if (scanner !== undefined) {
        yield* table.items(scanner.push(text));
        continue;
      }
      head += text;
      // The first line decides on the delimiter, so it has to be there as a whole.
      if (!/[\r\n]/.test(head.trimStart()) && head.length <= limits.recordBytes) continue;
      scanner = new CsvScanner(options.delimiter ?? delimiterOf(head), limits);
      yield* table.items(scanner.push(head));
    }
    if (scanner === undefined) {
      scanner = new CsvScanner(options.delimiter ?? delimiterOf(head), limits);
      yield* table.items(scanner.push(head));
    }
    yield* table.items(scanner.end());
    if (table.isEmpty) throw new CsvProblem('csv-empty', 'The table is empty: it has no header.', 1, 1);
  } catch (error) {
    const problem =
      error instanceof EncodingProblem ? new CsvProblem('csv-encoding', error.message, 1, 1) : error;
    if (!(problem instanceof CsvProblem)) throw problem;
    yield { type: 'problem', line: problem.line, offset: 0, problem, raw: '' };
  }
}

/** Puts the names of the header to the cells of each record. */
class Table {
  private columns: readonly string[] | undefined;

  constructor(private readonly options: CsvOptions) {}

  get isEmpty(): boolean {
    return this.columns === undefined;
  }

  *items(events: readonly CsvEvent[]): Generator<CsvItem> {
    for (const event of events) {
      const { line, offset, raw } = event;
      if (event.type === 'broken') {
        // Without a header no record can be read.
        if (this.columns === undefined) throw event.problem;
        yield { type: 'problem', line, offset, problem: event.problem, raw };
      } else if (raw.trim() === '') continue;
      else if (this.columns === undefined) this.columns = header(event.cells, line);
      else if (event.cells.some((cell) => cell.trim() !== '')) yield this.record(event, this.columns);
    }
  }

  private record(
    { line, offset, cells, raw }: Extract<CsvEvent, { type: 'record' }>,
    columns: readonly string[],
  ): CsvItem {
    const extra = cells.slice(columns.length).some((cell) => cell.trim() !== '');
    const short = cells.length < columns.length && this.options.ragged !== true;
    if (extra || short) {
      const message = `The record on line ${line} has ${cells.length} cells, the header ${columns.length}; quote cells that hold the delimiter, and write empty cells.`;
      return {
        type: 'problem',
        line,
        offset,
        problem: new CsvProblem('csv-columns', message, line, 1),
        raw,
      };
    }
    // Own properties whatever a column is called, `__proto__` included.
    const values = Object.fromEntries(
      columns.flatMap((column, index): [string, string][] => {
        const cell = cells[index];
        return cell === undefined ? [] : [[column, cell]];
      }),
    );
    return { type: 'record', line, offset, values, raw };
  }
}

/** Names of columns, white space at their ends removed; empty ones at the end don't count. */
function header(cells: readonly string[], line: number): readonly string[] {
  const names = cells.map((cell) => cell.trim());
  while (names.at(-1) === '') names.pop();
  if (names.length === 0) throw new CsvProblem('csv-header', 'The header names no column.', line, 1);
  const taken = new Set<string>();
  return names.map((name, index) => {
    const unique = name !== '' && !taken.has(name) ? name : `${name === '' ? 'column' : name} (${index + 1})`;
    taken.add(unique);
    return unique;
  });
}

/** The delimiter that the first line has most of, outside quotes; a table of one column has none. */
export function delimiterOf(text: string): string {
  const first = text.trimStart().split(/[\r\n]/, 1)[0] ?? '';
  const bare = first.replace(/"(?:[^"]|"")*"/g, '');
  const counts = DELIMITERS.map((delimiter) => bare.split(delimiter).length - 1);
  const best = counts.indexOf(Math.max(...counts));
  return DELIMITERS[best] ?? ',';
}
