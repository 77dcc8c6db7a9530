import { describe, expect, it } from '@jest/globals';
import { decide } from '../evaluation/decide.ts';
import type { Fact } from '../model/evidence.ts';
import { fact, gate, offering, regimeDocument, TODAY, worldOf } from '../testing/world.ts';
import { QuestionTally } from './question-count.ts';

const SEAT = { fact: 'provider.seat.registered', is: 'KR' };
const SBOM = { fact: 'offering.sbom', atLeast: 'listed' };

function counted(facts: readonly Fact[]) {
  const world = worldOf({
    offerings: [offering('a')],
    facts: [fact('offering:a', 'offering.regions', ['KR']), ...facts],
    regimes: [
      regimeDocument('r', [gate('both', { all: [SEAT, SBOM] }), gate('seat', SEAT)]),
      regimeDocument('us', [gate('seat', SEAT)], { market: 'US' }),
    ],
  });
  const ask = (market: string) => decide(world, { offering: 'a', market, need: {}, asOf: TODAY });
  const tally = new QuestionTally();
  for (const market of ['KR', 'US']) tally.add(ask(market));
  return tally.count;
}

describe('the questions of some decisions', () => {
  it('count once, however many gates and markets ask them', () => {
    expect(counted([])).toEqual({ open: 2, answered: 1 });
    expect(counted([fact('provider:a', 'provider.seat.registered', 'KR')])).toEqual({ open: 1, answered: 2 });
  });

  it('stay open while the answer is proven less well than asked', () => {
    expect(counted([fact('provider:a', 'provider.seat.registered', 'KR', { grade: 'claimed' })])).toEqual({
      open: 2,
      answered: 1,
    });
  });
});
