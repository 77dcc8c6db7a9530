import { randomFillSync } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const NOTHING = /^0+$/;

/** Random bytes are drawn many at once: each call of the generator costs more than what it gives. */
const pool = Buffer.alloc(4096);
let drawn = pool.length;

function randomHex(bytes: number): string {
  if (drawn + bytes > pool.length) {
    randomFillSync(pool);
    drawn = 0;
  }
  drawn += bytes;
  return pool.toString('hex', drawn - bytes, drawn);
}

/** The trace context of the work on a request with these headers. */
export function traceOf({ traceparent }: IncomingHttpHeaders): string {
  return childTrace(typeof traceparent === 'string' ? traceparent : undefined);
}

/**
 * The W3C trace context of the work on one request: a child of the caller's, or a new trace where the caller gave
 * none or a wrong one, which the standard says to ignore.
 */
export function childTrace(parent: string | undefined): string {
  if (parent === undefined) return `00-${randomHex(16)}-${randomHex(8)}-00`;
  const [, version, trace = '', span = '', flags = '', more] = TRACEPARENT.exec(parent.trim()) ?? [];
  const isValid =
    version !== undefined &&
    version !== 'ff' &&
    (version !== '00' || more === undefined) &&
    !NOTHING.test(trace) &&
    !NOTHING.test(span);
  const own = randomHex(8);
  // Of the flags we know only "sampled"; the others must not be passed on.
  return isValid ? `00-${trace}-${own}-0${Number.parseInt(flags, 16) & 1}` : `00-${randomHex(16)}-${own}-00`;
}
