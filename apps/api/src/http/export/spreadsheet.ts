import { type Cell, type Column, rowOf } from './columns.ts';
import { neutralised } from './tables.ts';
import { zipOf } from './zip.ts';

const DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const TYPES = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
/** Spreadsheets hold no more in a cell. */
const CELL_MAX = 32_767;
/** Control characters, halves of characters, and what is no character at all. */
const NOT_IN_XML = /(?![\t\n\r])\p{Cc}|\p{Cs}|[\ufffe\uffff]/gu;

const PARTS: Readonly<Record<string, string>> = {
  '[Content_Types].xml': `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPES}.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="${TYPES}.worksheet+xml"/></Types>`,
  '_rels/.rels': `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="Placet" sheetId="1" r:id="rId1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
};

/**
 * An XLSX workbook of one sheet, the names of the columns first and held in place. Written as the items come: libraries
 * hold the whole sheet in memory and block everything else for seconds while they pack it.
 */
export function spreadsheetOf(
  items: AsyncIterable<readonly unknown[]>,
  columns: readonly Column[],
): AsyncGenerator<Buffer> {
  return zipOf([
    ...Object.entries(PARTS).map(([name, text]) => ({ name, content: [DECLARATION + text] })),
    { name: 'xl/worksheets/sheet1.xml', content: sheetOf(items, columns) },
  ]);
}

async function* sheetOf(
  items: AsyncIterable<readonly unknown[]>,
  columns: readonly Column[],
): AsyncGenerator<string> {
  yield `${DECLARATION}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>`;
  let row = 1;
  yield rowXml(
    row,
    columns.map(({ name }) => name),
  );
  for await (const page of items) yield page.map((item) => rowXml(++row, rowOf(item, columns))).join('');
  yield '</sheetData></worksheet>';
}

function rowXml(row: number, cells: readonly Cell[]): string {
  return `<row r="${row}">${cells.map((cell, index) => cellXml(`${letters(index)}${row}`, cell)).join('')}</row>`;
}

function cellXml(place: string, cell: Cell): string {
  if (cell === null || cell === '') return '';
  if (typeof cell === 'boolean') return `<c r="${place}" t="b"><v>${cell ? 1 : 0}</v></c>`;
  if (typeof cell === 'number' && Number.isFinite(cell)) return `<c r="${place}"><v>${cell}</v></c>`;
  const text = fitting(neutralised(String(cell))).replaceAll(NOT_IN_XML, '\ufffd');
  return `<c r="${place}" t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`;
}

function fitting(text: string): string {
  return text.length <= CELL_MAX ? text : `${text.slice(0, CELL_MAX - 1)}…`;
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('\r', '&#13;');
}

/** The name of a column by its place from 0: A … Z, AA … */
function letters(index: number): string {
  const last = String.fromCharCode(65 + (index % 26));
  return index < 26 ? last : `${letters(Math.floor(index / 26) - 1)}${last}`;
}
