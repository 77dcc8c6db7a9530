import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Compiler } from './compiler.ts';
import { interpret } from './interpreter.ts';
import { PlaneMemory } from './plane-memory.ts';
import { putBit } from './plane.ts';
import { ProgramWriter, type Operation, type Program } from './program.ts';
import { RunTogether } from './run-together.ts';

/** More than two blocks, and no whole number of them. */
const ROWS = 20_000;
const OPERATIONS: readonly Operation[] = ['and', 'or', 'xor', 'andNot'];

const steps = fc.array(fc.tuple(fc.constantFrom(...OPERATIONS), fc.nat(), fc.nat()), {
  minLength: 1,
  maxLength: 12,
});

describe('programs that are run together', () => {
  it.each([true, false])('count what each counts alone, vectors or not (%p)', (vectors) => {
    const memory = new PlaneMemory(ROWS, vectors);
    const planes = Array.from({ length: 6 }, (_, index) => {
      const plane = memory.take();
      for (let row = index; row < ROWS; row += index + 2) putBit(plane, row, true);
      return plane;
    });
    const target = memory.take();
    const programOf = (drawn: readonly (readonly [Operation, number, number])[], first: number): Program => {
      const writer = new ProgramWriter();
      const values = planes.slice(first, first + 4).map((plane) => writer.load(plane));
      for (const [operation, left, right] of drawn)
        values.push(
          writer.join(operation, values[left % values.length] ?? 0, values[right % values.length] ?? 0),
        );
      writer.write(values.at(-1) ?? 0, target);
      for (const value of values.slice(-3)) writer.count(value);
      return writer.finish();
    };
    fc.assert(
      fc.property(
        fc.array(fc.tuple(steps, fc.constantFrom(0, 1, 2)), { minLength: 1, maxLength: 7 }),
        (drawn) => {
          const programs = drawn.map(([made, first]) => programOf(made, first));
          const together = new RunTogether(memory, new Compiler(memory));
          const expected = programs.map((program) => interpret(program, memory.words)());
          expect(together.run(programs)).toEqual(expected);
          // The second time from what was prepared, and in another company.
          expect(together.run(programs.slice(1))).toEqual(expected.slice(1));
          expect(together.run(programs)).toEqual(expected);
        },
      ),
      { numRuns: 20 },
    );
  });
});
