import type { CsvLimits } from '../csv/csv-problem.ts';
import { readCsv, type CsvOptions } from '../csv/read-csv.ts';
import type { FlatItem } from './record.ts';

/** How the table is written, and whether rows that follow each other with the same value in a column are one record. */
export interface CsvRecordOptions extends CsvOptions {
  readonly groupBy?: string;
  readonly limits?: CsvLimits;
}

interface Row {
  readonly line: number;
  readonly values: Readonly<Record<string, string>>;
  readonly raw: string;
}

/** More rows of one record than any tender has lots or suppliers. */
const MOST_ROWS = 10_000;

/** Reads the rows of a table as records; rows that belong together come as one list. */
export async function* readCsvRecords(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: CsvRecordOptions,
): AsyncGenerator<FlatItem, void, undefined> {
  const { groupBy } = options;
  let group: Row[] = [];
  for await (const item of readCsv(chunks, options)) {
    if (item.type === 'problem') {
      if (group.length > 0) yield recordOf(group);
      group = [];
      const pointer = `/${item.line}`;
      const problem = { type: item.problem.rule, detail: item.problem.message, pointer };
      yield { type: 'problem', pointer, line: item.line, problem, raw: item.raw };
      continue;
    }
    if (groupBy === undefined) {
      yield recordOf([item]);
      continue;
    }
    const value = item.values[groupBy]?.trim() ?? '';
    const before = group[0]?.values[groupBy]?.trim();
    if (group.length > 0 && (before !== value || value === '' || group.length >= MOST_ROWS)) {
      yield recordOf(group);
      group = [];
    }
    group.push(item);
  }
  if (group.length > 0) yield recordOf(group);
}

/** A record of several rows is a list of them, so that paths find the values of all. */
function recordOf(rows: readonly Row[]): FlatItem {
  const [first] = rows;
  const line = first?.line ?? 1;
  return {
    type: 'record',
    pointer: `/${line}`,
    line,
    value: rows.length === 1 && first !== undefined ? first.values : rows.map((row) => row.values),
    raw: rows.map((row) => row.raw).join('\n'),
  };
}
