/** Reading failed in a way that no delivery should be able to bring about: a mistake of the reader. */
export class ReaderFailed extends Error {}

/** Is told whose turn it is while a delivery is read, so that whoever watches the process knows what ended it. */
export interface Turns {
  /** The reader works at the item with this place. */
  reader(ordinal: number): void;
  /** The record is asked or written; the item at hand may still be what it chokes on. */
  record(): void;
}

/**
 * Reads a delivery in a process of its own, with bounds on memory and on the time of each item. An item that ends
 * this process too is named as poison and left unread, and its neighbours are read.
 */
export abstract class IsolatedReading {
  abstract read(deliveryId: string, getsOn: () => void): Promise<void>;
}
