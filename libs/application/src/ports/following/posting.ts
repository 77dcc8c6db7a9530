/** What a receiver answered. */
export interface PostedAnswer {
  readonly status: number;
  readonly retryAfter: string | null;
  /** The beginning of the answer's body as text. */
  readonly body: string;
}

/** No answer came: the receiver can't be reached, or took too long. */
export class NoAnswer extends Error {}

/** Sends bodies to addresses that users name, through the one guard that decides which addresses may be asked. */
export abstract class Poster {
  /**
   * @throws AddressRefused for an address that must not be asked.
   * @throws NoAnswer when no status came within the time.
   */
  abstract post(
    url: string,
    headers: Readonly<Record<string, string>>,
    body: string,
    withinMs: number,
  ): Promise<PostedAnswer>;
}
