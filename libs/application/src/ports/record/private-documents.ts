import type { StoredDocument } from './documents.ts';
import type { Tx } from '../transactions.ts';

/** What a tenant may state for itself: single facts, and vendors that nobody else knows. */
export type PrivateKind = 'facts' | 'vendor';

/** A private document as it is believed now. */
export interface PrivateDocument {
  readonly kind: PrivateKind;
  readonly key: string;
  readonly vendor: string;
  /** Counts its versions. */
  readonly version: number;
  readonly body: unknown;
  /** RFC 3339. */
  readonly recordedFrom: string;
}

/** The change log's kind of entry for a private document; its key is the tenant. */
export const PRIVATE_CHANGE = 'private';

/** Documents that belong to one tenant; every transaction is that tenant's. */
export abstract class PrivateDocumentStore {
  /** All documents of the tenant as of a position of the change log, or as believed at an instant. */
  abstract all(
    tx: Tx,
    when: { readonly position: string } | { readonly knownAt: string },
  ): Promise<readonly StoredDocument[]>;
  /** A document as it is believed now; nobody else can change it until the transaction ends. */
  abstract current(tx: Tx, kind: PrivateKind, key: string): Promise<PrivateDocument | undefined>;
  abstract count(tx: Tx): Promise<number>;
  /** Writes a version, ending the one before, and enters it in the change log; answers it and its place there. */
  abstract put(
    tx: Tx,
    document: Pick<PrivateDocument, 'kind' | 'key' | 'vendor' | 'body'> & {
      readonly tenant: string;
      readonly supersedes: string | null;
      readonly by: string;
    },
  ): Promise<{ readonly document: PrivateDocument; readonly position: string }>;
  /** Ends what is believed now, and enters that in the change log; answers its place there. */
  abstract end(tx: Tx, tenant: string, kind: PrivateKind, key: string): Promise<string>;
}
