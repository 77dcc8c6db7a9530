import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** One shipped file of reference data. */
export interface ReferenceDocument {
  /** Path inside `libs/reference/data`, with slashes. */
  readonly path: string;
  readonly bytes: Uint8Array;
}

/** Shipped documents that belong together, as one stream to deliver. */
export interface ReferenceDelivery {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** Files and folders of the data, names before what uses them; what else lies there (mappings of sources) is no document. */
const ORDER = [
  'vocabulary',
  'jurisdictions',
  'groups',
  'schemes',
  'equivalences',
  'markets',
  'entities',
  'holdings',
  'regimes',
  'vendors',
  'registers',
  'actions',
  'relevance',
] as const;

const DOCUMENT = /\.(?:ya?ml|json|jsonl)$/;

/** The folder of the reference data, seen from the sources or from the compiled tree beside them. */
export function referenceFolder(): string {
  const candidates = ['../data', '../../../../libs/reference/data'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  const folder = candidates.find((path) => existsSync(path));
  if (folder === undefined) {
    throw new Error('The reference data (libs/reference/data) is missing from this installation.');
  }
  return folder;
}

/** Reads all shipped documents, names before what uses them and otherwise by path. */
export function referenceDocuments(folder = referenceFolder()): readonly ReferenceDocument[] {
  return filesIn(folder, '')
    .filter((path) => DOCUMENT.test(path) && isDocument(path))
    .toSorted((left, right) => rank(left) - rank(right) || (left < right ? -1 : 1))
    .map((path) => ({ path, bytes: readFileSync(join(folder, path)) }));
}

/** The shipped documents as few streams of YAML, one for each file or folder of the data, in order. */
export function referenceDeliveries(): readonly ReferenceDelivery[] {
  const streams = new Map<string, Uint8Array[]>();
  const separator = Buffer.from('---\n');
  for (const { path, bytes } of referenceDocuments()) {
    const name = topOf(path);
    const parts = streams.get(name) ?? [];
    streams.set(name, [...parts, separator, bytes, Buffer.from('\n')]);
  }
  return [...streams].map(([name, parts]) => ({ name, bytes: Buffer.concat(parts) }));
}

function filesIn(folder: string, base: string): readonly string[] {
  return readdirSync(join(folder, base)).flatMap((name) => {
    const path = base === '' ? name : `${base}/${name}`;
    return statSync(join(folder, path)).isDirectory() ? filesIn(folder, path) : [path];
  });
}

/** The file or folder at the top of a path, without its ending. */
function topOf(path: string): string {
  const [top = ''] = path.split('/');
  return top.replace(DOCUMENT, '');
}

function rank(path: string): number {
  return ORDER.findIndex((name) => name === topOf(path));
}

function isDocument(path: string): boolean {
  return rank(path) >= 0;
}
