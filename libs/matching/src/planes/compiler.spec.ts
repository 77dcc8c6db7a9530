import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { Compiler } from './compiler.ts';
import { interpret } from './interpreter.ts';
import { bitAt, putBit, type Plane } from './plane.ts';
import { PlaneMemory } from './plane-memory.ts';
import { ProgramWriter, type Operation, type Value } from './program.ts';

const OPERATIONS: readonly Operation[] = ['and', 'or', 'xor', 'andNot'];
const ROWS = 1_000;

/** Planes of 1,000 rows with the given rows set. */
function planesOf(memory: PlaneMemory, sets: readonly (readonly number[])[]): readonly Plane[] {
  return sets.map((rows) => {
    const plane = memory.take();
    for (const row of rows) plane[row >>> 5] = (plane[row >>> 5] ?? 0) | (1 << (row & 31));
    return plane;
  });
}

const rows = fc.array(fc.integer({ min: 0, max: ROWS - 1 }), { maxLength: 200 });
const drawn = fc.record({
  sets: fc.array(rows, { minLength: 1, maxLength: 6 }),
  steps: fc.array(fc.tuple(fc.constantFrom(...OPERATIONS), fc.nat(), fc.nat()), { maxLength: 60 }),
});

describe('plane programs', () => {
  it('give the same bits and counts as WebAssembly and in TypeScript', () => {
    const memory = new PlaneMemory(ROWS);
    const compiler = new Compiler(memory);
    fc.assert(
      fc.property(drawn, ({ sets, steps }) => {
        const writer = new ProgramWriter();
        const values: Value[] = planesOf(memory, sets).map((plane) => writer.load(plane));
        for (const [operation, left, right] of steps) {
          values.push(
            writer.join(operation, values[left % values.length] ?? 0, values[right % values.length] ?? 0),
          );
        }
        const target = memory.take();
        const last = values.at(-1) ?? 0;
        writer.write(last, target);
        for (const value of values.slice(-5)) writer.count(value);
        const program = writer.finish();
        const counts = interpret(program, memory.words)();
        const bits = [...target];
        const run = compiler.compile(program);
        // Read as data at first, as code of its own afterwards.
        for (let round = 0; round < 2; round += 1) {
          target.fill(0);
          expect(run()).toEqual(counts);
          expect([...target]).toEqual(bits);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('give the same bits and counts however often they run', () => {
    const memory = new PlaneMemory(100_000);
    const planes = Array.from({ length: 20 }, (_, index) => {
      const plane = memory.take();
      for (let row = index; row < 100_000; row += index + 2) putBit(plane, row, true);
      return plane;
    });
    const writer = new ProgramWriter();
    const [first = 0, ...others] = planes.map((plane) => writer.load(plane));
    const last = others.reduce(
      (joined, value, index) => writer.join(index % 2 === 0 ? 'xor' : 'or', joined, value),
      first,
    );
    const target = memory.take();
    writer.write(last, target);
    writer.count(last);
    const program = writer.finish();
    const expected = interpret(program, memory.words)();
    const bits = [...target];
    const run = new Compiler(memory).compile(program);
    for (let round = 0; round < 3; round += 1) {
      target.fill(0);
      expect(run()).toEqual(expected);
      expect([...target]).toEqual(bits);
    }
  });

  it('add up weights exactly', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(rows, fc.integer({ min: 1, max: 40 })), { minLength: 1, maxLength: 8 }),
        fc.boolean(),
        (addends, isShared) => {
          const memory = new PlaneMemory(ROWS, isShared);
          const planes = planesOf(
            memory,
            addends.map(([set]) => set),
          );
          const writer = new ProgramWriter();
          const slices = writer.addUp(
            planes.map((plane, index) => ({ value: writer.load(plane), weight: addends[index]?.[1] ?? 0 })),
          );
          const targets = slices.map((slice) => {
            const target = memory.take();
            if (slice !== null) writer.write(slice, target);
            return target;
          });
          new Compiler(memory).compile(writer.finish())();
          for (let row = 0; row < ROWS; row += 37) {
            const sum = targets.reduce((total, target, place) => total + bitAt(target, row) * 2 ** place, 0);
            const expected = addends.reduce(
              (total, [set, weight]) => total + (set.includes(row) ? weight : 0),
              0,
            );
            expect(sum).toBe(expected);
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  it('run in TypeScript on planes that WebAssembly can not read', () => {
    const memory = new PlaneMemory(ROWS, false);
    const [plane = memory.take()] = planesOf(memory, [[3, 500, 999]]);
    const writer = new ProgramWriter();
    writer.count(writer.load(plane));
    expect(new Compiler(memory).compile(writer.finish())()).toEqual([3]);
  });
});
