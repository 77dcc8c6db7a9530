/** One bit per row: bit `row % 32` of word `row / 32`. */
export type Plane = Uint32Array;

/** Words needed for so many rows, in whole vectors of four; the bits beyond the last row stay clear. */
export function wordsFor(rows: number): number {
  return Math.max(1, Math.ceil(rows / 128)) * 4;
}

/** Reads the bit of a row. */
export function bitAt(plane: Plane, row: number): number {
  return ((plane[row >>> 5] ?? 0) >>> (row & 31)) & 1;
}

/** Sets or clears the bit of a row. */
export function putBit(plane: Plane, row: number, bit: boolean): void {
  const word = row >>> 5;
  const mask = 1 << (row & 31);
  plane[word] = bit ? (plane[word] ?? 0) | mask : (plane[word] ?? 0) & ~mask;
}

/** Counts the bits of one word. */
export function bitsIn(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Counts the bits that are set. */
export function countBits(plane: Plane): number {
  let count = 0;
  for (let word = 0; word < plane.length; word += 1) {
    const bits = plane[word] ?? 0;
    if (bits !== 0) count += bitsIn(bits);
  }
  return count;
}

/** Lists the rows whose bits are set, in order. */
export function rowsOf(plane: Plane): number[] {
  const rows: number[] = [];
  for (let word = 0; word < plane.length; word += 1) {
    let bits = plane[word] ?? 0;
    while (bits !== 0) {
      rows.push(word * 32 + 31 - Math.clz32(bits & -bits));
      bits &= bits - 1;
    }
  }
  return rows;
}

/** Adds the bits of a plane to another. */
export function join(into: Plane, plane: Plane): void {
  for (let word = 0; word < into.length; word += 1) into[word] = (into[word] ?? 0) | (plane[word] ?? 0);
}
