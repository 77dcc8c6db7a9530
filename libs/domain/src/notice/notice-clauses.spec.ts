import { describe, expect, it } from '@jest/globals';
import { decide } from '../evaluation/decide.ts';
import type { Fact } from '../model/evidence.ts';
import { TEST_VOCABULARY } from '../testing/vocabulary.ts';
import { fact, offering, TODAY, worldOf } from '../testing/world.ts';
import { gatesOf, type NoticeClause } from './notice-clauses.ts';

const CLEARANCE: NoticeClause = {
  id: 'security-clearance',
  title: 'Cleared staff',
  field: 'eligibility.securityClearance',
  lots: null,
  outcome: 'gate',
  because: '',
};

const locations = TEST_VOCABULARY.attributes.get('personnel.locations');
if (locations === undefined) throw new Error('The test vocabulary knows where persons work');
const attributes = new Map([
  ...TEST_VOCABULARY.attributes,
  ['personnel.clearances', { ...locations, id: 'personnel.clearances', type: 'code' as const }],
]);

function gateGiven(facts: readonly Fact[]) {
  const world = worldOf({
    vocabulary: { ...TEST_VOCABULARY, attributes },
    offerings: [offering('a')],
    facts,
  });
  const decision = decide(world, {
    offering: 'a',
    market: 'KR',
    need: {},
    asOf: TODAY,
    extra: gatesOf([CLEARANCE]),
  });
  return decision.requirements.find(({ requirement }) => requirement === 'security-clearance');
}

const staff = (ids: readonly string[], over: Partial<Fact> = {}): Fact =>
  fact(
    'offering:a',
    'personnel',
    ids.map((id) => `personnel:a/${id}`),
    over,
  );
const cleared = (id: string, clearances: readonly string[]): Fact =>
  fact(`personnel:a/${id}`, 'personnel.clearances', clearances);

describe('gatesOf', () => {
  it('makes gates of nothing but clauses that are gates', () => {
    expect(
      gatesOf([
        { ...CLEARANCE, outcome: 'unchecked' },
        { ...CLEARANCE, outcome: 'duty' },
      ]),
    ).toEqual([]);
  });

  it('leaves to a declaration what nobody publishes', () => {
    expect(gateGiven([])).toMatchObject({ outcome: 'unknown', state: 'curable' });
  });

  it('passes where every person is known to hold a clearance', () => {
    expect(gateGiven([staff(['x', 'y']), cleared('x', ['SC']), cleared('y', ['DV'])])).toMatchObject({
      state: 'pass',
    });
  });

  it('fails where one person is known to hold none', () => {
    expect(gateGiven([staff(['x', 'y']), cleared('x', ['SC']), cleared('y', [])])).toMatchObject({
      state: 'fail',
    });
  });
});
