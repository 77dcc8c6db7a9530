import type { World } from '#domain';
import type { Tx } from '../transactions.ts';

/** The kinds of reference document that together make a {@link World}. */
export const DOCUMENT_KINDS = [
  'vocabulary',
  'jurisdiction',
  'group',
  'scheme',
  'equivalence',
  'market',
  'entity',
  'holding',
  'holder-list',
  'regime',
  'vendor',
  'facts',
  'register',
  'action',
  'relevance',
  'clauses',
  'mapping',
] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

/** Says whether a change log entry concerns a reference document. */
export function isDocumentKind(kind: string): kind is DocumentKind {
  return (DOCUMENT_KINDS as readonly string[]).includes(kind);
}

/** A document as stored, with the time Placet believed it (half-open). */
export interface StoredDocument {
  readonly kind: DocumentKind;
  readonly key: string;
  readonly version: string;
  readonly body: unknown;
  readonly recordedFrom: string;
  readonly recordedTo: string | null;
  /** The source that delivered it, whose freshness promise covers it. */
  readonly feed: string | null;
}

/** A document to be written. `hash` is over canonical JSON, so that equal content is recognised. */
export interface IncomingDocument {
  readonly kind: DocumentKind;
  readonly key: string;
  readonly version: string;
  /** Which correction of the version it says it is; `null` when it doesn't say. */
  readonly revision: number | null;
  readonly body: unknown;
  readonly hash: string;
  readonly pointer: string;
  readonly statements: readonly IncomingStatement[];
}

/** A fact row: one statement of a document, comparable between versions of that document. */
export interface IncomingStatement {
  readonly statement: string;
  readonly subject: string;
  readonly attribute: string;
  readonly value: unknown;
  readonly complete: boolean;
  readonly grade: string;
  readonly by: string;
  readonly confidence: string;
  readonly valid: { readonly from: string | null; readonly to: string | null };
  readonly body: unknown;
  readonly hash: string;
}

/** An incoming document with its place among the items of its delivery. */
export interface PlacedDocument extends IncomingDocument {
  readonly ordinal: number;
}

/** What is stored of a document apart from where it came from. */
export type StoredContent = Pick<IncomingDocument, 'kind' | 'key' | 'version' | 'body'>;

/** Whose content something is, and when it was accepted; absent: when its delivery was. */
export interface Arrival {
  readonly deliveryId: string;
  readonly at?: string;
}

export type WriteOutcome = 'applied' | 'unchanged' | 'superseded' | 'conflict';

export abstract class DocumentStore {
  /**
   * Writes documents in order inside the transaction; one outcome each. `restate` is asked for the statements of stored
   * content that is believed again, because what had taken its place turns out to be a repetition of something older.
   */
  abstract write(
    tx: Tx,
    arrival: Arrival,
    documents: readonly PlacedDocument[],
    restate: (document: StoredContent) => readonly IncomingStatement[],
  ): Promise<WriteOutcome[]>;
  /** All documents believed at an instant; now when it is null. */
  abstract all(knownAt: string | null): Promise<StoredDocument[]>;
  abstract versions(kind: DocumentKind, key: string): Promise<StoredDocument[]>;
  /** The current versions of the named documents. */
  abstract current(keys: readonly { kind: DocumentKind; key: string }[]): Promise<StoredDocument[]>;
}

/** Says what a document states, as rows that can be compared between its versions. */
export abstract class StatementReader {
  abstract read(document: StoredContent, world: World): readonly IncomingStatement[];
}

/** Turns stored documents into the snapshot that answers are computed from. */
export abstract class WorldBuilder {
  abstract build(documents: readonly StoredDocument[], position: string): World;
  /**
   * Builds the same in steps, between which others may have the thread: a large world takes seconds. Documents come in
   * the order of their kinds, since names are read before what uses them.
   */
  abstract building(documents: readonly StoredDocument[], position: string): Generator<undefined, World>;
  /** Replaces what the named documents say; `documents` are all their current versions. */
  abstract apply(
    world: World,
    touched: readonly { kind: DocumentKind; key: string }[],
    documents: readonly StoredDocument[],
    position: string,
  ): World;
}

/** One entry of the ordered change log. */
export interface Change {
  readonly position: string;
  readonly kind: string;
  readonly key: string;
  readonly version: string | null;
  readonly deliveryId: string | null;
}

/** Part of the change log: all of it, what is no notice, or the rules that notices are judged by. */
export type LogPart = 'everything' | 'world' | 'rules';

export abstract class ChangeLog {
  /** Entries after a position that can no longer be overtaken, in order. */
  abstract after(position: string, limit: number): Promise<Change[]>;
  /** Appends the entry of a day, unless there is one of it or of a later day; answers whether it did. */
  abstract turnDay(day: string): Promise<boolean>;
  /** The last position that can no longer be overtaken, among some of the entries. */
  abstract head(of: LogPart): Promise<string>;
  /** The last position on record, though readers may not see it before transactions that began earlier have ended. */
  abstract newest(): Promise<string>;
  /** Names the database whose log it is. */
  abstract database(): Promise<string>;
  /** Says whether there is an entry at a position; every log has its beginning. */
  abstract holds(position: string): Promise<boolean>;
  /** Calls back when there may be new entries; a poll makes it safe. Returns the unsubscriber. */
  abstract onWake(callback: () => void): Promise<() => Promise<void>>;
}

/** Says whether position `a` includes everything `b` does. */
export function isAtLeast(a: string, b: string): boolean {
  const [ax, as] = split(a);
  const [bx, bs] = split(b);
  return ax > bx || (ax === bx && as >= bs);
}

/** Says whether a text is a position (`xid-seq`). */
export function isPosition(text: string): boolean {
  return /^\d{1,19}-\d{1,19}$/.test(text);
}

function split(position: string): [bigint, bigint] {
  const [xid = '0', seq = '0'] = position.split('-');
  return [BigInt(xid), BigInt(seq)];
}
