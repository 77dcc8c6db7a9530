import { bitsIn, type Plane } from './plane.ts';
import type { Operation, Program, Run } from './program.ts';
import { placesOf } from './registers.ts';

/** Words that are worked on at once: values of a block stay in the first-level cache. */
export const BLOCK = 256;

/** Where an operand's words are: those of a plane move on with the block. */
export interface Operand {
  readonly words: Uint32Array;
  readonly moves: boolean;
}

type Kernel = (
  left: Uint32Array,
  from: number,
  right: Uint32Array,
  start: number,
  into: Uint32Array,
  count: number,
) => void;

/** Join the words of two operands, dense from where each begins. */
export const KERNELS: Readonly<Record<Operation, Kernel>> = {
  and: (left, from, right, start, into, count) => {
    for (let word = 0; word < count; word += 1)
      into[word] = (left[from + word] ?? 0) & (right[start + word] ?? 0);
  },
  or: (left, from, right, start, into, count) => {
    for (let word = 0; word < count; word += 1)
      into[word] = (left[from + word] ?? 0) | (right[start + word] ?? 0);
  },
  xor: (left, from, right, start, into, count) => {
    for (let word = 0; word < count; word += 1)
      into[word] = (left[from + word] ?? 0) ^ (right[start + word] ?? 0);
  },
  andNot: (left, from, right, start, into, count) => {
    for (let word = 0; word < count; word += 1)
      into[word] = (left[from + word] ?? 0) & ~(right[start + word] ?? 0);
  },
};

/** The words of each value: those of its plane, or of a register, which takes one block. */
function operandsOf(program: Program): readonly Operand[] {
  const { places, registers } = placesOf(program);
  const room = Array.from({ length: registers }, () => new Uint32Array(BLOCK));
  return places.map((place) =>
    'plane' in place
      ? { words: place.plane, moves: true }
      : { words: room[place.register] ?? new Uint32Array(BLOCK), moves: false },
  );
}

/** Prepares a program to be run in TypeScript, block by block. */
export function interpret(program: Program, words: number): Run {
  const places = operandsOf(program);
  const operations = program.steps.flatMap((step, index) => {
    const into = places[index];
    if (!('operation' in step) || into === undefined) return [];
    const [left, right] = [places[step.left], places[step.right]];
    if (left === undefined || right === undefined) throw new RangeError('A step comes after what it reads');
    return [{ kernel: KERNELS[step.operation], left, right, into: into.words }];
  });
  const outputs = program.outputs.flatMap(({ value, plane }) => {
    const from = places[value];
    return from === undefined ? [] : [{ from, plane }];
  });
  const counted = program.counted.map((value) => places[value]);
  return () => {
    const counts = counted.map(() => 0);
    for (let start = 0; start < words; start += BLOCK) {
      const length = Math.min(BLOCK, words - start);
      for (const { kernel, left, right, into } of operations) {
        kernel(left.words, left.moves ? start : 0, right.words, right.moves ? start : 0, into, length);
      }
      for (const { from, plane } of outputs) copy(from, start, plane, length);
      counted.forEach((place, index) => {
        if (place !== undefined) counts[index] = (counts[index] ?? 0) + countIn(place, start, length);
      });
    }
    return counts;
  };
}

/** Writes an operand's words of a block to a plane. */
export function copy({ words, moves }: Operand, start: number, into: Plane, length: number): void {
  const from = moves ? start : 0;
  for (let word = 0; word < length; word += 1) into[start + word] = words[from + word] ?? 0;
}

/** How many bits of an operand are set in a block. */
export function countIn({ words, moves }: Operand, start: number, length: number): number {
  const from = moves ? start : 0;
  let count = 0;
  for (let word = 0; word < length; word += 1) {
    const bits = words[from + word] ?? 0;
    if (bits !== 0) count += bitsIn(bits);
  }
  return count;
}
