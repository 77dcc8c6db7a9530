/** A receiver may ask for patience, but not for ever. */
const LONGEST_MS = 24 * 3600_000;
/** Share of a pause that chance adds or takes away, so that failed messages don't all come back at once. */
const JITTER = 0.2;

/**
 * How long to wait after a failed try, in ms; null when the schedule is used up.
 *
 * @param attempts tries so far, from 1.
 * @param askedMs what the receiver asked for with Retry-After, if it did.
 * @param chance from 0 to 1.
 */
export function retryInMs(
  schedule: readonly number[],
  attempts: number,
  askedMs: number | null,
  chance: number,
): number | null {
  const pause = schedule[attempts - 1];
  if (pause === undefined) return null;
  const own = Math.round(pause * (1 - JITTER / 2 + JITTER * chance));
  return Math.max(own, Math.min(askedMs ?? 0, LONGEST_MS));
}

/** What Retry-After asks for, in ms from now; null when it asks for nothing that can be understood. */
export function retryAfterMs(header: string | null, now: Date): number | null {
  if (header === null) return null;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - now.getTime());
}
