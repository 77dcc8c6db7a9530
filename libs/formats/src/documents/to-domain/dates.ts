import { firstDay as firstDayOf, type Day, type Interval } from '#domain';
import type { IntervalShape } from '../document-shapes.ts';

/** Reads a partial date (`2022`, `2022-03`) as its first day; absent is `null`. */
export function firstDay(date: string | null | undefined): Day | null {
  return date === null || date === undefined ? null : firstDayOf(date);
}

/** Reads an interval; `endedAt` sets the end where the interval itself has none. */
export function toInterval(valid: IntervalShape | null | undefined, endedAt?: string | null): Interval {
  return { from: firstDay(valid?.from), to: firstDay(valid?.to) ?? firstDay(endedAt) };
}
