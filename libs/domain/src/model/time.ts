/**
 * Dates of the domain. A day is an ISO 8601 calendar date (`2026-11-24`), so that lexical order is calendar order;
 * an instant is an RFC 3339 timestamp in UTC. Intervals are half-open: `from` counts, `to` no longer does.
 */
export type Day = string;
export type Instant = string;

/** A validity interval; `null` is unbounded. */
export interface Interval {
  readonly from: Day | null;
  readonly to: Day | null;
}

export const ALWAYS: Interval = { from: null, to: null };

/** Says whether a day lies in a half-open interval. */
export function covers(interval: Interval, day: Day): boolean {
  return (interval.from === null || interval.from <= day) && (interval.to === null || day < interval.to);
}
