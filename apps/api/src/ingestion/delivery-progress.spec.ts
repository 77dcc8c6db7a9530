import { describe, expect, it } from '@jest/globals';
import { progressOf } from './delivery-progress.ts';

const NOW = new Date('2026-11-24T09:00:10Z');
const READING = {
  started: new Date('2026-11-24T09:00:00Z'),
  finished: null,
  received: 1234,
  counts: { applied: 1200, unchanged: 0, superseded: 0, duplicate: 0, quarantined: 34, pending: 0 },
  bytes: { total: 4000, read: 1000 },
};

describe('progressOf', () => {
  it('tells the items of a second, and the time left from the bytes that are left', () => {
    // 1,234 items in 10 s; a quarter of the bytes took 10 s, so three quarters take 30 s.
    expect(progressOf(READING, NOW)).toEqual({ rate: 123.4, eta: new Date('2026-11-24T09:00:40Z') });
  });

  it('tells nothing before reading begins or has a rate', () => {
    expect(progressOf({ ...READING, started: null }, NOW)).toEqual({ rate: null, eta: null });
    const begun = { ...READING, received: 0, bytes: { total: 4000, read: 0 } };
    expect(progressOf({ ...begun, counts: { ...READING.counts, applied: 0, quarantined: 0 } }, NOW)).toEqual({
      rate: 0,
      eta: null,
    });
  });

  it('goes by pending items once every byte is read', () => {
    const counts = { ...READING.counts, applied: 966, pending: 234 };
    // 1,000 of 1,234 in 10 s: 100 a second, so 234 take 2.34 s.
    expect(progressOf({ ...READING, counts, bytes: { total: 4000, read: 4000 } }, NOW)).toEqual({
      rate: 100,
      eta: new Date('2026-11-24T09:00:12.340Z'),
    });
  });

  it('tells the rate of the whole at the end, and no time left', () => {
    const finished = new Date('2026-11-24T09:00:20Z');
    expect(progressOf({ ...READING, finished }, NOW)).toEqual({ rate: 61.7, eta: null });
  });
});
