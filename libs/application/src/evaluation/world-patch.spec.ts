import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { EMPTY_WORLD, LayeredMap, type Offering, type World } from '#domain';
import { patchesBetween, patched } from './world-patch.ts';

function offering(id: string, edition: string): Offering {
  return {
    id,
    vendor: 'v',
    name: id,
    edition,
    status: 'available',
    available: { from: null, to: null },
    operator: null,
    runsOn: null,
  };
}

/** What another thread makes of the news: nothing is shared with it. */
function mirrored(mirror: World, before: World, after: World): World {
  let world = mirror;
  for (const patch of patchesBetween(before, after)) world = patched(world, structuredClone(patch));
  return world;
}

const edit = fc.record({
  id: fc.constantFrom('a', 'b', 'c', 'd'),
  edition: fc.option(fc.constantFrom('public', 'government'), { nil: undefined }),
  stale: fc.option(fc.constantFrom('2026-01-01', '2026-02-01'), { nil: undefined }),
});

describe('news of worlds', () => {
  it('make the mirror equal to the world after any edits, and leave alone what was not touched', () => {
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 8 }), (edits) => {
        let world = EMPTY_WORLD;
        let mirror = mirrored(EMPTY_WORLD, EMPTY_WORLD, EMPTY_WORLD);
        edits.forEach(({ id, edition, stale }, step) => {
          const before = world;
          const changed = edition === undefined ? undefined : offering(id, edition);
          world = {
            ...before,
            position: `1-${step + 1}`,
            offerings: LayeredMap.from(before.offerings).with(new Map([[id, changed]])),
            ...(stale === undefined ? {} : { staleFeeds: new Map([['feed', stale]]) }),
          };
          const last = mirror;
          mirror = mirrored(last, before, world);
          expect(mirror.position).toBe(world.position);
          expect(new Map(mirror.offerings)).toEqual(new Map(world.offerings));
          expect(mirror.staleFeeds).toEqual(world.staleFeeds);
          expect(mirror.facts).toBe(last.facts);
          expect(mirror.staleFeeds === last.staleFeeds).toBe(stale === undefined);
        });
      }),
    );
  });

  it('come in several pieces where a world is large', () => {
    const many = new Map(
      Array.from({ length: 120_000 }, (_, at) => [`o${at}`, offering(`o${at}`, 'public')]),
    );
    const world: World = { ...EMPTY_WORLD, position: '1-1', offerings: many };
    expect([...patchesBetween(EMPTY_WORLD, world)]).toHaveLength(4);
    let mirror: World = EMPTY_WORLD;
    for (const patch of patchesBetween(EMPTY_WORLD, world)) mirror = patched(mirror, patch);
    expect(mirror.offerings.size).toBe(120_000);
    expect(mirror.offerings.get('o119999')).toBe(many.get('o119999'));
  });
});
