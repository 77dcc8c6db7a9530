import type { Day } from '../model/time.ts';

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;
const PARTIAL = /^(\d{4})(?:-(\d{2}))?(?:-(\d{2}))?$/;
const DAYS_PER_ERA = 146_097;
/** The ends of the calendar that four-digit years can write. */
export const FIRST_DAY: Day = '0001-01-01';
/** See `FIRST_DAY`. */
export const LAST_DAY: Day = '9999-12-31';

/** The number of days of a month (1…12) in the Gregorian calendar. */
export function daysInMonth(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Says whether a text is a real calendar date: `2026-02-30` is not, nor is the year 0. */
export function isDay(text: string): boolean {
  const match = DAY.exec(text);
  if (match === null) return false;
  const [year, month, day] = [Number(match[1]), Number(match[2]), Number(match[3])];
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month);
}

/** Reads a date that may be stated partially (`2017`, `2025-11`) as its first day; `null` when it is no date. */
export function firstDay(stated: string): Day | null {
  const match = PARTIAL.exec(stated);
  if (match === null) return null;
  const day = `${match[1]}-${match[2] ?? '01'}-${match[3] ?? '01'}`;
  return isDay(day) ? day : null;
}

/** Writes a date; dates beyond the four-digit years are held at the last one, so that lexical order stays true. */
export function writeDay(year: number, month: number, day: number): Day {
  if (year < 1) return FIRST_DAY;
  if (year > 9999) return LAST_DAY;
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

/** Splits a valid day into year, month (1…12) and day of the month. */
export function partsOf(day: Day): readonly [year: number, month: number, day: number] {
  return [Number(day.slice(0, 4)), Number(day.slice(5, 7)), Number(day.slice(8, 10))];
}

/** Counts days since 0000-03-01 (years that begin in March put the leap day last). */
export function dayNumber(day: Day): number {
  const [y, m, d] = partsOf(day);
  const year = m <= 2 ? y - 1 : y;
  const era = Math.floor(year / 400);
  const yearOfEra = year - era * 400;
  const dayOfYear = Math.floor((153 * ((m + 9) % 12) + 2) / 5) + d - 1;
  return (
    era * DAYS_PER_ERA + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear
  );
}

/** The day with a given day number; the inverse of `dayNumber`. */
export function dayAt(number: number): Day {
  const era = Math.floor(number / DAYS_PER_ERA);
  const dayOfEra = number - era * DAYS_PER_ERA;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1;
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  return writeDay(yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day);
}

/** The number of days from one day to another; negative when `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return dayNumber(to) - dayNumber(from);
}

/** The day after; deadlines are inclusive, so the first day without effect is the next one. */
export function nextDay(day: Day): Day {
  return dayAt(dayNumber(day) + 1);
}

/** The day before. */
export function previousDay(day: Day): Day {
  return dayAt(dayNumber(day) - 1);
}
