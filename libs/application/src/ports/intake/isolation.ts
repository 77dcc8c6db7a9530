/** Reading failed in a way that no delivery should be able to bring about: a mistake of the reader. */
export class ReaderFailed extends Error {}

/**
 * Reads a delivery in a process of its own, with bounds on memory and on the time of each item. An item that ends
 * this process too is named as poison and left unread, and its neighbours are read.
 */
export abstract class IsolatedReading {
  abstract read(deliveryId: string): Promise<void>;
}
