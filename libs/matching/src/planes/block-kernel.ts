import type { PlaneMemory } from './plane-memory.ts';
import type { Operation, Program } from './program.ts';
import { placesOf, type Place } from './registers.ts';
import { addByteCounts, VECTOR_BYTES, VECTOR_WORDS } from './vectors.ts';
import { CODE, I32, instantiate, V128 } from './wasm-code.ts';

/** Of each plane so much is worked on at once, so that registers stay in the first-level cache. */
const BLOCK_BYTES = 1_024;
const MOST_REGISTERS = 192;
const MOST_OPERATIONS = 2_048;
/** Its code, then for each of left, right and into: where it begins, and which bits of the block's place are added. */
const WORDS = 8;
const EVERY_BIT = -1;

const CODES: Readonly<Record<Operation | 'copy' | 'count', number>> = {
  and: 0,
  or: 1,
  xor: 2,
  andNot: 3,
  copy: 4,
  count: 5,
};

/**
 * Runs any program without compiling it: one function of WebAssembly, made once, reads the program as data and does one
 * operation after another on a block of vectors. It takes several times as long as a program's own code, and so pays
 * for what runs only once.
 */
export class BlockKernel {
  private readonly memory: PlaneMemory;
  private readonly run: (...parameters: readonly number[]) => void;
  private readonly operations: Int32Array;
  private readonly start: number;
  private readonly registers: number;

  private constructor(
    memory: PlaneMemory,
    run: (...parameters: readonly number[]) => void,
    room: { readonly operations: Uint8Array; readonly start: number; readonly registers: number },
  ) {
    this.memory = memory;
    this.run = run;
    this.operations = new Int32Array(
      room.operations.buffer,
      room.operations.byteOffset,
      MOST_OPERATIONS * WORDS,
    );
    this.start = room.start;
    this.registers = room.registers;
  }

  /** Makes the function; `null` where WebAssembly has no vectors, or can't read planes. */
  static over(memory: PlaneMemory): BlockKernel | null {
    if (memory.memory === null) return null;
    const operations = memory.takeBytes(MOST_OPERATIONS * WORDS * 4);
    const start = memory.addressOf(operations);
    const registers = memory.addressOf(memory.takeBytes(MOST_REGISTERS * BLOCK_BYTES));
    const run = instantiate(memory.memory, { parameters: [I32, I32, I32], ...kernel() });
    if (start === null || registers === null || run === null) return null;
    return new BlockKernel(memory, run, { operations, start, registers });
  }

  /** Runs a program, whose counts are then in the memory's counters; `false` when it has too many parts, or others. */
  execute(program: Program): boolean {
    const { steps, outputs, counted } = program;
    const needed = steps.length + outputs.length + counted.length;
    if (needed > MOST_OPERATIONS) return false;
    const { places, registers } = placesOf(program);
    if (registers > MOST_REGISTERS) return false;
    let at = 0;
    let isReachable = true;
    const put = (place: Place | undefined): void => {
      const isPlane = place !== undefined && 'plane' in place;
      const address = isPlane
        ? this.memory.addressOf(place.plane)
        : this.registers + (place?.register ?? 0) * BLOCK_BYTES;
      isReachable &&= address !== null;
      this.operations[at] = address ?? 0;
      this.operations[at + 1] = isPlane ? EVERY_BIT : 0;
      at += 2;
    };
    const add = (code: number, left: Place | undefined, right: Place | undefined): void => {
      this.operations[at] = code;
      at += 1;
      put(left);
      put(right);
    };
    steps.forEach((step, index) => {
      if (!('operation' in step)) return;
      add(CODES[step.operation], places[step.left], places[step.right]);
      put(places[index]);
      at += 1;
    });
    for (const { value, plane } of outputs) {
      add(CODES.copy, places[value], places[value]);
      put({ plane });
      at += 1;
    }
    counted.forEach((value, index) => {
      add(CODES.count, places[value], places[value]);
      this.operations[at] = index * VECTOR_BYTES;
      this.operations[at + 1] = 0;
      at += 3;
    });
    if (!isReachable) return false;
    this.memory.counters.fill(0, 0, counted.length * VECTOR_WORDS);
    if (at > 0) this.run(this.start, this.start + at * 4, this.memory.words * 4);
    return true;
  }
}

