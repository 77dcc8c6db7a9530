import { bitsIn, type Plane } from '../planes/plane.ts';

/** A plane of bits that each add so much. */
export interface Addend {
  readonly plane: Plane;
  readonly weight: number;
}

/** Sums per row as bit slices, least first, for the rows of a mask. */
export type Slices = readonly Plane[];

/** Adds up weighted bits for the words in which the mask has rows; words without any are left as they are. */
export function addUp(addends: readonly Addend[], mask: Plane): Slices {
  const highest = addends.reduce((sum, { weight }) => sum + weight, 0);
  const slices: Plane[] = Array.from(
    { length: Math.max(1, Math.ceil(Math.log2(highest + 1))) },
    () => new Uint32Array(mask.length),
  );
  for (const { plane, weight } of addends) {
    for (let bit = 0, rest = weight; rest > 0; bit += 1, rest = Math.floor(rest / 2)) {
      if (rest % 2 === 1) addPlane(slices, plane, bit, mask);
    }
  }
  return slices;
}

function addPlane(slices: Slices, plane: Plane, from: number, mask: Plane): void {
  for (let word = 0; word < mask.length; word += 1) {
    let carry = mask[word] === 0 ? 0 : (plane[word] ?? 0);
    for (let bit = from; carry !== 0 && bit < slices.length; bit += 1) {
      const slice = slices[bit];
      if (slice === undefined) break;
      const before = slice[word] ?? 0;
      slice[word] = before ^ carry;
      carry &= before;
    }
  }
}

/** The `count`-th largest sum among the rows of a mask; the least one if there are fewer rows. */
export function nthLargest(slices: Slices, mask: Plane, count: number): number {
  const larger = new Uint32Array(mask.length);
  const equal = mask.slice();
  let sum = 0;
  for (let bit = slices.length - 1; bit >= 0; bit -= 1) {
    const slice = slices[bit];
    if (slice === undefined) continue;
    let found = 0;
    for (let word = 0; word < mask.length; word += 1) {
      const bits = (larger[word] ?? 0) | ((equal[word] ?? 0) & (slice[word] ?? 0));
      if (bits !== 0) found += bitsIn(bits);
    }
    const isSet = found >= count;
    if (isSet) sum += 2 ** bit;
    for (let word = 0; word < mask.length; word += 1) {
      const bits = slice[word] ?? 0;
      const same = equal[word] ?? 0;
      if (isSet) equal[word] = same & bits;
      else {
        larger[word] = (larger[word] ?? 0) | (same & bits);
        equal[word] = same & ~bits;
      }
    }
  }
  return sum;
}

/** Lists the rows of a mask whose sum is at least so large. */
export function rowsFrom(slices: Slices, mask: Plane, least: number): Plane {
  if (least >= 2 ** slices.length) return new Uint32Array(mask.length);
  const larger = new Uint32Array(mask.length);
  const equal = mask.slice();
  for (let bit = slices.length - 1; bit >= 0; bit -= 1) {
    const slice = slices[bit];
    if (slice === undefined) continue;
    const isSet = Math.floor(least / 2 ** bit) % 2 === 1;
    for (let word = 0; word < mask.length; word += 1) {
      const bits = slice[word] ?? 0;
      const same = equal[word] ?? 0;
      if (isSet) equal[word] = same & bits;
      else {
        larger[word] = (larger[word] ?? 0) | (same & bits);
        equal[word] = same & ~bits;
      }
    }
  }
  for (let word = 0; word < mask.length; word += 1) larger[word] = (larger[word] ?? 0) | (equal[word] ?? 0);
  return larger;
}
