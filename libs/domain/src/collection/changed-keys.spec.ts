import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { changedKeys } from './changed-keys.ts';
import { LayeredMap } from './layered-map.ts';
import { OverlaidMap } from './overlaid-map.ts';

const KEYS = ['a', 'b', 'c', 'd', 'e', 'f'];
const edit = fc.record({
  key: fc.constantFrom(...KEYS),
  value: fc.option(fc.integer({ min: 0, max: 3 }), { nil: undefined }),
  above: fc.boolean(),
});

/** By looking at every key. */
function differing(before: ReadonlyMap<string, number>, after: ReadonlyMap<string, number>): string[] {
  return KEYS.filter((key) => before.get(key) !== after.get(key));
}

describe('changedKeys', () => {
  it('names exactly the keys whose values differ, after any changes and whatever lies over them', () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 12 }), (edits) => {
        let below = LayeredMap.from(new Map(KEYS.slice(0, 4).map((key, index) => [key, index])));
        const above = new Map<string, number>();
        const maps: ReadonlyMap<string, number>[] = [below];
        for (const { key, value, above: over } of edits) {
          if (!over) below = below.with(new Map([[key, value]]));
          else if (value === undefined) above.delete(key);
          else above.set(key, value);
          maps.push(above.size === 0 ? below : new OverlaidMap(below, new Map(above)));
        }
        for (const before of maps) {
          for (const after of maps)
            expect([...changedKeys(before, after)].toSorted()).toEqual(differing(before, after));
        }
      }),
    );
  });

  it('compares maps of different origin entry by entry', () => {
    const before = new Map([
      ['a', 1],
      ['b', 2],
      ['c', 3],
    ]);
    const after = new Map([
      ['a', 1],
      ['b', 5],
      ['d', 4],
    ]);
    expect(changedKeys(before, after)).toEqual(['b', 'd', 'c']);
  });
});
