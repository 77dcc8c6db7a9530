/** What a client's idempotency key stands for when it comes (again). */
export type KeyClaim =
  /** Nobody has it, or who had it is gone: the caller does the work and must keep or release it. */
  | { readonly state: 'claimed'; readonly claim: string }
  /** Somebody is at work under it. */
  | { readonly state: 'inFlight' }
  /** It was answered; `request` is the digest of what was asked. */
  | { readonly state: 'answered'; readonly request: string; readonly answer: Uint8Array };

/** Answers by idempotency key, for a day; a key belongs to the principal who sent it. */
export abstract class IdempotencyStore {
  abstract claim(principal: string, key: string): Promise<KeyClaim>;
  /** Keeps the answer of the work done under a claim; the content is opaque here. */
  abstract keep(
    principal: string,
    key: string,
    kept: { readonly claim: string; readonly request: string; readonly answer: Uint8Array },
  ): Promise<void>;
  /** Gives a claim back without an answer, so that the next try does the work. */
  abstract release(principal: string, key: string, claim: string): Promise<void>;
}
