import type { Tx } from '../transactions.ts';

/** A problem of one item or delivery: what, where, why, what to do. */
export interface ItemProblem {
  /** Stable name in docs/problems.md, e.g. `invalid-document`. */
  readonly type: string;
  readonly title: string;
  readonly detail: string;
  readonly errors: readonly {
    readonly pointer: string;
    readonly detail: string;
    readonly line?: number;
    readonly column?: number;
    readonly nearest?: readonly string[];
  }[];
}

export const OUTCOMES = [
  'applied',
  'unchanged',
  'superseded',
  'duplicate',
  'quarantined',
  'pending',
] as const;
export type Outcome = (typeof OUTCOMES)[number];

export type DeliveryState = 'accepted' | 'reading' | 'done' | 'refused';

/** One received document or batch, accounted for item by item. */
export interface Delivery {
  readonly id: string;
  readonly source: string;
  readonly state: DeliveryState;
  readonly format: string | null;
  readonly contentType: string | null;
  readonly sha256: string;
  readonly accepted: Date;
  readonly started: Date | null;
  readonly finished: Date | null;
  readonly received: number;
  readonly counts: Readonly<Record<Outcome, number>>;
  /** Bytes of the raw document, and how many of them are read. */
  readonly bytes: { readonly total: number; readonly read: number };
  readonly problem: ItemProblem | null;
  /** W3C trace context of the request that brought it. */
  readonly traceparent: string | null;
  /** The delivery whose document this one reads again by another mapping. */
  readonly rereads: string | null;
}

/** The outcome of one item, as the ledger keeps it. */
export interface ItemRecord {
  readonly ordinal: number;
  readonly pointer: string;
  readonly kind: string | null;
  readonly key: string | null;
  readonly outcome: Outcome;
  readonly problem: ItemProblem | null;
  /** The offending text, for quarantined items. */
  readonly fragment?: string;
}

/** Raw bytes, kept once per content. */
export abstract class RawStore {
  /** Streams bytes to storage; throws {@link TooLarge} past the limit, and keeps nothing then. */
  abstract save(
    chunks: AsyncIterable<Uint8Array>,
    maxBytes: number,
  ): Promise<{ sha256: string; bytes: number }>;
  abstract open(sha256: string): AsyncIterable<Uint8Array>;
}

/** The ledger of deliveries and their items. */
export abstract class DeliveryStore {
  abstract add(
    tx: Tx,
    delivery: {
      id: string;
      source: string;
      sha256: string;
      contentType: string | null;
      format: string | null;
      traceparent: string | null;
      /** The run of a pull or folder source that brought it. */
      runId?: string | null;
    },
  ): Promise<void>;
  abstract find(id: string): Promise<Delivery | undefined>;
  abstract items(id: string, after: number, limit: number): Promise<ItemRecord[]>;
  /** Counts a reading that begins; answers how many began before and never came to an end. */
  abstract countReading(id: string): Promise<number>;
  /** Reading begins, by a format and, where one is used, the fingerprint of a mapping. */
  abstract begin(id: string, format: string, mapping: string | null): Promise<void>;
  /** Places of items that end the process that reads them. */
  abstract poison(id: string): Promise<ReadonlySet<number>>;
  /** Names an item as poison. */
  abstract addPoison(id: string, ordinal: number, reason: string): Promise<void>;
  /** How many items from the first on are settled without a gap, so that a resumed reading goes on after them. */
  abstract settledPrefix(id: string): Promise<number>;
  /** Remembers how many bytes are read; of several reports the furthest counts. */
  abstract progress(id: string, bytes: number): Promise<void>;
  abstract addItems(tx: Tx, id: string, source: string, items: readonly ItemRecord[]): Promise<void>;
  /** Ends a delivery that hasn't ended; answers whether it did. */
  abstract finish(
    tx: Tx,
    id: string,
    outcome: { state: 'done' | 'refused'; received: number; problem: ItemProblem | null },
  ): Promise<boolean>;
  /** Deliveries that should have been finished, for the reconciler. */
  abstract overdue(olderThanMs: number): Promise<string[]>;
}

/** The deliveries that one mapping has read in one way. */
export interface MappedReading {
  readonly source: string;
  readonly format: string;
  /** Fingerprint of the mapping. */
  readonly mapping: string;
}

/** Deliveries whose documents are to be read again because their mapping has changed. */
export abstract class Rereadings {
  /** By which mappings deliveries were read that weren't read again since. */
  abstract readings(): Promise<MappedReading[]>;
  /** Re-readings that are not done yet. */
  abstract pending(): Promise<number>;
  /** Up to `limit` finished deliveries of a reading, in the order in which they were accepted. */
  abstract deliveries(reading: MappedReading, limit: number): Promise<string[]>;
  /** Accepts the document of a delivery once more, as a delivery of its own; answers whether nobody did before. */
  abstract accept(tx: Tx, delivery: string, id: string): Promise<boolean>;
}

/** One quarantined item that waits for a person. */
export interface QuarantinedItem {
  readonly id: string;
  readonly delivery: string;
  readonly source: string;
  readonly pointer: string;
  readonly problem: ItemProblem;
  readonly fragment: string | null;
  readonly state: 'open' | 'retried' | 'discarded';
  readonly created: Date;
}

/** What a person (or Placet itself) decided about a quarantined item. */
export interface QuarantineDecision {
  readonly action: 'retry' | 'discard';
  /** Who decided: the id of a key, or `placet` for items that are read again because the names they waited for came. */
  readonly actor: string;
  readonly reason: string | null;
  /** Raw document of the corrected item. */
  readonly corrected: string | null;
  readonly outcome: Outcome;
  readonly at: Date;
}

/** A quarantined item as it is decided about: with its place in its delivery. */
export interface HeldItem extends QuarantinedItem {
  readonly ordinal: number;
}

/** What somebody decided about an item; `corrected` is the raw document of the correction, if there was one. */
export interface Decided {
  readonly item: HeldItem;
  readonly action: 'retry' | 'discard';
  readonly corrected: string | null;
  readonly at: string;
}

export abstract class QuarantineStore {
  abstract list(
    filter: { source?: string; delivery?: string; state?: string },
    after: string | null,
    limit: number,
  ): Promise<QuarantinedItem[]>;
  abstract find(id: string): Promise<(HeldItem & { decisions: readonly QuarantineDecision[] }) | undefined>;
  /** Holds an item for the transaction, so that two decisions about it follow each other. */
  abstract hold(tx: Tx, id: string): Promise<HeldItem | undefined>;
  /** Writes what was decided: the item's state, its outcome in the ledger, and the decision itself. */
  abstract decide(
    tx: Tx,
    item: HeldItem,
    state: HeldItem['state'],
    account: Omit<ItemRecord, 'ordinal'>,
    decision: Omit<QuarantineDecision, 'at' | 'outcome'> & { at: string | null },
  ): Promise<void>;
  /** Open items of one kind of problem, by delivery and place. */
  abstract waiting(problem: string): Promise<HeldItem[]>;
  /** The open item of one kind of problem that came last. */
  abstract newest(problem: string): Promise<string | null>;
  /** The item at a place of a delivery. */
  abstract at(delivery: string, ordinal: number): Promise<HeldItem | undefined>;
  /** What people have discarded or retried with success, in the order of decision: what a replay repeats. */
  abstract decided(): Promise<Decided[]>;
  abstract countOpen(): Promise<number>;
}
