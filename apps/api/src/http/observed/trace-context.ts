import { randomBytes } from 'node:crypto';

const TRACEPARENT = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/;
const NOTHING = /^0+$/;

/**
 * The W3C trace context of the work on one request: a child of the caller's, or a new trace where the caller gave
 * none or a wrong one, which the standard says to ignore.
 */
export function childTrace(parent: string | undefined): string {
  const [, version, trace = '', span = '', flags = '', more] = TRACEPARENT.exec(parent?.trim() ?? '') ?? [];
  const isValid =
    version !== undefined &&
    version !== 'ff' &&
    (version !== '00' || more === undefined) &&
    !NOTHING.test(trace) &&
    !NOTHING.test(span);
  const own = randomBytes(8).toString('hex');
  // Of the flags we know only "sampled"; the others must not be passed on.
  return isValid
    ? `00-${trace}-${own}-0${Number.parseInt(flags, 16) & 1}`
    : `00-${randomBytes(16).toString('hex')}-${own}-00`;
}
