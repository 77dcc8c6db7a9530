import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { dayAt, dayNumber, daysBetween, firstDay, isDay, nextDay, previousDay } from './day.ts';
import {
  addDuration,
  ageAtLeast,
  ageAtMost,
  compareDurations,
  durationMeets,
  parseDuration,
  subtractDuration,
  type Duration,
} from './duration.ts';

function duration(text: string): Duration {
  const parsed = parseDuration(text);
  if (parsed === null) throw new Error(`No duration: ${text}`);
  return parsed;
}

const days = fc.integer({ min: dayNumber('1900-01-01'), max: dayNumber('2199-12-31') }).map(dayAt);

describe('days', () => {
  it.each(['2026-02-30', '2026-13-01', '2025-02-29', '1900-02-29', '0000-01-01', '2026-1-1', '2026', ''])(
    'refuses %j as a calendar date',
    (text) => {
      expect(isDay(text)).toBe(false);
    },
  );

  it.each(['2024-02-29', '2000-02-29', '2026-12-31', '0001-01-01', '9999-12-31'])('accepts %j', (text) => {
    expect(isDay(text)).toBe(true);
  });

  it.each([
    ['2017', '2017-01-01'],
    ['2025-11', '2025-11-01'],
    ['2025-11-24', '2025-11-24'],
    ['2025-13', null],
    ['2026-02-30', null],
    ['last year', null],
  ])('reads the partial date %j as its first day', (stated, day) => {
    expect(firstDay(stated)).toBe(day);
  });

  it('steps over the ends of months, years and leap days', () => {
    expect(nextDay('2026-12-31')).toBe('2027-01-01');
    expect(nextDay('2024-02-28')).toBe('2024-02-29');
    expect(nextDay('2025-02-28')).toBe('2025-03-01');
    expect(previousDay('2024-03-01')).toBe('2024-02-29');
    expect(nextDay('9999-12-31')).toBe('9999-12-31');
  });

  it('counts days as the civil calendar does', () => {
    // 2000 is a leap year: 366 days.
    expect(daysBetween('2000-01-01', '2001-01-01')).toBe(366);
    expect(daysBetween('2026-11-24', '2026-11-24')).toBe(0);
    expect(daysBetween('2026-03-01', '2026-02-28')).toBe(-1);
  });

  it('agrees with the proleptic Gregorian calendar of the platform', () => {
    fc.assert(
      fc.property(days, (day) => {
        const next = new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
        expect(nextDay(day)).toBe(next);
        expect(dayAt(dayNumber(day))).toBe(day);
      }),
    );
  });
});

describe('durations', () => {
  it.each([
    ['P3Y', { months: 36, days: 0 }],
    ['P12M', { months: 12, days: 0 }],
    ['P90D', { months: 0, days: 90 }],
    ['P6W', { months: 0, days: 42 }],
    ['P1Y6M', { months: 18, days: 0 }],
    ['P1Y2M10D', { months: 14, days: 10 }],
  ])('reads %j', (text, expected) => {
    expect(parseDuration(text)).toEqual(expected);
  });

  it.each(['P', '', 'P-1D', 'PT24H', 'P1.5Y', '3Y', 'P1M1Y', 'p1y'])('refuses %j', (text) => {
    expect(parseDuration(text)).toBeNull();
  });

  it.each([
    ['2026-01-31', 'P1M', '2026-02-28'],
    ['2024-01-31', 'P1M', '2024-02-29'],
    ['2024-02-29', 'P1Y', '2025-02-28'],
    ['2026-08-31', 'P1M1D', '2026-10-01'],
    ['2026-11-24', 'P3Y', '2029-11-24'],
    ['2026-11-24', 'P6W', '2027-01-05'],
    ['2026-11-24', 'P90D', '2027-02-22'],
    ['9999-06-01', 'P1Y', '9999-12-31'],
  ])('adds to %s the duration %s: %s', (day, text, expected) => {
    expect(addDuration(day, duration(text))).toBe(expected);
  });

  it.each([
    ['2026-03-31', 'P1M', '2026-02-28'],
    ['2024-02-29', 'P12M', '2023-02-28'],
    ['2026-01-15', 'P1M15D', '2025-11-30'],
  ])('takes away from %s the duration %s: %s', (day, text, expected) => {
    expect(subtractDuration(day, duration(text))).toBe(expected);
  });

  it('knows that twelve months are a year', () => {
    expect(compareDurations(duration('P12M'), duration('P1Y'))).toEqual({ low: 0, high: 0 });
    expect(durationMeets(duration('P12M'), 'atLeast', duration('P1Y'))).toBe('true');
    expect(durationMeets(duration('P12M'), 'above', duration('P1Y'))).toBe('false');
  });

  it('leaves open how thirty days compare with a month, but not thirty-one or twenty-seven', () => {
    expect(durationMeets(duration('P30D'), 'atLeast', duration('P1M'))).toBe('unknown');
    expect(durationMeets(duration('P31D'), 'atLeast', duration('P1M'))).toBe('true');
    expect(durationMeets(duration('P27D'), 'atLeast', duration('P1M'))).toBe('false');
    expect(durationMeets(duration('P28D'), 'atMost', duration('P1M'))).toBe('true');
    // Three months have 89 (December to February of a common year: 90; February to April: 89) to 92 days.
    expect(compareDurations(duration('P3M'), duration('P90D'))).toEqual({ low: -1, high: 2 });
    expect(compareDurations(duration('P1Y'), duration('P365D'))).toEqual({ low: 0, high: 1 });
  });

  it('encloses the difference on every day that two durations may start', () => {
    const lengths = fc.record({ months: fc.nat(60), days: fc.nat(400) });
    fc.assert(
      fc.property(days, lengths, lengths, (day, a, b) => {
        const difference = daysBetween(addDuration(day, b), addDuration(day, a));
        const { low, high } = compareDurations(a, b);
        expect(difference).toBeGreaterThanOrEqual(low);
        expect(difference).toBeLessThanOrEqual(high);
      }),
    );
  });

  it('counts the day on which an age is reached, both ways', () => {
    const year = duration('P12M');
    expect(ageAtMost('2025-11-24', year, '2026-11-24')).toBe(true);
    expect(ageAtMost('2025-11-24', year, '2026-11-25')).toBe(false);
    expect(ageAtLeast('2025-11-24', year, '2026-11-24')).toBe(true);
    expect(ageAtLeast('2025-11-24', year, '2026-11-23')).toBe(false);
  });
});
