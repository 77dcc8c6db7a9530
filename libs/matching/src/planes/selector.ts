import type { PlaneMemory } from './plane-memory.ts';
import type { Plane } from './plane.ts';
import { levelsOf, recordWords, type Select, type Selection } from './selection.ts';
import { selectInScript } from './selection-script.ts';
import { addByteCounts, sumOfCounts, VECTOR_BYTES, VECTOR_WORDS } from './vectors.ts';
import { CODE, I32, instantiate, V128 } from './wasm-code.ts';

/** Numbers and bits that selections compare with. */
const PARAMETERS = 512;
/** Room for the vectors with rows found: some two thousand of them with sixty values. */
const FOUND_BYTES = 2 ** 21;

/**
 * Runs selections, as WebAssembly with vectors where the machine has them, otherwise in TypeScript; both find the same.
 * All of them share parameters and room: they are set before each run, and read before the next one.
 */
export class Selector {
  private readonly memory: PlaneMemory;
  private taken: Room | null = null;

  constructor(memory: PlaneMemory) {
    this.memory = memory;
  }

  /** Taken on first use: many engines never select anything. */
  private get room(): Room {
    return (this.taken ??= new Room(this.memory));
  }

  get parameters(): readonly Plane[] {
    return this.room.parameters;
  }

  prepare(selection: Selection): Select {
    return this.toWasm(selection) ?? selectInScript(selection, this.memory.words, this.room.found);
  }

  private toWasm(selection: Selection): Select | null {
    const { memory } = this;
    const { found } = this.room;
    const { counters } = memory;
    const { counted } = selection;
    if (memory.memory === null || (counted.length + 1) * VECTOR_WORDS > counters.length) return null;
    const body = this.bodyOf(selection);
    if (body === null) return null;
    const run = instantiate(memory.memory, {
      parameters: [],
      locals: [
        [3, I32],
        [selection.steps.length + counted.length, V128],
      ],
      code: body,
    });
    if (run === null) return null;
    return () => {
      run();
      const counts = counted.map((_, index) => sumOfCounts(counters, index));
      return { counts, vectors: counters[counted.length * VECTOR_WORDS] ?? 0, records: found };
    };
  }

  /** The loop over all vectors; conditions lie within one another. `null` where a plane can't be read. */
  private bodyOf(selection: Selection): readonly number[] | null {
    const { steps, outputs, counted, conditions, values } = selection;
    const [offset, out, vectors, first] = [0, 1, 2, 3];
    const sums = first + steps.length;
    const levels = levelsOf(selection);
    const { parameters, parameterBytes, foundBytes } = this.room;
    const area = this.memory.addressOf(parameterBytes);
    const addressOf = (plane: Plane): number | null => {
      const parameter = parameters.indexOf(plane);
      if (parameter < 0) return this.memory.addressOf(plane);
      return area === null ? null : area + parameter * VECTOR_BYTES;
    };
    const stepsOf = (level: number): number[] | null => {
      const code: number[] = [];
      for (const [index, step] of steps.entries()) {
        if (levels[index] !== level) continue;
        if ('plane' in step) {
          const address = addressOf(step.plane);
          if (address === null) return null;
          // Parameters are the same everywhere.
          const from = parameters.includes(step.plane);
          code.push(...(from ? CODE.i32Const(0) : CODE.localGet(offset)), ...CODE.load(address));
        } else {
          code.push(
            ...CODE.localGet(first + step.left),
            ...CODE.localGet(first + step.right),
            ...CODE[step.operation],
          );
        }
        code.push(...CODE.localSet(first + index));
      }
      return code;
    };
    const room = this.memory.addressOf(foundBytes);
    const last = conditions.at(-1);
    const all = [...conditions, null].map((_, level) => stepsOf(level));
    if (room === null || last === undefined || all.includes(null)) return null;
    const record = recordWords(selection) * 4;
    let inner: number[] = [
      ...CODE.localGet(out),
      ...CODE.i32Const(room + FOUND_BYTES - record),
      ...CODE.i32LessUnsigned,
      ...CODE.when([
        ...(all.at(-1) ?? []),
        ...CODE.localGet(out),
        ...CODE.localGet(offset),
        ...CODE.i32Store(0),
        ...[last, ...values].flatMap((value, index) => [
          ...CODE.localGet(out),
          ...CODE.localGet(first + value),
          ...CODE.store((1 + index) * VECTOR_BYTES),
        ]),
        ...increased(out, record),
      ]),
      ...increased(vectors, 1),
    ];
    for (let level = conditions.length - 1; level >= 0; level -= 1) {
      const head = [...(all[level] ?? [])];
      if (level === 0) {
        for (const { value, plane } of outputs) {
          const address = this.memory.addressOf(plane);
          if (address === null) return null;
          head.push(...CODE.localGet(offset), ...CODE.localGet(first + value), ...CODE.store(address));
        }
        counted.forEach((value, index) => {
          head.push(...CODE.localGet(first + value), ...CODE.popcnt8, ...addByteCounts(sums + index));
        });
      }
      inner = [
        ...head,
        ...CODE.localGet(first + (conditions[level] ?? 0)),
        ...CODE.anyTrue,
        ...CODE.when(inner),
      ];
    }
    return [
      ...CODE.i32Const(room),
      ...CODE.localSet(out),
      ...CODE.loop([
        ...inner,
        ...increased(offset, VECTOR_BYTES),
        ...CODE.localGet(offset),
        ...CODE.i32Const(this.memory.words * 4),
        ...CODE.i32LessUnsigned,
        ...CODE.branchIf(0),
      ]),
      ...counted.flatMap((_, index) => [
        ...CODE.i32Const(0),
        ...CODE.localGet(sums + index),
        ...CODE.store(index * VECTOR_BYTES),
      ]),
      ...CODE.i32Const(0),
      ...CODE.localGet(vectors),
      ...CODE.i32Store(counted.length * VECTOR_BYTES),
    ];
  }
}

/** Where parameters are set, and where selections write what they find. */
class Room {
  readonly parameterBytes: Uint8Array;
  readonly foundBytes: Uint8Array;
  readonly parameters: readonly Plane[];
  readonly found: Uint32Array;

  constructor(memory: PlaneMemory) {
    this.parameterBytes = memory.takeBytes(PARAMETERS * VECTOR_BYTES);
    this.foundBytes = memory.takeBytes(FOUND_BYTES);
    this.found = wordsOf(this.foundBytes);
    const words = wordsOf(this.parameterBytes);
    this.parameters = Array.from({ length: PARAMETERS }, (_, index) =>
      words.subarray(index * VECTOR_WORDS, (index + 1) * VECTOR_WORDS),
    );
  }
}

function increased(local: number, by: number): number[] {
  return [...CODE.localGet(local), ...CODE.i32Const(by), ...CODE.i32Add, ...CODE.localSet(local)];
}

function wordsOf(bytes: Uint8Array): Uint32Array {
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}
