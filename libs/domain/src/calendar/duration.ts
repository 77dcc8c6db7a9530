import type { Truth } from '../evaluation/decision.ts';
import type { Comparison } from '../language/test.ts';
import type { Day } from '../model/time.ts';
import { boundHolds } from '../number/bound.ts';
import { dayAt, dayNumber, daysInMonth, partsOf, writeDay } from './day.ts';

/** A calendar duration: months and days are kept apart because a month has no fixed number of days. */
export interface Duration {
  readonly months: number;
  readonly days: number;
}

/** By how many days one duration is longer than another: a range, as it may depend on the day they start. */
export interface DurationDifference {
  readonly low: number;
  readonly high: number;
}

const DURATION = /^P(?=\d)(?:(\d{1,5})Y)?(?:(\d{1,5})M)?(?:(\d{1,5})W)?(?:(\d{1,6})D)?$/;
const MONTHS_PER_ERA = 4800;
const DAYS_PER_ERA = 146_097;

/** Reads an ISO 8601 duration of whole years, months, weeks and days (`P1Y6M`, `P90D`); `null` for anything else. */
export function parseDuration(text: string): Duration | null {
  const match = DURATION.exec(text);
  if (match === null) return null;
  const part = (index: number): number => Number(match[index] ?? 0);
  return { months: part(1) * 12 + part(2), days: part(3) * 7 + part(4) };
}

function shift(day: Day, months: number, days: number): Day {
  const [year, month, dayOfMonth] = partsOf(day);
  const total = year * 12 + (month - 1) + months;
  const targetYear = Math.floor(total / 12);
  const targetMonth = total - targetYear * 12 + 1;
  const shifted = writeDay(
    targetYear,
    targetMonth,
    Math.min(dayOfMonth, daysInMonth(targetYear, targetMonth)),
  );
  return days === 0 ? shifted : dayAt(dayNumber(shifted) + days);
}

/** Adds months first (31 January plus P1M is the last of February), then days. */
export function addDuration(day: Day, duration: Duration): Day {
  return shift(day, duration.months, duration.days);
}

/** Takes months away first, with the same clamping to the end of the month, then days. */
export function subtractDuration(day: Day, duration: Duration): Day {
  return shift(day, -duration.months, -duration.days);
}

/** Days before each month of a 400-year era, twice over, so that every run of months is one subtraction. */
const DAYS_BEFORE_MONTH: readonly number[] = (() => {
  const before = [0];
  for (let index = 0; index < 2 * MONTHS_PER_ERA; index++) {
    before.push((before[index] ?? 0) + daysInMonth(2000 + Math.floor(index / 12), (index % 12) + 1));
  }
  return before;
})();

/** The fewest and most days that a number of consecutive months can have. */
function daysOfMonths(months: number): DurationDifference {
  const eras = Math.floor(months / MONTHS_PER_ERA);
  const rest = months - eras * MONTHS_PER_ERA;
  let low = Infinity;
  let high = -Infinity;
  for (let start = 0; start < MONTHS_PER_ERA; start++) {
    const days = (DAYS_BEFORE_MONTH[start + rest] ?? 0) - (DAYS_BEFORE_MONTH[start] ?? 0);
    low = Math.min(low, days);
    high = Math.max(high, days);
  }
  return { low: low + eras * DAYS_PER_ERA, high: high + eras * DAYS_PER_ERA };
}

/**
 * Says by how many days `a` is longer than `b`, over all days on which both may start. P12M and P1Y differ by exactly
 * 0; P1M and P30D by -2 to 1.
 */
export function compareDurations(a: Duration, b: Duration): DurationDifference {
  const months = a.months - b.months;
  const days = a.days - b.days;
  if (months === 0) return { low: days, high: days };
  const span = daysOfMonths(Math.abs(months));
  return months > 0
    ? { low: span.low + days, high: span.high + days }
    : { low: days - span.high, high: days - span.low };
}

/** Tests a duration against a bound; unknown where the answer depends on the day it starts. */
export function durationMeets(value: Duration, op: Comparison, bound: Duration): Truth {
  const { low, high } = compareDurations(value, bound);
  return boundHolds(low, high, op);
}

/** Says whether a day is at most so old: the day on which the age is reached still counts. */
export function ageAtMost(day: Day, duration: Duration, asOf: Day): boolean {
  return addDuration(day, duration) >= asOf;
}

/** Says whether a day is at least so old: the day on which the age is reached already counts. */
export function ageAtLeast(day: Day, duration: Duration, asOf: Day): boolean {
  return addDuration(day, duration) <= asOf;
}
