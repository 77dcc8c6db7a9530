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
        for (const [left, right] of pairs) {
          const key = `${left} ${right}`;
          if (!expected.has(key)) expected.set(key, expected.size);
          expect(numbering.of(left, right)).toBe(expected.get(key));
        }
        expect(numbering.size).toBe(expected.size);
      }),
    );
  });
});
