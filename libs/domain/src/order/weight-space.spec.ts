import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { fraction, fractionOf, toNumber } from '../number/fraction.ts';
import { simplexShareAhead, weightShares, type WeightAxis } from './weight-space.ts';

const WHOLE = fraction(100n);
const axis = (gain: number, low = 0, high = 100): WeightAxis => ({
  gain: fractionOf(gain),
  low: fractionOf(low),
  high: fractionOf(high),
});
const ahead = (...axes: readonly WeightAxis[]): number | null => {
  const shares = weightShares(axes, WHOLE);
  return shares === null ? null : toNumber(shares.ahead);
};

describe('the share of weights on which one side is ahead', () => {
  it('has the known closed forms', () => {
    // 30 w > 10 (1 - w) from w = 1/4 on.
    expect(simplexShareAhead([fraction(30n), fraction(-10n)])).toEqual(fraction(3n, 4n));
    // The third weight below one half: all but a quarter of the triangle.
    expect(simplexShareAhead([fraction(1n), fraction(1n), fraction(-1n)])).toEqual(fraction(3n, 4n));
    expect(simplexShareAhead([fraction(1n), fraction(-1n), fraction(-1n)])).toEqual(fraction(1n, 4n));
    expect(simplexShareAhead([fraction(1n), fraction(2n)])).toEqual(fraction(1n));
    expect(simplexShareAhead([fraction(-1n), fraction(0n)])).toEqual(fraction(0n));
  });

  it('keeps to the bounds of the weights', () => {
    // First weight from 20 to 40, ahead from 25 on.
    expect(ahead(axis(30, 20, 40), axis(-10))).toBe(0.75);
    expect(ahead(axis(30, 0, 20), axis(-10))).toBe(0);
    expect(ahead(axis(30, 30, 100), axis(-10))).toBe(1);
    expect(ahead(axis(30), axis(-10, 60, 100))).toBe(0.375);
  });

  it('knows when one weighting or none fits', () => {
    expect(ahead(axis(1, 60, 60), axis(-1, 40, 40))).toBe(1);
    expect(ahead(axis(1, 0, 40), axis(-1, 0, 60))).toBe(0);
    expect(ahead(axis(1, 50, 50), axis(-2))).toBe(0);
    expect(ahead(axis(1, 60, 100), axis(-1, 60, 100))).toBeNull();
    expect(ahead(axis(1, 0, 40), axis(-1, 0, 40))).toBeNull();
  });

  it('reports nothing but ties for equal sides', () => {
    expect(weightShares([axis(0), axis(0), axis(0)], WHOLE)).toEqual({
      ahead: fraction(0n),
      behind: fraction(0n),
      tie: fraction(1n),
    });
  });

  it('agrees with a fine grid over bounded weights', () => {
    const gains = fc.integer({ min: -20, max: 20 });
    const bounds = fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 36, max: 100 }));
    fc.assert(
      fc.property(
        fc.tuple(gains, gains, gains),
        fc.tuple(bounds, bounds, bounds),
        ([g1, g2, g3], [b1, b2, b3]) => {
          const exact = weightShares([axis(g1, ...b1), axis(g2, ...b2), axis(g3, ...b3)], WHOLE);
          let inside = 0;
          let won = 0;
          let lost = 0;
          const step = 0.5;
          for (let w1 = b1[0] + step / 2; w1 < b1[1]; w1 += step) {
            for (let w2 = b2[0] + step / 2; w2 < b2[1]; w2 += step) {
              const w3 = 100 - w1 - w2;
              if (w3 < b3[0] || w3 > b3[1]) continue;
              inside += 1;
              const lead = g1 * w1 + g2 * w2 + g3 * w3;
              if (lead > 0) won += 1;
              if (lead < 0) lost += 1;
            }
          }
          if (exact === null || inside < 2000) return;
          expect(Math.abs(toNumber(exact.ahead) - won / inside)).toBeLessThan(0.1);
          expect(Math.abs(toNumber(exact.behind) - lost / inside)).toBeLessThan(0.1);
          expect(toNumber(exact.ahead) + toNumber(exact.behind) + toNumber(exact.tie)).toBeCloseTo(1, 12);
        },
      ),
      { numRuns: 60 },
    );
  });
});
