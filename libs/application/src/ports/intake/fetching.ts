/** An answer from outside, its body still on the way. */
export interface FetchedPage {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Address that answered in the end, after redirects. */
  readonly url: string;
  /** Plain bytes; must be read to its end or `cancel` called. */
  readonly body: AsyncIterable<Uint8Array>;
  cancel(): void;
}

/** The address must not be asked: private, local, or not http(s). Trying again won't help. */
export class AddressRefused extends Error {}

/** Requests to the outside, through the one guard that decides which addresses may be asked. */
export abstract class Fetcher {
  /** Throws {@link AddressRefused} for an address that may not be asked, and other errors when it can't be reached. */
  abstract get(url: string, headers: Readonly<Record<string, string>>): Promise<FetchedPage>;
}
