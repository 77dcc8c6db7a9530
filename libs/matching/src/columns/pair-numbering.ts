/** Beyond so many numbers on either side a table of pairs is too sparse to be worth its memory. */
const DENSE = 2_048;
/** Beyond any number of rows that fit into memory; products of two stay exact. */
const WIDE = 2 ** 26;
const UNKNOWN = -1;

/** Numbers pairs of small numbers in the order in which they come. */
export class PairNumbering {
  /** By the left number: the pair's number by the right one. */
  private readonly dense: Int32Array[] = [];
  private readonly sparse = new Map<number, number>();
  private count = 0;

  get size(): number {
    return this.count;
  }

  of(left: number, right: number): number {
    const known = this.dense[left]?.[right];
    return known === undefined || known === UNKNOWN ? this.learn(left, right) : known;
  }

  private learn(left: number, right: number): number {
    if (left >= DENSE || right >= DENSE) return this.learnSparsely(left * WIDE + right);
    while (this.dense.length <= left) this.dense.push(new Int32Array(0));
    let table = this.dense[left] ?? new Int32Array(0);
    if (right >= table.length) {
      const grown = new Int32Array(Math.max(8, 2 * right)).fill(UNKNOWN);
      grown.set(table);
      table = grown;
      this.dense[left] = table;
    }
    table[right] = this.count;
    this.count += 1;
    return this.count - 1;
  }

  private learnSparsely(pair: number): number {
    let number = this.sparse.get(pair);
    if (number === undefined) {
      number = this.count;
      this.count += 1;
      this.sparse.set(pair, number);
    }
    return number;
  }
}
