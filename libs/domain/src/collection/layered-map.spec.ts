import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { LayeredMap } from './layered-map.ts';

describe('LayeredMap', () => {
  it('equals a plain map after any changes, and leaves its predecessors alone', () => {
    const change = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 300 }), fc.option(fc.integer(), { nil: undefined })),
      {
        maxLength: 80,
      },
    );
    fc.assert(
      fc.property(fc.array(change, { maxLength: 12 }), (changes) => {
        let layered = LayeredMap.empty<number, number>();
        const plain = new Map<number, number>();
        for (const entries of changes) {
          const before = [...layered];
          const next = layered.with(new Map(entries));
          expect([...layered]).toEqual(before);
          layered = next;
          for (const [key, value] of new Map(entries)) {
            if (value === undefined) plain.delete(key);
            else plain.set(key, value);
          }
          expect(new Map(layered)).toEqual(plain);
          expect(layered.size).toBe(plain.size);
        }
      }),
    );
  });

  it('keeps a replaced entry where it was', () => {
    const map = LayeredMap.from(
      new Map([
        ['a', 1],
        ['b', 2],
      ]),
    ).with(
      new Map([
        ['c', 3],
        ['a', 4],
      ]),
    );
    expect([...map.keys()]).toEqual(['a', 'b', 'c']);
    expect([...map.values()]).toEqual([4, 2, 3]);
  });
});
