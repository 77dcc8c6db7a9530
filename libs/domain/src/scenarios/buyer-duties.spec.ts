import { describe, expect, it } from '@jest/globals';
import { decide } from '../evaluation/decide.ts';
import type { Need } from '../model/need.ts';
import { fact, gate, offering, regimeDocument, TODAY, worldOf } from '../testing/world.ts';

/** Scenario 13: a duty of the buyer that is unmet is a problem of the need, never of the vendor. */
const world = worldOf({
  regimes: [
    regimeDocument('kr-duties', [
      gate('seat', { fact: 'provider.seat.registered', is: 'KR' }, { unit: 'provider' }),
      gate('audited', { need: 'buyer.audited', is: true }, { unit: 'buyer' }),
      gate(
        'recent',
        { need: 'buyer.lastAudit', maxAge: 'P12M' },
        { unit: 'buyer', when: { need: 'buyer.critical', is: true } },
      ),
      gate('classified', { need: 'workload.class.KR', known: true }, { unit: 'buyer' }),
      gate('bonus', { need: 'buyer.sector', in: ['health'] }, { unit: 'buyer', kind: 'preference' }),
    ]),
  ],
  offerings: [offering('sotdae')],
  facts: [
    fact('offering:sotdae', 'offering.regions', ['KR']),
    fact('provider:sotdae', 'provider.seat.registered', 'KR'),
  ],
});

function ask(need: Need) {
  const { verdict, buyerDuties, needProblems, requirements } = decide(world, {
    offering: 'sotdae',
    market: 'KR',
    need,
    asOf: TODAY,
  });
  return {
    verdict,
    duties: buyerDuties.map(({ requirement, outcome }) => [requirement, outcome]),
    problems: needProblems.map(({ requirement }) => requirement),
    ofVendor: requirements.map(({ requirement }) => requirement),
  };
}

describe('duties of the buyer', () => {
  it('are listed and leave the vendor eligible', () => {
    expect(ask({ 'buyer.audited': true, 'workload.class.KR': 'low' })).toEqual({
      verdict: 'eligible',
      duties: [
        ['audited', 'true'],
        ['classified', 'true'],
        ['bonus', 'false'],
      ],
      problems: [],
      ofVendor: ['seat'],
    });
  });

  it('become problems of the need when unmet', () => {
    expect(ask({ 'buyer.audited': false })).toMatchObject({
      verdict: 'eligible',
      problems: ['audited', 'classified'],
    });
  });

  it('count an age of exactly twelve months as recent, and a day more as too old', () => {
    const critical = { 'buyer.audited': true, 'buyer.critical': true, 'workload.class.KR': 'low' };
    expect(ask({ ...critical, 'buyer.lastAudit': '2025-11-24' }).problems).toEqual([]);
    expect(ask({ ...critical, 'buyer.lastAudit': '2025-11-23' }).problems).toEqual(['recent']);
    expect(ask(critical).duties).toContainEqual(['recent', 'unknown']);
  });
});
