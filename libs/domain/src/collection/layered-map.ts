/**
 * An immutable map whose successors share its entries: a change costs about the square root of the size instead of a
 * copy of everything. Entries keep the order in which their keys first came.
 */
export class LayeredMap<K, V> implements ReadonlyMap<K, V> {
  readonly #base: ReadonlyMap<K, V>;
  /** `undefined` marks a removed key. */
  readonly #changes: ReadonlyMap<K, V | undefined>;
  readonly size: number;

  private constructor(base: ReadonlyMap<K, V>, changes: ReadonlyMap<K, V | undefined>, size: number) {
    this.#base = base;
    this.#changes = changes;
    this.size = size;
  }

  /** The map without entries. */
  static empty<K, V>(): LayeredMap<K, V> {
    return new LayeredMap<K, V>(new Map(), new Map(), 0);
  }

  /** The same entries as a map that can share them with its successors. */
  static from<K, V>(map: ReadonlyMap<K, V>): LayeredMap<K, V> {
    return map instanceof LayeredMap ? map : new LayeredMap<K, V>(map, new Map(), map.size);
  }

  /** Returns the map after the changes; `undefined` removes a key. */
  with(changes: ReadonlyMap<K, V | undefined>): LayeredMap<K, V> {
    if (changes.size === 0) return this;
    // Past the square root of the base, rebuilding once is cheaper than copying the changes every time.
    const isFew = this.#changes.size + changes.size <= Math.max(64, Math.sqrt(this.#base.size));
    return isFew ? this.#withFew(changes) : this.#rebuilt(changes);
  }

  #withFew(changes: ReadonlyMap<K, V | undefined>): LayeredMap<K, V> {
    const merged = new Map(this.#changes);
    let { size } = this;
    for (const [key, value] of changes) {
      if (this.has(key)) size -= 1;
      if (value !== undefined) size += 1;
      merged.set(key, value);
    }
    return new LayeredMap(this.#base, merged, size);
  }

  #rebuilt(changes: ReadonlyMap<K, V | undefined>): LayeredMap<K, V> {
    const base = new Map(this.#base);
    for (const layer of [this.#changes, changes]) {
      for (const [key, value] of layer) {
        if (value === undefined) base.delete(key);
        else base.set(key, value);
      }
    }
    return new LayeredMap<K, V>(base, new Map(), base.size);
  }

  /**
   * The keys that were set or removed since another map of which this one is a successor, or the other way round;
   * `null` where the two don't share their base, so that only comparing all entries would tell.
   */
  changedSince(before: ReadonlyMap<K, V>): ReadonlySet<K> | null {
    if (!(before instanceof LayeredMap) || before.#base !== this.#base) return null;
    const keys: Iterable<K> = [...before.#changes.keys(), ...this.#changes.keys()];
    return new Set(keys);
  }

  get(key: K): V | undefined {
    const changed = this.#changes.get(key);
    return changed !== undefined || this.#changes.has(key) ? changed : this.#base.get(key);
  }

  has(key: K): boolean {
    return this.get(key) !== undefined;
  }

  *entries(): MapIterator<[K, V]> {
    for (const [key, value] of this.#base) {
      const current = this.#changes.has(key) ? this.#changes.get(key) : value;
      if (current !== undefined) yield [key, current];
    }
    for (const [key, value] of this.#changes) {
      if (value !== undefined && !this.#base.has(key)) yield [key, value];
    }
  }

  *keys(): MapIterator<K> {
    for (const [key] of this.entries()) yield key;
  }

  *values(): MapIterator<V> {
    for (const [, value] of this.entries()) yield value;
  }

  [Symbol.iterator](): MapIterator<[K, V]> {
    return this.entries();
  }

  forEach(visit: (value: V, key: K, map: ReadonlyMap<K, V>) => void): void {
    for (const [key, value] of this.entries()) visit(value, key, this);
  }
}
