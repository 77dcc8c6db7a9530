import { createHash } from 'node:crypto';
import { canonicalText } from '#domain';
import { readAllDocuments } from '#formats';
import type { ReferenceDocument } from '../reference-documents.ts';

/** One revision of something that is shipped: a whole document, or one element of a list. */
export interface Revision {
  readonly kind: string;
  readonly id: string;
  /** The source's own version; empty for documents that have none. */
  readonly version: string;
  readonly revision: number;
  /** Of its content, apart from the number of the revision. */
  readonly digest: string;
  /** The file it stands in, and where in it; the list doesn't keep them. */
  readonly at?: { readonly path: string; readonly pointer: string };
}

const DIGEST_CHARS = 32;

/** Which revision of what is shipped, in the order of the documents. */
export function revisionsOf(documents: readonly ReferenceDocument[]): readonly Revision[] {
  return documents.flatMap(({ path, bytes }) =>
    readAllDocuments(bytes).map(({ kind, id, version, document, pointer }): Revision => {
      if (kind === null || id === null || document === null)
        throw new Error(`${path} can not be read. npm run validate says why.`);
      const { revision, ...content } = document;
      return {
        kind,
        id,
        version: version ?? '',
        revision: typeof revision === 'number' ? revision : 1,
        digest: createHash('sha256').update(canonicalText(content)).digest('hex').slice(0, DIGEST_CHARS),
        at: { path, pointer },
      };
    }),
  );
}
