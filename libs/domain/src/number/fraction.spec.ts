import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { boundHolds } from './bound.ts';
import {
  ceiling,
  compareFractions,
  floor,
  fraction,
  fractionOf,
  minus,
  nearest,
  over,
  parseDecimal,
  plus,
  times,
  toNumber,
} from './fraction.ts';

const fractions = fc
  .tuple(fc.bigInt({ min: -1000n, max: 1000n }), fc.bigInt({ min: 1n, max: 1000n }))
  .map(([n, d]) => fraction(n, d));

describe('fractions', () => {
  it('read numbers as the decimals that documents write', () => {
    expect(fractionOf(26.06)).toEqual({ n: 1303n, d: 50n });
    expect(fractionOf(1e-7)).toEqual({ n: 1n, d: 10_000_000n });
    expect(fractionOf(1e21)).toEqual({ n: 10n ** 21n, d: 1n });
    expect(plus(fractionOf(0.1), fractionOf(0.2))).toEqual(fractionOf(0.3));
    expect(() => fractionOf(Number.NaN)).toThrow('No finite number: NaN');
  });

  it('refuse what is no decimal', () => {
    expect(parseDecimal('')).toBeNull();
    expect(parseDecimal('1.')).toBeNull();
    expect(parseDecimal('0x10')).toBeNull();
  });

  it('round down, up and to the nearest, halves upwards', () => {
    expect([floor(fraction(-7n, 2n)), ceiling(fraction(-7n, 2n)), nearest(fraction(-7n, 2n))]).toEqual([
      -4n,
      -3n,
      -3n,
    ]);
    expect([floor(fraction(7n, 2n)), ceiling(fraction(7n, 2n)), nearest(fraction(7n, 2n))]).toEqual([
      3n,
      4n,
      4n,
    ]);
    expect(toNumber(fraction(1n, 4n))).toBe(0.25);
  });

  it('undo addition by subtraction and multiplication by division', () => {
    fc.assert(
      fc.property(fractions, fractions, (a, b) => {
        expect(minus(plus(a, b), b)).toEqual(a);
        const divisor = b.n === 0n ? fraction(1n) : b;
        expect(over(times(a, divisor), divisor)).toEqual(a);
        expect(compareFractions(a, b)).toBe(-compareFractions(b, a) + 0);
      }),
    );
  });
});

describe('bounds', () => {
  it('hold only if the whole range passes and fail only if all of it does', () => {
    expect(boundHolds(0, 0, 'atMost')).toBe('true');
    expect(boundHolds(-1, 0, 'below')).toBe('unknown');
    expect(boundHolds(0, 1, 'above')).toBe('unknown');
    expect(boundHolds(0, 1, 'below')).toBe('false');
    expect(boundHolds(-2, -1, 'atLeast')).toBe('false');
  });
});
