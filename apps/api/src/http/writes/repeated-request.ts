import { createHash, type Hash } from 'node:crypto';
import type { FastifyRequest } from 'fastify';
import { canonicalText } from '#domain';

/** A request under an idempotency key whose work is being done. */
export interface RepeatableRequest {
  readonly principal: string;
  readonly key: string;
  readonly claim: string;
  /** Digest of what is asked; absent until the whole of a streamed body has been read. */
  digest?: string;
}

/** Begins the digest of a request: what is asked for, before its body. */
function begin(request: FastifyRequest): Hash {
  return createHash('sha256').update(`${request.method}\n${request.url}\n`);
}

/** Digest of a request whose body is read already; the order of members and white space make no difference. */
export function digestOf(request: FastifyRequest): string {
  return begin(request)
    .update(request.body === undefined ? '' : canonicalText(request.body))
    .digest('hex');
}

/** Hands the bytes of a body on, and tells the digest of the request once the last of them is read. */
export async function* digested(
  request: FastifyRequest,
  body: AsyncIterable<Uint8Array>,
  tell: (digest: string) => void,
): AsyncGenerator<Uint8Array> {
  const hash = begin(request);
  for await (const part of body) {
    hash.update(part);
    yield part;
  }
  tell(hash.digest('hex'));
}
