import { BlockKernel } from './block-kernel.ts';
import { interpret } from './interpreter.ts';
import type { PlaneMemory } from './plane-memory.ts';
import type { Program, Run } from './program.ts';
import { addByteCounts, sumOfCounts, VECTOR_BYTES, VECTOR_WORDS } from './vectors.ts';
import { CODE, I32, instantiate, V128 } from './wasm-code.ts';

/** Vectors whose bits are counted in bytes, which hold up to 255, before they are added to larger numbers. */
const COUNTED_TOGETHER = 16;

/** Runs a program over a part of its rows: from one byte of its planes to another, adding to the counters at an address. */
export type RunPart = (from: number, to: number, counters: number) => void;

/** Writes a program as the body of a loop over vectors; `null` where a plane lies outside the memory. */
function bodyOf(
  { steps, outputs, counted }: Program,
  memory: PlaneMemory,
): { readonly vectors: number; readonly code: readonly number[] } | null {
  const [offset, end, counters, chunkEnd, first] = [0, 1, 2, 3, 4];
  const code: number[] = [];
  const addressOf = (plane: Uint32Array): number => memory.addressOf(plane) ?? -1;
  for (const [index, step] of steps.entries()) {
    if ('plane' in step) {
      const address = addressOf(step.plane);
      if (address < 0) return null;
      code.push(...CODE.localGet(offset), ...CODE.load(address));
    } else {
      code.push(
        ...CODE.localGet(first + step.left),
        ...CODE.localGet(first + step.right),
        ...CODE[step.operation],
      );
    }
    code.push(...CODE.localSet(first + index));
  }
  for (const { value, plane } of outputs) {
    const address = addressOf(plane);
    if (address < 0) return null;
    code.push(...CODE.localGet(offset), ...CODE.localGet(first + value), ...CODE.store(address));
  }
  const sums = first + steps.length;
  const ofChunk = sums + counted.length;
  counted.forEach((value, index) => {
    code.push(
      ...CODE.localGet(first + value),
      ...CODE.popcnt8,
      ...CODE.localGet(ofChunk + index),
      ...CODE.add8,
      ...CODE.localSet(ofChunk + index),
    );
  });
  const inner = CODE.loop([
    ...code,
    ...CODE.localGet(offset),
    ...CODE.i32Const(VECTOR_BYTES),
    ...CODE.i32Add,
    ...CODE.localTee(offset),
    ...CODE.localGet(chunkEnd),
    ...CODE.i32LessUnsigned,
    ...CODE.branchIf(0),
  ]);
  const outer = CODE.loop([
    ...CODE.localGet(offset),
    ...CODE.i32Const(COUNTED_TOGETHER * VECTOR_BYTES),
    ...CODE.i32Add,
    ...CODE.localTee(chunkEnd),
    ...CODE.localGet(end),
    ...CODE.localGet(chunkEnd),
    ...CODE.localGet(end),
    ...CODE.i32LessUnsigned,
    ...CODE.select,
    ...CODE.localSet(chunkEnd),
    ...counted.flatMap((_, index) => [...CODE.zeros, ...CODE.localSet(ofChunk + index)]),
    ...inner,
    ...counted.flatMap((_, index) => [...CODE.localGet(ofChunk + index), ...addByteCounts(sums + index)]),
    ...CODE.localGet(offset),
    ...CODE.localGet(end),
    ...CODE.i32LessUnsigned,
    ...CODE.branchIf(0),
  ]);
  const before = counted.flatMap((_, index) => [
    ...CODE.localGet(counters),
    ...CODE.load(index * VECTOR_BYTES),
    ...CODE.localSet(sums + index),
  ]);
  const after = counted.flatMap((_, index) => [
    ...CODE.localGet(counters),
    ...CODE.localGet(sums + index),
    ...CODE.store(index * VECTOR_BYTES),
  ]);
  return { vectors: steps.length + 2 * counted.length, code: [...before, ...outer, ...after] };
}

/**
 * Prepares a program to be run: with 128-bit vectors of WebAssembly where all its planes lie in memory that it can read,
 * otherwise in TypeScript. Most programs run once before something changes, so that they only get code of their own when
 * they run again. All ways compute the same bits.
 */
export class Compiler {
  private readonly memory: PlaneMemory;
  /** Made when the first program runs. */
  private kernel: BlockKernel | null | undefined;

  constructor(memory: PlaneMemory) {
    this.memory = memory;
  }

  compile(program: Program): Run {
    let isFirst = true;
    let own: Run | null = null;
    return () => {
      if (own !== null) return own();
      if (isFirst && this.canCount(program)) {
        isFirst = false;
        if (this.kernel === undefined) this.kernel = BlockKernel.over(this.memory);
        if (this.kernel?.execute(program) === true) return this.counts(program);
      }
      own = this.toWasm(program) ?? interpret(program, this.memory.words);
      return own();
    };
  }

  private canCount({ counted }: Program): boolean {
    return counted.length * VECTOR_WORDS <= this.memory.counters.length;
  }

  private counts({ counted }: Program): readonly number[] {
    const { counters } = this.memory;
    return counted.map((_, index) => sumOfCounts(counters, index));
  }

  /** Prepares a program to be run part by part; `null` on a machine without vectors or shared memory. */
  compilePart(program: Program): RunPart | null {
    const { memory } = this;
    if (memory.memory === null) return null;
    const body = bodyOf(program, memory);
    if (body === null) return null;
    return instantiate(memory.memory, {
      parameters: [I32, I32, I32],
      locals: [
        [1, I32],
        [body.vectors, V128],
      ],
      code: body.code,
    });
  }

  private toWasm(program: Program): Run | null {
    if (!this.canCount(program)) return null;
    const run = this.compilePart(program);
    if (run === null) return null;
    const { counters, words } = this.memory;
    return () => {
      counters.fill(0, 0, program.counted.length * VECTOR_WORDS);
      run(0, words * 4, 0);
      return this.counts(program);
    };
  }
}
