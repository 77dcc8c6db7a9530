import type { Compiler, RunPart } from './compiler.ts';
import type { PlaneMemory } from './plane-memory.ts';
import type { Plane } from './plane.ts';
import { ProgramWriter, type Program, type Value } from './program.ts';
import { sumOfCounts, VECTOR_BYTES } from './vectors.ts';

/** Values that are counted at once; more of them go one lot after the other. */
const MOST_COUNTED = 8_192;
/** Programs that become one; larger ones take ever longer to compile. */
const MOST_MERGED = 4;
/**
 * Words of each plane that all programs read before any goes on. Two thousand planes of so many stay in a cache; with
 * fewer words fetching the code of each program anew costs more than fetching planes.
 */
const BLOCK_WORDS = 256;

/** Programs that became one. */
interface Merged {
  readonly programs: readonly Program[];
  readonly counted: number;
  /** `null` where it can't be run part by part. */
  readonly run: RunPart | null;
}

/**
 * Runs many programs over the same rows, block by block: what several of them read is fetched from memory once, and
 * what they write over again doesn't leave the cache. Programs in a row that read much the same become one, so that
 * what they have in common is worked out once.
 */
export class RunTogether {
  private readonly memory: PlaneMemory;
  private readonly compiler: Compiler;
  /** By the first program of those that became one. */
  private readonly merged = new WeakMap<Program, Merged>();
  private counters: Uint8Array | null = null;

  constructor(memory: PlaneMemory, compiler: Compiler) {
    this.memory = memory;
    this.compiler = compiler;
  }

  /** The counts of each program. */
  run(programs: readonly Program[]): readonly (readonly number[])[] {
    const counts: (readonly number[])[] = [];
    let lot: Merged[] = [];
    let size = 0;
    for (const alike of alikeOf(programs)) {
      const one = this.mergedOf(alike);
      if (size + one.counted > MOST_COUNTED) {
        counts.push(...this.runLot(lot));
        [lot, size] = [[], 0];
      }
      lot.push(one);
      size += one.counted;
    }
    return [...counts, ...this.runLot(lot)];
  }

  private mergedOf(programs: readonly Program[]): Merged {
    const [first] = programs;
    const known = first === undefined ? undefined : this.merged.get(first);
    const isSame =
      known?.programs.length === programs.length &&
      known.programs.every((program, index) => program === programs[index]);
    if (known !== undefined && isSame) return known;
    const program = joinedOf(programs);
    const { length } = program.counted;
    const fresh = { programs, counted: length, run: this.compiler.compilePart(program) };
    if (first !== undefined) this.merged.set(first, fresh);
    return fresh;
  }

  private runLot(lot: readonly Merged[]): readonly (readonly number[])[] {
    this.counters ??= this.memory.takeBytes(MOST_COUNTED * VECTOR_BYTES);
    const { counters, memory } = this;
    let next = memory.addressOf(counters);
    const runs: { readonly run: RunPart; readonly at: number }[] = [];
    for (const { run, counted } of lot) {
      if (run === null || next === null) break;
      runs.push({ run, at: next });
      next += counted * VECTOR_BYTES;
    }
    if (runs.length < lot.length)
      return lot.flatMap(({ programs }) => programs.map((program) => this.compiler.compile(program)()));
    counters.fill(0);
    const bytes = memory.words * 4;
    for (let from = 0; from < bytes; from += BLOCK_WORDS * 4) {
      const to = Math.min(bytes, from + BLOCK_WORDS * 4);
      for (const { run, at } of runs) run(from, to, at);
    }
    const words = new Uint32Array(counters.buffer, counters.byteOffset, counters.byteLength / 4);
    let place = 0;
    return lot.flatMap(({ programs }) =>
      programs.map(({ counted }) => counted.map(() => sumOfCounts(words, place++))),
    );
  }
}

/** Programs in a row of which each reads at least half of its planes together with the first. */
function alikeOf(programs: readonly Program[]): readonly (readonly Program[])[] {
  const groups: Program[][] = [];
  let read: ReadonlySet<Plane> = new Set();
  for (const program of programs) {
    const planes = planesOf(program);
    const shared = planes.filter((plane) => read.has(plane)).length;
    const group = groups.at(-1);
    if (group !== undefined && group.length < MOST_MERGED && 2 * shared >= planes.length) group.push(program);
    else {
      groups.push([program]);
      read = new Set(planes);
    }
  }
  return groups;
}

function planesOf({ steps }: Program): readonly Plane[] {
  return steps.flatMap((step) => ('plane' in step ? [step.plane] : []));
}

/** One program that does what several do, one after the other: steps that are equal are done once. */
function joinedOf(programs: readonly Program[]): Program {
  const writer = new ProgramWriter();
  for (const { steps, outputs, counted } of programs) {
    const values: Value[] = [];
    const valueOf = (value: Value): Value => values[value] ?? 0;
    for (const step of steps)
      values.push(
        'plane' in step
          ? writer.load(step.plane)
          : writer.join(step.operation, valueOf(step.left), valueOf(step.right)),
      );
    for (const { value, plane } of outputs) writer.write(valueOf(value), plane);
    for (const value of counted) writer.count(valueOf(value));
  }
  return writer.finish();
}
