import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { bitAt } from './plane.ts';
import { PlaneMemory } from './plane-memory.ts';
import { PlaneWriter } from './plane-writer.ts';

const CLASSES = 5;

/** Classes of rows, and for up to twenty features which classes have them. */
const drawn = fc.record({
  classes: fc.array(fc.nat(CLASSES - 1), { minLength: 1, maxLength: 400 }),
  has: fc.array(fc.array(fc.nat(1), { minLength: CLASSES, maxLength: CLASSES }), {
    minLength: 1,
    maxLength: 20,
  }),
});

describe('planes written from classes', () => {
  it.each([
    ['with vectors', true],
    ['in TypeScript', false],
  ])('have the bits of exactly those rows whose class has the feature, %s', (_, isShared) => {
    fc.assert(
      fc.property(drawn, ({ classes, has }) => {
        const memory = new PlaneMemory(classes.length, isShared);
        const planes = has.map(() => memory.take());
        const features = has.map((bits) => Uint8Array.from(bits));
        new PlaneWriter(memory).write(Uint32Array.from(classes), features, planes);
        planes.forEach((plane, feature) => {
          const bits = Array.from({ length: memory.words * 32 }, (__, row) => bitAt(plane, row));
          const expected = bits.map((__, row) => has[feature]?.[classes[row] ?? -1] ?? 0);
          expect(bits).toEqual(expected);
        });
      }),
      { numRuns: 200 },
    );
  });

  it('replace what was in a plane before', () => {
    const memory = new PlaneMemory(40);
    const writer = new PlaneWriter(memory);
    const plane = memory.take();
    const [all, none] = [Uint8Array.of(1), Uint8Array.of(0)];
    const classes = new Uint32Array(40);
    writer.write(classes, [all], [plane]);
    writer.write(classes, [none], [plane]);
    expect([...plane].every((word) => word === 0)).toBe(true);
  });
});
