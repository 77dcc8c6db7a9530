import { BLOCK, copy, countIn, KERNELS, type Operand } from './interpreter.ts';
import type { Plane } from './plane.ts';
import type { Operation } from './program.ts';
import { levelsOf, recordWords, type Select, type Selection } from './selection.ts';
import { VECTOR_WORDS } from './vectors.ts';

interface Task {
  readonly operation: Operation;
  readonly left: Operand;
  readonly right: Operand;
  readonly into: Uint32Array;
}

type Kernel = (
  at: Uint16Array,
  count: number,
  left: Uint32Array,
  from: number,
  right: Uint32Array,
  start: number,
  into: Uint32Array,
) => void;

/** Join words at some places of a block. */
const AT_PLACES: Readonly<Record<Operation, Kernel>> = {
  and: (at, count, left, from, right, start, into) => {
    for (let index = 0; index < count; index += 1) {
      const place = at[index] ?? 0;
      into[place] = (left[from + place] ?? 0) & (right[start + place] ?? 0);
    }
  },
  or: (at, count, left, from, right, start, into) => {
    for (let index = 0; index < count; index += 1) {
      const place = at[index] ?? 0;
      into[place] = (left[from + place] ?? 0) | (right[start + place] ?? 0);
    }
  },
  xor: (at, count, left, from, right, start, into) => {
    for (let index = 0; index < count; index += 1) {
      const place = at[index] ?? 0;
      into[place] = (left[from + place] ?? 0) ^ (right[start + place] ?? 0);
    }
  },
  andNot: (at, count, left, from, right, start, into) => {
    for (let index = 0; index < count; index += 1) {
      const place = at[index] ?? 0;
      into[place] = (left[from + place] ?? 0) & ~(right[start + place] ?? 0);
    }
  },
};

/** Words of parameters, repeated over a block; they are set before each run. */
class Parameters {
  private readonly blocks = new Map<Plane, Uint32Array>();

  of(plane: Plane): Uint32Array {
    let block = this.blocks.get(plane);
    if (block === undefined) {
      block = new Uint32Array(BLOCK);
      this.blocks.set(plane, block);
    }
    return block;
  }

  refresh(): void {
    for (const [plane, block] of this.blocks) block.fill(plane[0] ?? 0);
  }
}

/** Steps in the order in which they run, level by level, each with the place that has its words. */
class Layout {
  readonly parameters = new Parameters();
  /** By level. */
  readonly tasks: readonly Task[][];
  private readonly operands = new Map<number, Operand>();

  constructor(selection: Selection) {
    const { steps, conditions } = selection;
    const levels = levelsOf(selection);
    const order = steps
      .map((_, index) => index)
      .filter((index) => (levels[index] ?? Infinity) <= conditions.length)
      .toSorted((a, b) => (levels[a] ?? 0) - (levels[b] ?? 0) || a - b);
    const ends = lastUses(selection, order);
    const free: Uint32Array[] = [];
    this.tasks = [...conditions, null].map(() => []);
    order.forEach((index, moment) => {
      const step = steps[index];
      if (step === undefined) return;
      if ('plane' in step) {
        const isParameter = selection.parameters.includes(step.plane);
        const words = isParameter ? this.parameters.of(step.plane) : step.plane;
        this.operands.set(index, { words, moves: !isParameter });
        return;
      }
      const into = free.pop() ?? new Uint32Array(BLOCK);
      this.operands.set(index, { words: into, moves: false });
      this.tasks[levels[index] ?? 0]?.push({
        operation: step.operation,
        left: this.operand(step.left),
        right: this.operand(step.right),
        into,
      });
      for (const value of new Set([step.left, step.right])) {
        const { words, moves } = this.operand(value);
        const ended = steps[value];
        if (!moves && ends.get(value) === moment && ended !== undefined && 'operation' in ended)
          free.push(words);
      }
    });
  }

  operand(value: number): Operand {
    const operand = this.operands.get(value);
    if (operand === undefined) throw new RangeError('A step comes after what it reads');
    return operand;
  }
}

