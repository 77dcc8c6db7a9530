import { describe, expect, it } from '@jest/globals';
import { decide } from '../evaluation/decide.ts';
import { certificate, gate, offering, regimeDocument, scheme, TODAY, worldOf } from '../testing/world.ts';
import { comparedClauses } from './compared-clauses.ts';

const WORLD = worldOf({
  schemes: [scheme('SEAL'), scheme('MARK')],
  offerings: [offering('one'), offering('two')],
  certificates: [certificate('offering:one', 'SEAL', 'held')],
  regimes: [
    regimeDocument('r', [gate('sealed', { certificate: 'SEAL' }), gate('marked', { certificate: 'MARK' })]),
  ],
});
const [one, two] = ['one', 'two'].map((id) =>
  decide(WORLD, { market: 'KR', need: {}, asOf: TODAY, offering: id, explain: true }),
);

describe('clauses of several decisions', () => {
  it('stand next to each other, and say where the decisions differ', () => {
    const rows = comparedClauses([one!, two!]);
    expect(rows.map(({ of, differs }) => [of.requirement, differs])).toEqual([
      ['sealed', true],
      ['marked', false],
    ]);
    expect(rows[0]?.outcomes.map((outcome) => outcome?.outcome)).toEqual(['true', 'unknown']);
  });

  it('keep a place for a decision that a clause is none of', () => {
    const rows = comparedClauses([one!, { ...two!, requirements: [] }]);
    expect(rows.map(({ differs, outcomes }) => [differs, outcomes[1]])).toEqual([
      [true, null],
      [true, null],
    ]);
    expect(comparedClauses([])).toEqual([]);
  });
});
