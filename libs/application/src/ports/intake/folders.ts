/** A file that waits in a watched folder. */
export interface WaitingFile {
  readonly name: string;
  readonly size: number;
  readonly modified: Date;
}

/**
 * Watched folders. Senders write under a name that ends in `.part` or `.tmp` and rename when the file is whole; what
 * was taken is moved to the folder `processed` beside it.
 */
export abstract class Folders {
  /** Whole files, by name. Throws {@link AddressRefused} for a folder that must not be read. */
  abstract waiting(url: string): Promise<WaitingFile[]>;
  abstract read(url: string, name: string): AsyncIterable<Uint8Array>;
  abstract markProcessed(url: string, name: string): Promise<void>;
}