function advance(local: number): number[] {
  return [...CODE.localGet(local), ...CODE.i32Const(VECTOR_BYTES), ...CODE.i32Add];
}

/** For each block of all planes: every operation, one after another, over all vectors of the block. */
function kernel(): {
  readonly locals: readonly (readonly [number, number])[];
  readonly code: readonly number[];
} {
  const [first, end, bytes, offset, operation, left, right, into, last, sum] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9];
  const place = (word: number): number[] => [
    ...CODE.localGet(operation),
    ...CODE.i32Load(word * 4),
    ...CODE.localGet(operation),
    ...CODE.i32Load((word + 1) * 4),
    ...CODE.localGet(offset),
    ...CODE.i32And,
    ...CODE.i32Add,
  ];
  const overVectors = (body: readonly number[]): number[] =>
    CODE.loop([
      ...body,
      ...advance(right),
      ...CODE.localSet(right),
      ...advance(into),
      ...CODE.localSet(into),
      ...advance(left),
      ...CODE.localTee(left),
      ...CODE.localGet(last),
      ...CODE.i32LessUnsigned,
      ...CODE.branchIf(0),
    ]);
  const fromLeft = [...CODE.localGet(left), ...CODE.load(0)];
  const joined = (code: readonly number[]): number[] =>
    overVectors([
      ...CODE.localGet(into),
      ...fromLeft,
      ...CODE.localGet(right),
      ...CODE.load(0),
      ...code,
      ...CODE.store(0),
    ]);
  const copied = overVectors([...CODE.localGet(into), ...fromLeft, ...CODE.store(0)]);
  // Where sums lie doesn't move with the vectors.
  const counted = [
    ...CODE.localGet(into),
    ...CODE.load(0),
    ...CODE.localSet(sum),
    ...CODE.loop([
      ...fromLeft,
      ...CODE.popcnt8,
      ...addByteCounts(sum),
      ...advance(left),
      ...CODE.localTee(left),
      ...CODE.localGet(last),
      ...CODE.i32LessUnsigned,
      ...CODE.branchIf(0),
    ]),
    ...CODE.localGet(into),
    ...CODE.localGet(sum),
    ...CODE.store(0),
  ];
  const ways = [CODE.and, CODE.or, CODE.xor, CODE.andNot].map(joined).concat([copied, counted]);
  const code = CODE.loop([
    ...CODE.localGet(first),
    ...CODE.localSet(operation),
    ...CODE.loop([
      ...place(1),
      ...CODE.localTee(left),
      // A block, or what is left of the planes.
      ...CODE.i32Const(BLOCK_BYTES),
      ...CODE.localGet(bytes),
      ...CODE.localGet(offset),
      ...CODE.i32Subtract,
      ...CODE.i32Const(BLOCK_BYTES),
      ...CODE.localGet(bytes),
      ...CODE.localGet(offset),
      ...CODE.i32Subtract,
      ...CODE.i32LessUnsigned,
      ...CODE.select,
      ...CODE.i32Add,
      ...CODE.localSet(last),
      ...place(3),
      ...CODE.localSet(right),
      ...place(5),
      ...CODE.localSet(into),
      ...CODE.choose([...CODE.localGet(operation), ...CODE.i32Load(0)], ways),
      ...CODE.localGet(operation),
      ...CODE.i32Const(WORDS * 4),
      ...CODE.i32Add,
      ...CODE.localTee(operation),
      ...CODE.localGet(end),
      ...CODE.i32LessUnsigned,
      ...CODE.branchIf(0),
    ]),
    ...CODE.localGet(offset),
    ...CODE.i32Const(BLOCK_BYTES),
    ...CODE.i32Add,
    ...CODE.localTee(offset),
    ...CODE.localGet(bytes),
    ...CODE.i32LessUnsigned,
    ...CODE.branchIf(0),
  ]);
  return {
    locals: [
      [6, I32],
      [1, V128],
    ],
    code,
  };
}
