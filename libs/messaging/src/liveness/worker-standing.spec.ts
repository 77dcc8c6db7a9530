import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { begunAt, isStuck, type Look, standingAfter } from './worker-standing.ts';

const TIMES = { everyMs: 5_000, stuckMs: 60_000 };

/** Whether a worker is found stuck at any of these looks, five seconds apart if they don't say when. */
function stuckAt(looks: readonly Partial<Look>[]): number[] {
  let standing = begunAt(0);
  return looks.flatMap((stated, index) => {
    const look: Look = {
      at: (index + 1) * TIMES.everyMs,
      signs: 0,
      queue: 'seen',
      oldestWaitingMs: 600_000,
      ...stated,
    };
    standing = standingAfter(standing, look, TIMES);
    return isStuck(standing, look, TIMES) ? [look.at] : [];
  });
}

const looks = (count: number, stated: (index: number) => Partial<Look> = () => ({})): Partial<Look>[] =>
  Array.from({ length: count }, (_, index) => stated(index));

describe('a worker', () => {
  it('is stuck when jobs wait and it has done nothing for the whole time', () => {
    expect(stuckAt(looks(13))).toEqual([60_000, 65_000]);
  });

  it('is not stuck while nothing waits', () => {
    expect(stuckAt(looks(100, () => ({ oldestWaitingMs: null })))).toEqual([]);
  });

  it('is not stuck while others take every job before it has waited that long', () => {
    expect(stuckAt(looks(100, () => ({ oldestWaitingMs: 59_999 })))).toEqual([]);
  });

  it('has the whole time from when something waits', () => {
    const idle = looks(20, () => ({ oldestWaitingMs: null }));
    // The last look without work was at 100 s.
    expect(stuckAt([...idle, ...looks(12)])).toEqual([160_000]);
  });

  it('is stuck when the queue answers others and not it', () => {
    expect(stuckAt(looks(12, () => ({ queue: 'deaf', oldestWaitingMs: null })))).toEqual([60_000]);
  });

  it('is not stuck while the queue is away, and has the whole time after its return', () => {
    const away = looks(60, () => ({ queue: 'away', oldestWaitingMs: null }));
    expect(stuckAt([...away, ...looks(12)])).toEqual([360_000]);
  });

  it('is not stuck when the whole process stood still', () => {
    // Looked at 5 s, then frozen until 10 minutes: the next look is the first of a new time.
    expect(stuckAt([{}, { at: 600_000 }, { at: 605_000 }])).toEqual([]);
  });

  it('is stuck again when it was slow first and then stopped', () => {
    const slow = looks(24, (index) => ({ signs: Math.floor(index / 6) }));
    // The fourth sign was seen at the 19th look, at 95 s; signs stay three from there.
    expect(stuckAt([...slow, ...looks(8, () => ({ signs: 3 }))])).toEqual([155_000, 160_000]);
  });

  it('that is slow but gets on is never found stuck, whatever else happens', () => {
    const anything = fc.record({
      queue: fc.constantFrom<Look['queue']>('seen', 'deaf', 'away'),
      oldestWaitingMs: fc.option(fc.nat(10_000_000)),
      gapMs: fc.integer({ min: 1, max: 100_000 }),
      getsOn: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 200 }), (happenings) => {
        let [at, signs, signAt] = [0, 0, 0];
        const seen = happenings.map(({ queue, oldestWaitingMs, gapMs, getsOn }): Partial<Look> => {
          at += gapMs;
          // One sign within the time is enough, at whichever look it comes.
          if (getsOn || at - signAt >= TIMES.stuckMs) [signs, signAt] = [signs + 1, at];
          return { at, signs, queue, oldestWaitingMs };
        });
        expect(stuckAt(seen)).toEqual([]);
      }),
    );
  });
});
