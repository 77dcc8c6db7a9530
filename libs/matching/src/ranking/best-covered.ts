import { addUp, nthLargest, rowsFrom, type Addend } from './best-sums.ts';
import { countBits, rowsOf, type Plane } from '../planes/plane.ts';

/** One statement: where it is needed, and where it isn't known well enough for some rule. */
export interface NeededStatement {
  readonly needed: readonly Plane[];
  readonly unknown: readonly Plane[];
}

/** Counts of statements stay below this: a rule has at most 500 nodes, and a market some hundred rules. */
const COUNTER_BITS = 17;

/** Adds one bit per row to counters that lie across words. */
function count(counters: Uint32Array, bits: number): number {
  let carry = bits;
  let place = 0;
  for (; carry !== 0 && place < COUNTER_BITS; place += 1) {
    const before = counters[place] ?? 0;
    counters[place] = before ^ carry;
    carry &= before;
  }
  return place;
}

function joined(planes: readonly Plane[], word: number): number {
  let bits = 0;
  for (const plane of planes) bits |= plane[word] ?? 0;
  return bits;
}

function counted(counters: Uint32Array, used: number, bit: number): number {
  let sum = 0;
  for (let place = 0; place < used; place += 1) sum |= (((counters[place] ?? 0) >>> bit) & 1) << place;
  return sum;
}

/** Calls back with the numbers of needed and of unknown statements of every row of a mask. */
function eachCoverage(
  statements: readonly NeededStatement[],
  mask: Plane,
  found: (row: number, needed: number, unknown: number) => void,
): void {
  const needed = new Uint32Array(COUNTER_BITS);
  const unknown = new Uint32Array(COUNTER_BITS);
  for (let word = 0; word < mask.length; word += 1) {
    let rows = mask[word] ?? 0;
    if (rows === 0) continue;
    needed.fill(0);
    unknown.fill(0);
    let used = 0;
    for (const statement of statements) {
      used = Math.max(used, count(needed, rows & joined(statement.needed, word)));
      count(unknown, rows & joined(statement.unknown, word));
    }
    while (rows !== 0) {
      const bit = 31 - Math.clz32(rows & -rows);
      rows &= rows - 1;
      found(word * 32 + bit, counted(needed, used, bit), counted(unknown, used, bit));
    }
  }
}

/**
 * The first rows of a mask by coverage, then registered gates, then row, in any order: so many, or all there are.
 * Shares of small counts are exact enough as numbers: equal shares are the same number, and others differ.
 */
export function firstCovered(
  statements: readonly NeededStatement[],
  registered: readonly Addend[],
  mask: Plane,
  wanted: number,
): readonly number[] {
  const rows: number[] = [];
  const shares: number[] = [];
  const tally = new Map<number, number>();
  eachCoverage(statements, mask, (row, needed, unknown) => {
    const share = needed === 0 ? 1 : (needed - unknown) / needed;
    rows.push(row);
    shares.push(share);
    tally.set(share, (tally.get(share) ?? 0) + 1);
  });
  let left = wanted;
  let bound = 0;
  for (const [share, many] of [...tally].toSorted(([a], [b]) => b - a)) {
    bound = share;
    if (many >= left) break;
    left -= many;
  }
  const better: number[] = [];
  const tied = new Uint32Array(mask.length);
  rows.forEach((row, index) => {
    const share = shares[index] ?? 0;
    if (share > bound) better.push(row);
    else if (share === bound) tied[row >>> 5] = (tied[row >>> 5] ?? 0) | (1 << (row & 31));
  });
  return [...better, ...firstRegistered(registered, tied, left)];
}

/** The first rows of a mask by registered gates, then row. */
function firstRegistered(registered: readonly Addend[], mask: Plane, wanted: number): readonly number[] {
  if (countBits(mask) <= wanted) return rowsOf(mask);
  const slices = addUp(registered, mask);
  const least = nthLargest(slices, mask, wanted);
  const more = rowsFrom(slices, mask, least + 1);
  const equal = rowsFrom(slices, mask, least).map((bits, word) => bits & ~(more[word] ?? 0));
  const sure = rowsOf(more);
  return [...sure, ...rowsOf(equal).slice(0, wanted - sure.length)];
}
