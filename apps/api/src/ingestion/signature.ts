import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { ProblemException } from '../http/problem.ts';

/** How far the sender's clock may be off; older requests may be replays. */
const TOLERANCE_S = 5 * 60;

/**
 * Hands a signed body on (Standard Webhooks: `webhook-id`, `webhook-timestamp`, `webhook-signature: v1,…`) and refuses
 * it after its last byte unless one of the secrets signed it, so that nothing unsigned is ever kept.
 *
 * @param body the bytes as they came over the wire: what the sender signed.
 */
export async function* signedBody(
  body: AsyncIterable<Uint8Array>,
  headers: IncomingHttpHeaders,
  secrets: readonly string[],
  now: Date,
): AsyncGenerator<Uint8Array> {
  const { id, timestamp, signatures } = signedParts(headers, now);
  const macs = secrets.map((secret) => createHmac('sha256', keyOf(secret)).update(`${id}.${timestamp}.`));
  for await (const part of body) {
    for (const mac of macs) mac.update(part);
    yield part;
  }
  const expected = macs.map((mac) => mac.digest());
  const isSigned = signatures.some((signature) => expected.some((mac) => isSame(mac, signature)));
  if (!isSigned)
    throw refused('webhook-signature', 'No signature fits the body and a secret of this source.');
}

function signedParts(
  headers: IncomingHttpHeaders,
  now: Date,
): { id: string; timestamp: string; signatures: Buffer[] } {
  const id = header(headers, 'webhook-id');
  const timestamp = header(headers, 'webhook-timestamp');
  const seconds = /^\d{1,12}$/.test(timestamp) ? Number(timestamp) : Number.NaN;
  if (!(Math.abs(now.getTime() / 1000 - seconds) <= TOLERANCE_S))
    throw refused(
      'webhook-timestamp',
      'webhook-timestamp must be the present time in seconds, give or take five minutes.',
    );
  const signatures = header(headers, 'webhook-signature')
    .split(' ')
    .flatMap((one) => (one.startsWith('v1,') ? [Buffer.from(one.slice(3), 'base64')] : []));
  return { id, timestamp, signatures };
}

function header(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name];
  if (typeof value !== 'string' || value === '')
    throw refused(name, `This source is signed: every delivery needs ${name} (Standard Webhooks).`);
  return value;
}

/** `whsec_` and the key in base64. */
function keyOf(secret: string): Buffer {
  return Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
}

function isSame(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

function refused(name: string, detail: string): ProblemException {
  return new ProblemException('unauthenticated', detail, [{ header: name, detail }]);
}
