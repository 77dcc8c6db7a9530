import { bitsIn, type Plane } from '../planes/plane.ts';

/** Sums per row as bit slices, least first. */
export type Slices = readonly Plane[];

/** Rows of a few words only: which words, and their bits. */
export interface RowSet {
  readonly at: Int32Array;
  readonly bits: Uint32Array;
}

/** The rows of a plane that are in all of some planes and in none of others; words without rows are left out. */
export function rowSet(plane: Plane, inside: readonly Plane[], outside: readonly Plane[]): RowSet {
  const at = new Int32Array(plane.length);
  const bits = new Uint32Array(plane.length);
  let size = 0;
  for (let word = 0; word < plane.length; word += 1) {
    let found = plane[word] ?? 0;
    for (const other of inside) found &= other[word] ?? 0;
    for (const other of outside) found &= ~(other[word] ?? 0);
    if (found === 0) continue;
    at[size] = word;
    bits[size] = found;
    size += 1;
  }
  return { at: at.subarray(0, size), bits: bits.subarray(0, size) };
}

/** Counts the rows of a set. */
export function sizeOf({ bits }: RowSet): number {
  let size = 0;
  for (let index = 0; index < bits.length; index += 1) size += bitsIn(bits[index] ?? 0);
  return size;
}

/** Lists the rows of a set in order. */
export function listOf({ at, bits }: RowSet): number[] {
  const rows: number[] = [];
  for (let index = 0; index < bits.length; index += 1) {
    const first = (at[index] ?? 0) * 32;
    let rest = bits[index] ?? 0;
    while (rest !== 0) {
      rows.push(first + 31 - Math.clz32(rest & -rest));
      rest &= rest - 1;
    }
  }
  return rows;
}

/** The rows of a set that aren't in another one of the same words. */
export function without({ at, bits }: RowSet, other: RowSet): RowSet {
  return { at, bits: bits.map((word, index) => word & ~(other.bits[index] ?? 0)) };
}

/** The slice of a sum for the words of a set. */
function gathered(slice: Plane, at: Int32Array): Uint32Array {
  const words = new Uint32Array(at.length);
  for (let index = 0; index < at.length; index += 1) words[index] = slice[at[index] ?? 0] ?? 0;
  return words;
}

/** Splits the rows that are equal so far by the next bit: those that stay equal, and those found to be larger. */
function narrow(larger: Uint32Array, equal: Uint32Array, slice: Uint32Array, isSet: boolean): void {
  for (let index = 0; index < equal.length; index += 1) {
    const bits = slice[index] ?? 0;
    const same = equal[index] ?? 0;
    if (isSet) equal[index] = same & bits;
    else {
      larger[index] = (larger[index] ?? 0) | (same & bits);
      equal[index] = same & ~bits;
    }
  }
}

/** The `count`-th largest sum among the rows of a set; the least one if there are fewer rows. */
export function nthLargest(slices: Slices, { at, bits }: RowSet, count: number): number {
  const larger = new Uint32Array(at.length);
  const equal = bits.slice();
  let sum = 0;
  for (let place = slices.length - 1; place >= 0; place -= 1) {
    const slice = gathered(slices[place] ?? new Uint32Array(0), at);
    let found = 0;
    for (let index = 0; index < equal.length; index += 1) {
      const word = (larger[index] ?? 0) | ((equal[index] ?? 0) & (slice[index] ?? 0));
      if (word !== 0) found += bitsIn(word);
    }
    const isSet = found >= count;
    if (isSet) sum += 2 ** place;
    narrow(larger, equal, slice, isSet);
  }
  return sum;
}

/** The rows of a set whose sum is at least so large. */
export function withAtLeast(slices: Slices, { at, bits }: RowSet, least: number): RowSet {
  const larger = new Uint32Array(at.length);
  if (least >= 2 ** slices.length) return { at, bits: larger };
  const equal = bits.slice();
  for (let place = slices.length - 1; place >= 0; place -= 1) {
    const isSet = Math.floor(least / 2 ** place) % 2 === 1;
    narrow(larger, equal, gathered(slices[place] ?? new Uint32Array(0), at), isSet);
  }
  for (let index = 0; index < equal.length; index += 1)
    larger[index] = (larger[index] ?? 0) | (equal[index] ?? 0);
  return { at, bits: larger };
}