/** By value: the moment of the step that reads it last; what is asked for at the end is never over. */
function lastUses(
  { steps, outputs, counted, conditions, values }: Selection,
  order: readonly number[],
): ReadonlyMap<number, number> {
  const ends = new Map<number, number>();
  order.forEach((index, moment) => {
    const step = steps[index];
    if (step === undefined || !('operation' in step)) return;
    ends.set(step.left, moment);
    ends.set(step.right, moment);
  });
  const kept = [...outputs.map(({ value }) => value), ...counted, ...conditions, ...values];
  for (const value of kept) ends.set(value, Infinity);
  return ends;
}

/** Prepares a selection to be run in TypeScript, block by block; `found` is where it writes what it found. */
export function selectInScript(selection: Selection, words: number, found: Uint32Array): Select {
  const layout = new Layout(selection);
  const { parameters, tasks } = layout;
  const operandOf = (value: number): Operand => layout.operand(value);
  const outputs = selection.outputs.map(({ value, plane }) => ({ from: operandOf(value), plane }));
  const counted = selection.counted.map(operandOf);
  const conditions = selection.conditions.map(operandOf);
  const values = selection.values.map(operandOf);
  const record = recordWords(selection);
  const at = new Uint16Array(BLOCK);
  const rows = new Uint32Array(BLOCK);
  const [dense = [], ...sparse] = tasks;
  const narrow = (operand: Operand | undefined, start: number, count: number): number => {
    if (operand === undefined) return 0;
    const from = operand.moves ? start : 0;
    let left = 0;
    for (let index = 0; index < count; index += 1) {
      const place = at[index] ?? 0;
      const bits = operand.words[from + place] ?? 0;
      if (bits === 0) continue;
      at[left] = place;
      rows[place] = bits;
      left += 1;
    }
    return left;
  };
  return () => {
    parameters.refresh();
    const counts = counted.map(() => 0);
    let vectors = 0;
    for (let start = 0; start < words; start += BLOCK) {
      const length = Math.min(BLOCK, words - start);
      for (const { operation, left, right, into } of dense)
        KERNELS[operation](
          left.words,
          left.moves ? start : 0,
          right.words,
          right.moves ? start : 0,
          into,
          length,
        );
      for (const { from, plane } of outputs) copy(from, start, plane, length);
      counted.forEach((operand, index) => {
        counts[index] = (counts[index] ?? 0) + countIn(operand, start, length);
      });
      for (let place = 0; place < length; place += 1) at[place] = place;
      let count = narrow(conditions[0], start, length);
      for (let level = 0; level < sparse.length && count > 0; level += 1) {
        for (const { operation, left, right, into } of sparse[level] ?? [])
          AT_PLACES[operation](
            at,
            count,
            left.words,
            left.moves ? start : 0,
            right.words,
            right.moves ? start : 0,
            into,
          );
        if (level + 1 < conditions.length) count = narrow(conditions[level + 1], start, count);
      }
      for (let index = 0; index < count;) {
        const vector = Math.floor((at[index] ?? 0) / VECTOR_WORDS) * VECTOR_WORDS;
        const base = vectors * record;
        const fits = base + record < found.length;
        if (fits) {
          found[base] = (start + vector) * 4;
          found.fill(0, base + VECTOR_WORDS, base + 2 * VECTOR_WORDS);
        }
        for (; index < count && (at[index] ?? 0) < vector + VECTOR_WORDS; index += 1) {
          if (!fits) continue;
          const place = at[index] ?? 0;
          const word = place - vector;
          found[base + VECTOR_WORDS + word] = rows[place] ?? 0;
          for (let value = 0; value < values.length; value += 1) {
            const operand = values[value];
            if (operand === undefined) continue;
            found[base + VECTOR_WORDS * (2 + value) + word] =
              operand.words[(operand.moves ? start : 0) + place] ?? 0;
          }
        }
        vectors += 1;
      }
    }
    return { counts, vectors, records: found };
  };
}
