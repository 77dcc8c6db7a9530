import { LayeredMap } from './layered-map.ts';
import { OverlaidMap } from './overlaid-map.ts';

/**
 * The keys under which two maps don't hold the same object. Where one was made from the other, the maps themselves say
 * what was touched in between; only maps of different origin are compared entry by entry.
 */
export function changedKeys<K, V>(before: ReadonlyMap<K, V>, after: ReadonlyMap<K, V>): readonly K[] {
  if (before === after) return [];
  const touched = touchedKeys(before, after);
  if (touched !== null) return [...touched].filter((key) => before.get(key) !== after.get(key));
  const keys: K[] = [];
  for (const [key, value] of after) if (before.get(key) !== value) keys.push(key);
  for (const key of before.keys()) if (!after.has(key)) keys.push(key);
  return keys;
}

/** A few keys among which all that differ are; `null` where all keys may. */
function touchedKeys<K, V>(before: ReadonlyMap<K, V>, after: ReadonlyMap<K, V>): ReadonlySet<K> | null {
  if (before === after) return new Set();
  if (before instanceof OverlaidMap || after instanceof OverlaidMap) {
    const [old, young] = [layersOf(before), layersOf(after)];
    const below = touchedKeys(old.below, young.below);
    return below === null ? null : new Set([...below, ...old.above, ...young.above]);
  }
  return after instanceof LayeredMap ? after.changedSince(before) : null;
}

function layersOf<K, V>(map: ReadonlyMap<K, V>): { below: ReadonlyMap<K, V>; above: Iterable<K> } {
  if (!(map instanceof OverlaidMap)) return { below: map, above: [] };
  const { below, above }: OverlaidMap<K, V>['layers'] = map.layers;
  return { below, above: above.keys() };
}
