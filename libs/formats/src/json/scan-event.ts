import type { ByteCollector } from './byte-collector.ts';

/** Where items are found: elements of the named lists of a root object, unless a key says that it is an item itself. */
export interface ItemLists {
  /** Nesting around the document, where it was cut out of a larger one. */
  readonly outerDepth?: number;
  /** Members of a root object whose elements are items, e.g. `releases`. */
  readonly lists: readonly string[];
  /** A root object in which one of these keys comes first is an item as a whole, e.g. `ocid`. */
  readonly unless: readonly string[];
}

/** What the scanner found; texts are still undecoded bytes. */
export type ScanEvent =
  /** `before` is what the surrounding object held up to the list, as a complete object. */
  | (ScanPlace & { readonly type: 'item'; readonly bytes: ByteCollector; readonly before?: ByteCollector })
  /** A root object without its streamed lists; `lists` names those that were streamed, none if it is an item. */
  | (ScanPlace & { readonly type: 'root'; readonly bytes: ByteCollector; readonly lists: readonly string[] })
  /** The structure breaks off; in JSON Lines the next line goes on, otherwise the rest of the document is lost. */
  | (ScanPlace & { readonly type: 'broken'; readonly bytes: ByteCollector; readonly reason: BreakReason });

export type BreakReason = 'line-end' | 'document-end' | 'separator' | 'bracket';

/** Where an item starts: pointer and nesting around it, byte offset in the document, line from 1. */
export interface ScanPlace {
  readonly pointer: string;
  readonly depth: number;
  readonly offset: number;
  readonly line: number;
}
