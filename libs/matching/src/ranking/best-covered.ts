import { listOf, nthLargest, sizeOf, withAtLeast, without, type RowSet, type Slices } from './best-sums.ts';

/** Numbers of statements per row as bit slices: those needed, and those not known well enough. */
export interface CoverageSlices {
  readonly needed: Slices;
  readonly unknown: Slices;
}

/** Beyond so many different pairs of numbers counting them costs more than it saves. */
const MOST_PAIRS = 2 ** 20;

/** Reads the numbers of all rows of a set, in order; a pair of numbers is one: `needed * radix + unknown`. */
function pairsOf({ needed, unknown }: CoverageSlices, { at, bits }: RowSet, size: number): Int32Array {
  const slices = [...unknown, ...needed];
  const words = new Uint32Array(slices.length);
  const pairs = new Int32Array(size);
  let next = 0;
  for (let index = 0; index < at.length; index += 1) {
    const word = at[index] ?? 0;
    for (let place = 0; place < words.length; place += 1) words[place] = slices[place]?.[word] ?? 0;
    let rest = bits[index] ?? 0;
    while (rest !== 0) {
      const bit = 31 - Math.clz32(rest & -rest);
      rest &= rest - 1;
      let pair = 0;
      for (let place = 0; place < words.length; place += 1)
        pair |= (((words[place] ?? 0) >>> bit) & 1) << place;
      pairs[next] = pair;
      next += 1;
    }
  }
  return pairs;
}

/** Tables of shares by number of pairs and radix: few, since both are powers of two. */
const sharesKept = new Map<string, Float64Array>();

/** The share of known statements by pair. Equal shares of small counts are the same number, and others differ. */
function sharesOf(pairs: number, radix: number): Float64Array {
  const key = `${pairs} ${radix}`;
  let shares = sharesKept.get(key);
  if (shares === undefined) {
    shares = new Float64Array(pairs);
    for (let pair = 0; pair < pairs; pair += 1) {
      const needed = Math.floor(pair / radix);
      shares[pair] = needed === 0 ? 1 : (needed - (pair % radix)) / needed;
    }
    sharesKept.set(key, shares);
  }
  return shares;
}

/** The rows of a set about which nothing is unknown: none has a higher share. */
function complete({ unknown }: CoverageSlices, { at, bits }: RowSet): RowSet {
  const left = bits.slice();
  for (const slice of unknown) {
    for (let index = 0; index < left.length; index += 1)
      left[index] = (left[index] ?? 0) & ~(slice[at[index] ?? 0] ?? 0);
  }
  return { at, bits: left };
}

/** The least share that so many rows reach, and how many of those at that share are still wanted. */
function boundOf(
  pairs: Int32Array,
  shares: Float64Array,
  wanted: number,
): { readonly share: number; readonly left: number } {
  const tally = new Int32Array(shares.length);
  for (let index = 0; index < pairs.length; index += 1) {
    const pair = pairs[index] ?? 0;
    tally[pair] = (tally[pair] ?? 0) + 1;
  }
  const byShare = new Map<number, number>();
  for (let pair = 0; pair < tally.length; pair += 1) {
    const many = tally[pair] ?? 0;
    if (many === 0) continue;
    const share = shares[pair] ?? 0;
    byShare.set(share, (byShare.get(share) ?? 0) + many);
  }
  let left = wanted;
  let bound = 0;
  for (const [share, many] of [...byShare].toSorted(([a], [b]) => b - a)) {
    bound = share;
    if (many >= left) break;
    left -= many;
  }
  return { share: bound, left };
}

/** The first rows of a set by coverage, then registered gates, then row, in any order: at least so many, if there are. */
export function firstCovered(
  coverage: CoverageSlices,
  registered: () => Slices,
  set: RowSet,
  wanted: number,
): readonly number[] {
  const full = complete(coverage, set);
  if (sizeOf(full) >= wanted) return firstRegistered(registered, full, wanted);
  const rows = listOf(set);
  const radix = 2 ** coverage.unknown.length;
  const space = radix * 2 ** coverage.needed.length;
  if (space > MOST_PAIRS) return rows;
  const shares = sharesOf(space, radix);
  const pairs = pairsOf(coverage, set, rows.length);
  const bound = boundOf(pairs, shares, wanted);
  const better: number[] = [];
  const tied: number[] = [];
  for (let index = 0; index < rows.length; index += 1) {
    const share = shares[pairs[index] ?? 0] ?? 0;
    if (share > bound.share) better.push(rows[index] ?? 0);
    else if (share === bound.share) tied.push(rows[index] ?? 0);
  }
  return [...better, ...firstRegistered(registered, setOf(tied), bound.left)];
}

/** Rows in order as a set. */
function setOf(rows: readonly number[]): RowSet {
  const at: number[] = [];
  const bits: number[] = [];
  for (const row of rows) {
    const word = row >>> 5;
    if (at.at(-1) !== word) {
      at.push(word);
      bits.push(0);
    }
    bits[bits.length - 1] = (bits.at(-1) ?? 0) | (1 << (row & 31));
  }
  return { at: Int32Array.from(at), bits: Uint32Array.from(bits) };
}

/** The first rows of a set by registered gates, then row. */
function firstRegistered(registered: () => Slices, set: RowSet, wanted: number): readonly number[] {
  if (sizeOf(set) <= wanted) return listOf(set);
  const slices = registered();
  const least = nthLargest(slices, set, wanted);
  const more = withAtLeast(slices, set, least + 1);
  const sure = listOf(more);
  const equal = listOf(without(withAtLeast(slices, set, least), more));
  return [...sure, ...equal.slice(0, wanted - sure.length)];
}
