import type { Plane } from './plane.ts';
import type { PlaneMemory } from './plane-memory.ts';
import { CODE, I32, instantiate } from './wasm-code.ts';

/** Marks are eight bits per row, so eight planes are written from one pass over the rows. */
const GROUP = 8;
const ROWS_PER_WORD = 32;

/** Writes one plane from marks: `bit` is the place in each mark whose bit becomes the row's. */
type WriteBits = (marks: Uint8Array, plane: Plane, bit: number) => void;

/**
 * Writes planes from the number of each row's class: bit by bit they say which classes have a feature. Vectors take
 * sixteen rows at a time; where they can't, four rows at a time in TypeScript. Both write the same bits.
 */
export class PlaneWriter {
  readonly memory: PlaneMemory;
  /** Room for one number per row, for whoever works on all rows at once; nobody keeps anything in it. */
  readonly numbers: Uint32Array;
  private readonly inVectors: WriteBits | null;
  /** One byte per row, up to a whole number of words, in memory that vectors reach. */
  private marks: Uint8Array | null = null;

  constructor(memory: PlaneMemory) {
    this.memory = memory;
    this.numbers = new Uint32Array(memory.rows);
    this.inVectors = vectorWriter(memory);
  }

  /** Writes, for each feature, the plane of the rows whose class has it; `has[feature][class]` is 1 or 0. */
  write(classes: Uint32Array, has: readonly Uint8Array[], planes: readonly Plane[]): void {
    for (let first = 0; first < planes.length; first += GROUP) {
      const group = planes.slice(first, first + GROUP);
      const marks = this.markRows(classes, marksOf(has.slice(first, first + GROUP)));
      group.forEach((plane, bit) => {
        const isReachable = this.memory.addressOf(plane) !== null && this.memory.addressOf(marks) !== null;
        (isReachable && this.inVectors !== null ? this.inVectors : inWords)(marks, plane, bit);
      });
    }
  }

  private markRows(classes: Uint32Array, marks: Uint8Array): Uint8Array {
    const into = (this.marks ??= this.memory.takeBytes(this.memory.words * ROWS_PER_WORD));
    const rows = Math.min(classes.length, this.memory.rows);
    for (let row = 0; row < rows; row += 1) into[row] = marks[classes[row] ?? 0] ?? 0;
    return into;
  }
}

/** By class: one bit per feature. */
function marksOf(has: readonly Uint8Array[]): Uint8Array {
  const marks = new Uint8Array(has[0]?.length ?? 0);
  has.forEach((classes, bit) => {
    for (let id = 0; id < marks.length; id += 1) marks[id] = (marks[id] ?? 0) | ((classes[id] ?? 0) << bit);
  });
  return marks;
}

/** Gathers one bit of each of four bytes into the highest four bits: bytes 0 to 3 land at bits 28 to 31. */
const GATHER = 0x10204080;
const LOWEST_OF_BYTES = 0x01010101;

const inWords: WriteBits = (marks, plane, bit) => {
  const quads = new Uint32Array(marks.buffer, marks.byteOffset, marks.byteLength / 4);
  for (let word = 0; word < plane.length; word += 1) {
    let bits = 0;
    for (let quad = 0; quad < 8; quad += 1) {
      const lowest = ((quads[word * 8 + quad] ?? 0) >>> bit) & LOWEST_OF_BYTES;
      bits |= (Math.imul(lowest, GATHER) >>> 28) << (quad * 4);
    }
    plane[word] = bits;
  }
};

/** The same with vectors: shifted so far that the bit is each byte's highest, sixteen of them are one mask. */
function vectorWriter(memory: PlaneMemory): WriteBits | null {
  if (memory.memory === null) return null;
  const [marks, plane, end, shift] = [0, 1, 2, 3];
  const half = (offset: number): number[] => [
    ...CODE.localGet(marks),
    ...CODE.load(offset),
    ...CODE.localGet(shift),
    ...CODE.shiftBytes,
    ...CODE.highestOfBytes,
  ];
  const body = CODE.loop([
    ...CODE.localGet(plane),
    ...half(0),
    ...half(16),
    ...CODE.i32Const(16),
    ...CODE.i32Shift,
    ...CODE.i32Or,
    ...CODE.i32Store(0),
    ...CODE.localGet(marks),
    ...CODE.i32Const(ROWS_PER_WORD),
    ...CODE.i32Add,
    ...CODE.localSet(marks),
    ...CODE.localGet(plane),
    ...CODE.i32Const(4),
    ...CODE.i32Add,
    ...CODE.localTee(plane),
    ...CODE.localGet(end),
    ...CODE.i32LessUnsigned,
    ...CODE.branchIf(0),
  ]);
  const run = instantiate(memory.memory, { parameters: [I32, I32, I32, I32], locals: [], code: body });
  if (run === null) return null;
  return (from, into, bit) => {
    const address = memory.addressOf(into) ?? 0;
    run(memory.addressOf(from) ?? 0, address, address + into.length * 4, 7 - bit);
  };
}
