import { BlockKernel } from './block-kernel.ts';
import { interpret } from './interpreter.ts';
import type { PlaneMemory } from './plane-memory.ts';
import type { Program, Run } from './program.ts';
import { CODE, I32, instantiate, V128 } from './wasm-code.ts';

const VECTOR_BYTES = 16;
/** Writes a program as the body of a loop over all vectors; `null` where a plane lies outside the memory. */
function bodyOf(
  { steps, outputs, counted }: Program,
  memory: PlaneMemory,
): { readonly locals: number; readonly code: readonly number[] } | null {
  const [offset, first] = [0, 1];
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
  counted.forEach((value, index) => {
    code.push(
      ...CODE.localGet(first + value),
      ...CODE.popcnt8,
      ...CODE.pairwise16,
      ...CODE.pairwise32,
      ...CODE.localGet(sums + index),
      ...CODE.add32,
      ...CODE.localSet(sums + index),
    );
  });
  const loop = CODE.loop([
    ...code,
    ...CODE.localGet(offset),
    ...CODE.i32Const(VECTOR_BYTES),
    ...CODE.i32Add,
    ...CODE.localTee(offset),
    ...CODE.i32Const(memory.words * 4),
    ...CODE.i32LessUnsigned,
    ...CODE.branchIf(0),
  ]);
  const stores = counted.flatMap((_, index) => [
    ...CODE.i32Const(0),
    ...CODE.localGet(sums + index),
    ...CODE.store(index * VECTOR_BYTES),
  ]);
  return { locals: steps.length + counted.length, code: [...loop, ...stores] };
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
    return counted.length * 4 <= this.memory.counters.length;
  }

  private counts({ counted }: Program): readonly number[] {
    const { counters } = this.memory;
    return counted.map((_, index) => {
      const at = index * 4;
      return (
        (counters[at] ?? 0) + (counters[at + 1] ?? 0) + (counters[at + 2] ?? 0) + (counters[at + 3] ?? 0)
      );
    });
  }

  private toWasm(program: Program): Run | null {
    const { memory } = this;
    if (memory.memory === null || !this.canCount(program)) return null;
    const body = bodyOf(program, memory);
    if (body === null) return null;
    const run = instantiate(memory.memory, {
      parameters: [],
      locals: [
        [1, I32],
        [body.locals, V128],
      ],
      code: body.code,
    });
    // A machine without vectors or shared memory runs the program in TypeScript.
    if (run === null) return null;
    return () => {
      run();
      return this.counts(program);
    };
  }
}
