import type { Plane } from './plane.ts';
import type { Program, Value } from './program.ts';
import { VECTOR_WORDS } from './vectors.ts';

/**
 * A program that also finds the few rows which pass some conditions, and reads values of theirs. What only a later
 * condition or the values need isn't worked out where no row passed the one before.
 */
export interface Selection extends Program {
  /** Planes of one vector that are the same for all rows: they hold what is compared with. */
  readonly parameters: readonly Plane[];
  /** Each narrows the one before; rows that pass the last are found. */
  readonly conditions: readonly Value[];
  /** What is read of the rows found. */
  readonly values: readonly Value[];
}

/** What a selection found: for each vector with such rows where it lies, the rows in it and their values. */
export interface Found {
  readonly counts: readonly number[];
  /** Vectors with rows found; there may be more than there is room for. */
  readonly vectors: number;
  /** By vector `recordWords` words: the byte at which it begins in a plane, three unused, the rows, and each value. */
  readonly records: Uint32Array;
}

/** Runs a selection over all rows. */
export type Select = () => Found;

/** Words that are written of a vector with rows found. */
export function recordWords({ values }: Selection): number {
  return VECTOR_WORDS * (2 + values.length);
}

/** By step: the first condition that needs it, or their number if only the values do; beyond that nothing needs it. */
export function levelsOf({ steps, outputs, counted, conditions, values }: Selection): readonly number[] {
  const levels: number[] = steps.map(() => Infinity);
  const need = (value: Value, level: number): void => {
    levels[value] = Math.min(levels[value] ?? Infinity, level);
  };
  for (const { value } of outputs) need(value, 0);
  for (const value of counted) need(value, 0);
  conditions.forEach((value, level) => need(value, level));
  for (const value of values) need(value, conditions.length);
  for (let index = steps.length - 1; index >= 0; index -= 1) {
    const step = steps[index];
    if (step === undefined || !('operation' in step)) continue;
    need(step.left, levels[index] ?? Infinity);
    need(step.right, levels[index] ?? Infinity);
  }
  return levels;
}
