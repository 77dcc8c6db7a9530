import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { PairNumbering } from './pair-numbering.ts';

describe('numbers of pairs', () => {
  it('are the same for equal pairs only, and count up from 0, for small and large numbers', () => {
    const side = fc.oneof(fc.nat(20), fc.integer({ min: 2_000, max: 100_000 }));
    fc.assert(
      fc.property(fc.array(fc.tuple(side, side), { maxLength: 200 }), (pairs) => {
        const numbering = new PairNumbering();
        const expected = new Map<string, number>();
        for (const [left, right] of [...pairs, ...pairs]) {
          const key = `${left} ${right}`;
          if (!expected.has(key)) expected.set(key, expected.size);
          expect(numbering.of(left, right)).toBe(expected.get(key));
        }
        expect(numbering.size).toBe(expected.size);
      }),
    );
  });

  it('are the same before and after they have become many', () => {
    const numbering = new PairNumbering();
    const expected = Array.from({ length: 1_000 }, (_, n) => n);
    const numbers = (): number[] => expected.map((n) => numbering.of(n % 40, Math.floor(n / 40)));
    expect(numbers()).toEqual(expected);
    expect(numbers()).toEqual(expected);
    expect(numbering.of(5_000, 1)).toBe(1_000);
    expect(numbering.of(39, 24)).toBe(999);
  });
});
