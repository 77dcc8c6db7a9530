import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { formulaOf, holdsFor, type Case, type Classes, type Formula, type Literal } from './formula.ts';

const nowhere: Classes = { planesOf: () => [], write: () => undefined };

function literal(source: number, ids: readonly number[]): Literal {
  return { of: nowhere, members: ids, source, ids };
}

/** A formula as words: `0:1,2` are classes 1 and 2 of the first source. */
function words(formula: Formula | null): string {
  if (formula === null) return 'nobody';
  if (formula === 'everyone') return formula;
  if ('plane' in formula) return 'plane';
  if ('of' in formula) return `${formula.source}:${formula.ids.join()}`;
  const [parts, sign] = 'all' in formula ? [formula.all, ' & '] : [formula.any, ' | '];
  return `(${parts.map(words).join(sign)})`;
}

/** All cases of two sources with two classes each, in the order 00, 01, 10, 11. */
function cases(...holds: readonly boolean[]): readonly Case[] {
  return holds.map((held, index) => ({ ids: [index >> 1, index & 1], holds: held }));
}

describe('formulas of features', () => {
  it('say that nobody or everyone has a feature', () => {
    expect(words(formulaOf(cases(false, false, false, false), literal))).toBe('nobody');
    expect(words(formulaOf(cases(true, true, true, true), literal))).toBe('everyone');
  });

  it('leave out a source that makes no difference', () => {
    expect(words(formulaOf(cases(false, false, true, true), literal))).toBe('0:1');
  });

  it('join two sources as a rule of two tests does', () => {
    expect(words(formulaOf(cases(false, false, false, true), literal))).toBe('(0:1 & 1:1)');
    expect(words(formulaOf(cases(false, true, true, true), literal))).toBe('((0:0 & 1:1) | 0:1)');
  });

  it('take classes together that lead to the same, whatever never came', () => {
    const seen: readonly Case[] = [
      { ids: [0, 0], holds: true },
      { ids: [1, 1], holds: false },
      { ids: [2, 0], holds: true },
      { ids: [2, 1], holds: false },
    ];
    expect(words(formulaOf(seen, literal))).toBe('(0:0,1,2 & 1:0)');
  });

  it('hold for the cases that have the feature and for no other that came', () => {
    const drawn = fc.uniqueArray(
      fc.record({ ids: fc.tuple(fc.nat(4), fc.nat(3), fc.nat(2)), holds: fc.boolean() }),
      { minLength: 1, maxLength: 60, selector: ({ ids }) => ids.join() },
    );
    fc.assert(
      fc.property(drawn, (seen) => {
        const formula = formulaOf(seen, literal);
        for (const { ids, holds } of seen) expect(formula !== null && holdsFor(formula, ids)).toBe(holds);
      }),
      { numRuns: 300 },
    );
  });
});
