import type { Vocabulary, Group, Scheme } from '#domain';
import type { JsonObject } from '../text/json-value.ts';
import type { IsUnread } from '../notice/problem.ts';
import type { TextLimits } from '../text/limits.ts';
import type { DocumentKind } from './document-kinds.ts';

/** Something wrong with one item, said so that its author can mend it. */
export interface DocumentProblem {
  /** JSON Pointer inside the delivery; streams of several documents start with the document's number. */
  readonly pointer: string;
  readonly line: number;
  readonly column: number;
  /** What is wrong, where, why, and what to do. */
  readonly message: string;
  /** The known name that comes nearest to the one written. */
  readonly nearest?: string;
  /** Whether the text could not be read, its shape is wrong, or its meaning is. */
  readonly stage: 'text' | 'shape' | 'meaning';
}

/** One versioned thing of a delivery: applied when it has no problems, quarantined otherwise. */
export interface DocumentItem {
  /** JSON Pointer of the item inside the delivery. */
  readonly pointer: string;
  readonly line: number;
  /** `null` when the item's `schema` is missing or unknown. */
  readonly kind: DocumentKind | null;
  readonly id: string | null;
  readonly version: string | null;
  /** The plain JSON that is stored; `null` when the text could not be read. */
  readonly document: JsonObject | null;
  readonly problems: readonly DocumentProblem[];
}

/** What a reader may know beforehand. */
export interface ReadHints {
  /** Pins the syntax; otherwise it is detected from the content. */
  readonly format?: 'yaml' | 'json' | 'json-lines';
  readonly limits?: TextLimits;
  readonly isUnread?: IsUnread;
  /** With it, attributes, need paths and value types are checked too. */
  readonly vocabulary?: Vocabulary;
  /** With them, scheme names and levels are checked too. */
  readonly schemes?: ReadonlyMap<string, Scheme>;
  /** With them, group names are checked too. */
  readonly groups?: ReadonlyMap<string, Group>;
}

/** One document as the store holds it, on the recorded axis. */
export interface StoredDocument {
  readonly kind: DocumentKind;
  readonly id: string;
  readonly version?: string | null;
  readonly document: JsonObject;
  readonly recordedFrom: string;
  readonly recordedTo: string | null;
  /** The Placet source it came from, whose freshness promise covers it. */
  readonly feed?: string | null;
}
