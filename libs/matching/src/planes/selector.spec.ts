import { describe, expect, it } from '@jest/globals';
import { PlaneMemory } from './plane-memory.ts';
import { bitAt, putBit } from './plane.ts';
import { ProgramWriter } from './program.ts';
import { recordWords, type Found, type Selection } from './selection.ts';
import { VECTOR_WORDS } from './vectors.ts';
import { Selector } from './selector.ts';

const ROWS = 20_000;

/** Rows found, with one bit per value. */
function told({ records, vectors }: Found, selection: Selection): readonly string[] {
  const words = recordWords(selection);
  const rows: string[] = [];
  for (let vector = 0; vector < vectors; vector += 1) {
    const base = vector * words;
    for (let place = 0; place < 128; place += 1) {
      const bit = (value: number): number =>
        bitAt(records.subarray(base + VECTOR_WORDS * value, base + VECTOR_WORDS * (value + 1)), place);
      if (bit(1) === 1)
        rows.push(
          `${(records[base] ?? 0) * 8 + place}: ${selection.values.map((_, index) => bit(2 + index)).join('')}`,
        );
    }
  }
  return rows;
}

/** Every third, every hundredth and every seventh row. */
function selectionOver(memory: PlaneMemory, selector: Selector): Selection {
  const [thirds, hundredths, sevenths] = [3, 100, 7].map((step) => {
    const plane = memory.take();
    for (let row = 0; row < ROWS; row += step) putBit(plane, row, true);
    return plane;
  });
  const [isAsked] = selector.parameters;
  const writer = new ProgramWriter();
  const none = memory.take();
  const third = writer.load(thirds ?? none);
  const asked = writer.join('and', third, writer.load(isAsked ?? none));
  const found = writer.join('and', asked, writer.load(hundredths ?? none));
  writer.count(third);
  return {
    ...writer.finish(),
    parameters: [isAsked ?? none],
    conditions: [asked, found],
    values: [writer.load(sevenths ?? none), third],
  };
}

describe('a selection', () => {
  it.each([true, false])(
    'finds rows that pass all conditions and reads values, vectors or not (%p)',
    (vectors) => {
      const memory = new PlaneMemory(ROWS, vectors);
      const selector = new Selector(memory);
      const selection = selectionOver(memory, selector);
      const select = selector.prepare(selection);
      selector.parameters[0]?.fill(0xffff_ffff);
      const found = select();
      // Multiples of 300; of those, multiples of 2,100 are multiples of 7.
      const expected = Array.from(
        { length: 67 },
        (_, index) => `${index * 300}: ${index % 7 === 0 ? 1 : 0}1`,
      );
      expect(told(found, selection)).toEqual(expected);
      expect(found.counts).toEqual([6_667]);
      selector.parameters[0]?.fill(0);
      expect(select()).toMatchObject({ counts: [6_667], vectors: 0 });
    },
  );

  it.each([true, false])('says of more vectors than there is room for how many there are (%p)', (vectors) => {
    const memory = new PlaneMemory(2_000_000, vectors);
    const selector = new Selector(memory);
    const everyone = memory.take();
    everyone.fill(0xffff_ffff);
    const writer = new ProgramWriter();
    const all = writer.load(everyone);
    const selection = {
      ...writer.finish(),
      parameters: [],
      conditions: [all],
      values: Array.from({ length: 40 }, () => all),
    };
    const { vectors: found, records } = selector.prepare(selection)();
    expect(found).toBe(2_000_000 / 128);
    expect(found * recordWords(selection)).toBeGreaterThan(records.length);
  });
});
