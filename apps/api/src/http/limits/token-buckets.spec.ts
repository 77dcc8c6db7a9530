import { describe, expect, it } from '@jest/globals';
import { array, assert, integer, property } from 'fast-check';
import { TokenBuckets } from './token-buckets.ts';

describe('a bucket of 60 requests a minute', () => {
  it('allows 60 at once, then says to wait a second for the next', () => {
    const buckets = new TokenBuckets(60, 10);
    for (let n = 1; n <= 60; n++)
      expect(buckets.take('a', 0)).toMatchObject({ isAllowed: true, remaining: 60 - n, resetSeconds: n });
    expect(buckets.take('a', 0)).toEqual({
      isAllowed: false,
      remaining: 0,
      resetSeconds: 60,
      retrySeconds: 1,
    });
    expect(buckets.take('a', 999).isAllowed).toBe(false);
    expect(buckets.take('a', 1000).isAllowed).toBe(true);
  });

  it('is full again after a minute, and not fuller', () => {
    const buckets = new TokenBuckets(60, 10);
    buckets.take('a', 0);
    expect(buckets.take('a', 3_600_000).remaining).toBe(59);
  });

  it('is apart for each name', () => {
    const buckets = new TokenBuckets(1, 10);
    expect(['a', 'a', 'b'].map((name) => buckets.take(name, 0).isAllowed)).toEqual([true, false, true]);
  });

  it('tells without spending', () => {
    const buckets = new TokenBuckets(1, 10);
    expect(buckets.look('a', 0).isAllowed).toBe(true);
    expect(buckets.take('a', 0).isAllowed).toBe(true);
    expect(buckets.look('a', 0)).toMatchObject({ isAllowed: false, retrySeconds: 60 });
  });
});

describe('buckets', () => {
  it('remember no more names than they may, and those used last', () => {
    const buckets = new TokenBuckets(2, 3);
    for (const name of ['a', 'b', 'a', 'c', 'd']) buckets.take(name, 0);
    expect(buckets.size).toBe(3);
    expect(buckets.look('a', 0).remaining).toBe(0);
    expect(buckets.look('b', 0).remaining).toBe(2);
  });

  it('never allow more than a minute brings on top of a full bucket', () => {
    assert(
      property(
        integer({ min: 1, max: 200 }),
        array(integer({ min: 0, max: 2000 }), { maxLength: 400 }),
        (perMinute, pauses) => {
          const buckets = new TokenBuckets(perMinute, 5);
          let now = 0;
          let allowed = 0;
          for (const pause of pauses) {
            now += pause;
            if (buckets.take('a', now).isAllowed) allowed += 1;
          }
          expect(allowed).toBeLessThanOrEqual(perMinute + Math.ceil((now * perMinute) / 60_000));
        },
      ),
    );
  });
});
