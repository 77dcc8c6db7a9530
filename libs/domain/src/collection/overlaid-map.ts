/**
 * A map with some entries of another put over it, without copying the other: worlds hold a great many subjects, and an
 * overlay touches few of them.
 */
export class OverlaidMap<Key, Value> implements ReadonlyMap<Key, Value> {
  readonly [Symbol.toStringTag] = 'OverlaidMap';

  constructor(
    private readonly below: ReadonlyMap<Key, Value>,
    private readonly above: ReadonlyMap<Key, Value>,
  ) {}

  /** The map that entries are put over, and these entries. */
  get layers(): { readonly below: ReadonlyMap<Key, Value>; readonly above: ReadonlyMap<Key, Value> } {
    return { below: this.below, above: this.above };
  }

  get size(): number {
    let added = 0;
    for (const key of this.above.keys()) if (!this.below.has(key)) added += 1;
    return this.below.size + added;
  }

  get(key: Key): Value | undefined {
    return this.above.has(key) ? this.above.get(key) : this.below.get(key);
  }

  has(key: Key): boolean {
    return this.above.has(key) || this.below.has(key);
  }

  *entries(): MapIterator<[Key, Value]> {
    for (const [key, value] of this.below) yield [key, this.above.get(key) ?? value];
    for (const [key, value] of this.above) if (!this.below.has(key)) yield [key, value];
  }

  *keys(): MapIterator<Key> {
    for (const [key] of this.entries()) yield key;
  }

  *values(): MapIterator<Value> {
    for (const [, value] of this.entries()) yield value;
  }

  [Symbol.iterator](): MapIterator<[Key, Value]> {
    return this.entries();
  }

  forEach(callback: (value: Value, key: Key, map: ReadonlyMap<Key, Value>) => void): void {
    for (const [key, value] of this.entries()) callback(value, key, this);
  }
}
