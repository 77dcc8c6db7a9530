import { createHash } from 'node:crypto';
import { buildWorld, readDocuments, type AssembledWorld, type StoredDocument } from '#formats';
import { referenceDocuments, type ReferenceDocument } from '../reference-documents.ts';

/** What decisions read; the rest says how to read other people's documents, or what to do about a decision. */
const READ =
  /^(?:(?:vocabulary|jurisdictions|groups|equivalences|markets|entities|holdings)\.yaml$|(?:schemes|regimes|vendors|registers)\/)/;

/** Recording plays no part in the pages, so any instant will do. */
const RECORDED = '1970-01-01T00:00:00Z';

/** The shipped documents that decisions read. */
export function decisiveDocuments(): readonly ReferenceDocument[] {
  return referenceDocuments().filter(({ path }) => READ.test(path));
}

/** Reads the documents in some bytes as the store would hold them. Throws `Error` for a document with a problem. */
export function storedIn(
  { path, bytes }: ReferenceDocument,
  hints: Parameters<typeof readDocuments>[1] = {},
): readonly StoredDocument[] {
  return [...readDocuments(bytes, hints)].map(({ kind, id, version, document, problems }) => {
    const [problem] = problems;
    if (kind === null || id === null || document === null || problem !== undefined)
      throw new Error(`${path} cannot be read: ${problem?.message ?? 'it holds no document'}`);
    return { kind, id, version, document, recordedFrom: RECORDED, recordedTo: null };
  });
}

/** Assembles the world of the shipped documents. */
export function shippedWorld(documents: readonly ReferenceDocument[] = decisiveDocuments()): AssembledWorld {
  return buildWorld(documents.flatMap((document) => storedIn(document)));
}

/** A short hash of documents, by which a page shows from which data it was made. */
export function fingerprintOf(documents: readonly ReferenceDocument[]): string {
  const hash = createHash('sha256');
  for (const { path, bytes } of documents) hash.update(`${path}\n${bytes.length}\n`).update(bytes);
  return hash.digest('hex').slice(0, 16);
}
