import { CODE } from './wasm-code.ts';

/** Words, and bytes, of one vector. */
export const VECTOR_WORDS = 4;
export const VECTOR_BYTES = 16;

/** The sum of a vector of four counts, by its place among others. */
export function sumOfCounts(counters: Uint32Array, place: number): number {
  const at = place * VECTOR_WORDS;
  return (counters[at] ?? 0) + (counters[at + 1] ?? 0) + (counters[at + 2] ?? 0) + (counters[at + 3] ?? 0);
}

/** Instructions that add counts of bytes, on the stack, to the four counts of a local. */
export function addByteCounts(sum: number): readonly number[] {
  return [
    ...CODE.pairwise16,
    ...CODE.pairwise32,
    ...CODE.localGet(sum),
    ...CODE.add32,
    ...CODE.localSet(sum),
  ];
}
