import type { Compiler, RunPart } from './compiler.ts';
import type { PlaneMemory } from './plane-memory.ts';
import type { Program, Run } from './program.ts';

const VECTOR_WORDS = 4;
/** Programs that are run together; more of them go one lot after the other. */
const MOST = 1_024;
const MOST_COUNTED = 8;
/**
 * Words of each plane that all programs read before any goes on. Two thousand planes of so many stay in a cache; with
 * fewer words fetching the code of each program anew costs more than fetching planes.
 */
const BLOCK_WORDS = 256;

/** A program that may be run with others. */
export interface Part {
  readonly program: Program;
  /** Part by part, where the machine has vectors. */
  readonly part: RunPart | null;
  /** Over all rows. */
  readonly whole: Run;
}

/**
 * Runs many programs over the same rows, block by block: what several of them read is fetched from memory once, and
 * what they write over again doesn't leave the cache.
 */
export class RunTogether {
  private readonly memory: PlaneMemory;
  /** Bytes for the counters of all programs. */
  private counters: Uint8Array | null = null;

  constructor(memory: PlaneMemory) {
    this.memory = memory;
  }

  prepare(program: Program, compiler: Compiler): Part {
    return { program, part: compiler.compilePart(program), whole: compiler.compile(program) };
  }

  /** The counts of each program. */
  run(parts: readonly Part[]): readonly (readonly number[])[] {
    const counts: (readonly number[])[] = [];
    for (let first = 0; first < parts.length; first += MOST)
      counts.push(...this.runLot(parts.slice(first, first + MOST)));
    return counts;
  }

  private runLot(parts: readonly Part[]): readonly (readonly number[])[] {
    this.counters ??= this.memory.takeBytes(MOST * MOST_COUNTED * VECTOR_WORDS * 4);
    const { counters, memory } = this;
    const address = memory.addressOf(counters);
    const room = MOST_COUNTED * VECTOR_WORDS * 4;
    const runs = parts.flatMap(({ program, part }) =>
      part === null || program.counted.length > MOST_COUNTED ? [] : [part],
    );
    if (address === null || runs.length < parts.length) return parts.map(({ whole }) => whole());
    counters.fill(0);
    const bytes = memory.words * 4;
    for (let from = 0; from < bytes; from += BLOCK_WORDS * 4) {
      const to = Math.min(bytes, from + BLOCK_WORDS * 4);
      for (let index = 0; index < runs.length; index += 1) runs[index]?.(from, to, address + index * room);
    }
    const words = new Uint32Array(counters.buffer, counters.byteOffset, counters.byteLength / 4);
    return parts.map(({ program }, index) =>
      program.counted.map((_, value) => {
        const at = index * MOST_COUNTED * VECTOR_WORDS + value * VECTOR_WORDS;
        return (words[at] ?? 0) + (words[at + 1] ?? 0) + (words[at + 2] ?? 0) + (words[at + 3] ?? 0);
      }),
    );
  }
}
