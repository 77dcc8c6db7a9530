import { openSealedText, sealText } from '#access';

/** An answer as it is given again. */
export interface KeptAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const PURPOSE = 'idempotency';

/** Seals an answer: some show a secret once, and it must not be readable where the answer is kept. */
export function seal(answer: KeptAnswer, pepper: string, boundTo: string): Uint8Array {
  return sealText(JSON.stringify(answer), pepper, PURPOSE, boundTo);
}

/** @throws Error if it was sealed with another secret, bound to something else, or altered. */
export function unseal(sealed: Uint8Array, pepper: string, boundTo: string): KeptAnswer {
  const answer: KeptAnswer = JSON.parse(openSealedText(sealed, pepper, PURPOSE, boundTo));
  return answer;
}
