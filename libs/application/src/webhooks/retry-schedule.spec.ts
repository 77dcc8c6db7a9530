import { describe, expect, it } from '@jest/globals';
import { retryAfterMs, retryInMs } from './retry-schedule.ts';

const HOUR = 3600_000;

describe('retryInMs', () => {
  it('takes the pauses of the schedule one after the other, and then none', () => {
    const pauses = [1, 2, 3].map((attempts) => retryInMs([1000, 60_000], attempts, null, 0.5));
    expect(pauses).toEqual([1000, 60_000, null]);
  });

  it('varies a pause by a tenth in both directions', () => {
    expect([0, 1].map((chance) => retryInMs([1000], 1, null, chance))).toEqual([900, 1100]);
  });

  it('waits longer when the receiver asks for it, but not shorter and not more than a day', () => {
    expect(retryInMs([1000], 1, 5000, 0.5)).toBe(5000);
    expect(retryInMs([1000], 1, 10, 0.5)).toBe(1000);
    expect(retryInMs([1000], 1, 1000 * HOUR, 0.5)).toBe(24 * HOUR);
  });

  it('does not go on because the receiver asks for it', () => {
    expect(retryInMs([], 1, 5000, 0.5)).toBeNull();
  });
});

describe('retryAfterMs', () => {
  const now = new Date('2026-11-24T10:00:00Z');

  it.each([
    ['120', 120_000],
    [' 5 ', 5000],
    ['Tue, 24 Nov 2026 10:01:00 GMT', 60_000],
    ['Tue, 24 Nov 2026 09:00:00 GMT', 0],
    ['soon', null],
    ['', null],
    [null, null],
  ])('reads %p as %p ms', (header, expected) => {
    expect(retryAfterMs(header, now)).toBe(expected);
  });
});
