import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** An answer as it is given again. */
export interface KeptAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Seals an answer: some show a secret once, and it must not be readable where the answer is kept. */
export function seal(answer: KeptAnswer, pepper: string, boundTo: string): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyFrom(pepper), nonce).setAAD(Buffer.from(boundTo));
  const sealed = Buffer.concat([cipher.update(JSON.stringify(answer), 'utf8'), cipher.final()]);
  return Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
}

/** @throws Error if it was sealed with another secret, bound to something else, or altered. */
export function unseal(sealed: Uint8Array, pepper: string, boundTo: string): KeptAnswer {
  const bytes = Buffer.from(sealed);
  const opener = createDecipheriv('aes-256-gcm', keyFrom(pepper), bytes.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  })
    .setAAD(Buffer.from(boundTo))
    .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  const plain = Buffer.concat([opener.update(bytes.subarray(NONCE_BYTES + TAG_BYTES)), opener.final()]);
  const answer: KeptAnswer = JSON.parse(plain.toString('utf8'));
  return answer;
}

function keyFrom(pepper: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', pepper, '', 'placet idempotency', 32));
}
