import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { bucketOf, millisecondsOf, percentilesOf } from './job-durations.ts';

describe('buckets of durations', () => {
  it('stand for what is in them within 6 %', () => {
    fc.assert(
      fc.property(fc.double({ min: 10, max: 15_000_000, noNaN: true }), (milliseconds) => {
        const told = millisecondsOf(bucketOf(milliseconds));
        // Whole milliseconds are told, so half of one may come on top.
        expect(Math.abs(told - milliseconds)).toBeLessThan(0.0596 * milliseconds + 0.5);
      }),
    );
  });

  it('grow with the duration, from nothing to half a day', () => {
    expect([0, 0.4, Number.NaN, -5].map(bucketOf)).toEqual([0, 0, 0, 0]);
    expect([1, 2, 4, 1024].map(bucketOf)).toEqual([1, 7, 13, 61]);
    expect(bucketOf(12 * 3_600_000)).toBe(bucketOf(5 * 3_600_000));
  });
});

describe('percentiles', () => {
  it('are none of no jobs', () => {
    expect(percentilesOf(new Map())).toBeNull();
  });

  it('are the durations that half, 95 and 99 of a hundred jobs stay under', () => {
    const counted = new Map([
      [bucketOf(100), 90],
      [bucketOf(1000), 8],
      [bucketOf(10_000), 2],
    ]);
    const { p50, p95, p99 } = percentilesOf(counted) ?? { p50: 0, p95: 0, p99: 0 };
    expect([p50, p95, p99].map((told) => Math.round(Math.log10(told)))).toEqual([2, 3, 4]);
  });

  it('of a single job are its duration', () => {
    expect(percentilesOf(new Map([[0, 1]]))).toEqual({ p50: 0, p95: 0, p99: 0 });
  });
});
