import type { Plane } from './plane.ts';
import type { Program } from './program.ts';

/** Where a value lies while a program runs: in a plane, or in a register that others take once it is of no more use. */
export type Place = { readonly plane: Plane } | { readonly register: number };

/** Gives each value of a program its place, and says how many registers there are. */
export function placesOf({ steps, outputs, counted }: Program): {
  readonly places: readonly Place[];
  readonly registers: number;
} {
  const lastUse = new Int32Array(steps.length);
  steps.forEach((step, index) => {
    lastUse[index] = index;
    if (!('operation' in step)) return;
    lastUse[step.left] = index;
    lastUse[step.right] = index;
  });
  // What is written or counted is read when all steps are done.
  for (const { value } of outputs) lastUse[value] = steps.length;
  for (const value of counted) lastUse[value] = steps.length;
  const places: Place[] = [];
  const free: number[] = [];
  const ending: number[][] = [];
  let registers = 0;
  steps.forEach((step, index) => {
    free.push(...(ending[index - 1] ?? []));
    if ('plane' in step) {
      places.push({ plane: step.plane });
      return;
    }
    const register = free.pop() ?? registers++;
    places.push({ register });
    (ending[lastUse[index] ?? index] ??= []).push(register);
  });
  return { places, registers };
}
