/** Beyond so many numbers on either side a table of pairs is too sparse to be worth its memory. */
const DENSE = 2_048;
/** Up to so many pairs are looked up by their hash: tables by the left number would hold a few hundred bytes for each. */
const FEW = 256;
/** A number of few pairs has so many bits; that of the pair itself has 22. */
const BITS = 8;
/** Beyond any number of rows that fit into memory; products of two stay exact. */
const WIDE = 2 ** 26;
const UNKNOWN = -1;
/** 2^32 divided by the golden ratio: neighbouring numbers are spread over all places. */
const SPREAD = 0x9e3779b1;
const NO_PAIRS = new Int32Array(0);

/** Numbers pairs of small numbers in the order in which they come. */
export class PairNumbering {
  /** A pair with its number each, at the first free place from that of its hash; at least half is free. */
  private few: Int32Array | null = new Int32Array(8).fill(UNKNOWN);
  /** By the left number: the pair's number by the right one. Used once the pairs are no longer few. */
  private readonly dense: Int32Array[] = [];
  private sparse: Map<number, number> | null = null;
  private count = 0;

  get size(): number {
    return this.count;
  }

  of(left: number, right: number): number {
    const { few } = this;
    const known = few === null ? this.dense[left]?.[right] : numberIn(few, left, right);
    return known === undefined || known === UNKNOWN ? this.learn(left, right) : known;
  }

  private learn(left: number, right: number): number {
    if (left >= DENSE || right >= DENSE) return this.learnSparsely(left * WIDE + right);
    if (this.few !== null && this.count >= FEW) this.spread(this.few);
    if (this.few === null) this.learnDensely(left, right, this.count);
    else this.few = withPair(this.few, left * DENSE + right, this.count);
    this.count += 1;
    return this.count - 1;
  }

  private learnDensely(left: number, right: number, number: number): void {
    while (this.dense.length <= left) this.dense.push(NO_PAIRS);
    let table = this.dense[left] ?? NO_PAIRS;
    if (right >= table.length) {
      const grown = new Int32Array(Math.max(8, 2 * right)).fill(UNKNOWN);
      grown.set(table);
      table = grown;
      this.dense[left] = table;
    }
    table[right] = number;
  }

  private spread(few: Int32Array): void {
    for (const entry of few) {
      const pair = entry >>> BITS;
      if (entry !== UNKNOWN) this.learnDensely(Math.floor(pair / DENSE), pair % DENSE, entry & (FEW - 1));
    }
    this.few = null;
  }

  private learnSparsely(pair: number): number {
    this.sparse ??= new Map();
    let number = this.sparse.get(pair);
    if (number === undefined) {
      number = this.count;
      this.count += 1;
      this.sparse.set(pair, number);
    }
    return number;
  }
}

/** The place of a pair, or the free one where it belongs. */
function placeOf(few: Int32Array, pair: number): number {
  const last = few.length - 1;
  let at = (Math.imul(pair, SPREAD) >>> 15) & last;
  for (
    let entry = few[at] ?? UNKNOWN;
    entry !== UNKNOWN && entry >>> BITS !== pair;
    entry = few[at] ?? UNKNOWN
  )
    at = (at + 1) & last;
  return at;
}

function numberIn(few: Int32Array, left: number, right: number): number {
  if (left >= DENSE || right >= DENSE) return UNKNOWN;
  const entry = few[placeOf(few, left * DENSE + right)] ?? UNKNOWN;
  return entry === UNKNOWN ? UNKNOWN : entry & (FEW - 1);
}

/** The same with one pair more, in a table of twice the size if half of this one is taken. */
function withPair(few: Int32Array, pair: number, number: number): Int32Array {
  let table = few;
  // Numbers count up, so the highest says how many there are at most.
  if ((number + 1) * 2 > few.length) {
    table = new Int32Array(few.length * 2).fill(UNKNOWN);
    for (const entry of few) if (entry !== UNKNOWN) table[placeOf(table, entry >>> BITS)] = entry;
  }
  table[placeOf(table, pair)] = (pair << BITS) | number;
  return table;
}
