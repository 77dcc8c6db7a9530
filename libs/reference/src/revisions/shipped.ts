import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { referenceDocuments, type ReferenceDocument } from '../reference-documents.ts';
import { withRevision } from './raise-revision.ts';
import { type Listing, listRevisions, readList, writeList } from './revision-list.ts';
import { revisionsOf } from './shipped-revisions.ts';

const LIST = 'revisions.jsonl';

/** Mappings are documents, too, though sources find them without a delivery. */
function shippedMappings(data: string): readonly ReferenceDocument[] {
  return readdirSync(join(data, 'mappings'))
    .toSorted()
    .map((name) => `mappings/${name}`)
    .map((path) => ({ path, bytes: readFileSync(join(data, path)) }));
}

/** Compares what is shipped with the list beside it; `home` is the folder that holds both. */
export function shippedListing(home: string): Listing {
  const data = join(home, 'data');
  const shipped = revisionsOf([...referenceDocuments(data), ...shippedMappings(data)]);
  return listRevisions(readList(readFileSync(join(home, LIST), 'utf8')), shipped);
}

/** Writes into each changed document the revision that it needs; answers how many. */
export function raiseRevisions(home: string): number {
  const { unraised } = shippedListing(home);
  for (const { at, revision } of unraised) {
    if (at === undefined) continue;
    const file = join(home, 'data', at.path);
    writeFileSync(file, withRevision(readFileSync(file, 'utf8'), at.pointer, revision));
  }
  return unraised.length;
}

/** Writes the list beside the data. */
export function keepList(home: string, { list }: Listing): void {
  writeFileSync(join(home, LIST), writeList(list));
}
