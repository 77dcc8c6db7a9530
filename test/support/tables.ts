import readSheets from 'read-excel-file/node';

type XlsxCell = string | number | boolean | null;

/** The rows of the first sheet of a workbook, read by a program that is not ours. */
export async function readXlsx(bytes: Buffer): Promise<XlsxCell[][]> {
  const [sheet] = await readSheets(bytes, { trim: false });
  const rows: readonly (readonly unknown[])[] = sheet?.data ?? [];
  return rows.map((row) => row.map((cell) => (isCell(cell) ? cell : null)));
}

function isCell(cell: unknown): cell is string | number | boolean {
  return typeof cell === 'string' || typeof cell === 'number' || typeof cell === 'boolean';
}

/** The rows of CSV (RFC 4180), by the letter of it. */
export function readCsvRows(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/gy;
  let end = 0;
  for (let match = cell.exec(text); match !== null; match = cell.exec(text)) {
    end = cell.lastIndex;
    row.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === ',') continue;
    rows.push(row);
    row = [];
  }
  if (end !== text.length || row.length > 0) throw new Error(`The text is no CSV at ${end}.`);
  return rows;
}
