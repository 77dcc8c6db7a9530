import { describe, expect, it } from '@jest/globals';
import { decide } from '../evaluation/decide.ts';
import type { MarketQuestion } from '../evaluation/question.ts';
import type { Need } from '../model/need.ts';
import { fact, gate, group, offering, regimeDocument, TODAY, worldOf } from '../testing/world.ts';

/** Scenario 5: the Saudi rule on regional headquarters with its ways around. */
const HQ = 'provider.regionalHq.countries';
const regime = regimeDocument(
  'sa-hq',
  [
    gate(
      'hq',
      { any: [{ not: { fact: HQ, overlaps: ['group:MENA'] } }, { fact: HQ, includes: ['SA'] }] },
      {
        unit: 'provider',
        when: { need: 'contract.value', above: { amount: 1000000, currency: 'SAR' } },
        unless: [
          { ref: 'best', title: 'best technically and 25 % cheaper, or the only compliant offer' },
          {
            test: { need: 'contract.exceptions', overlaps: ['ETIMAD'] },
            title: 'exemption before the tender',
          },
        ],
      },
    ),
  ],
  {
    market: 'SA',
    define: {
      best: {
        any: [
          {
            all: [
              { relative: 'offer.technicalRank', to: 'all', is: 'best' },
              { relative: 'offer.price', to: 'secondBest', atMost: { percent: 75 } },
            ],
          },
          { need: 'competition.compliantOffers', is: 1 },
        ],
      },
    },
  },
);
const world = worldOf({
  groups: [group('MENA', ['SA', 'AE', 'EG'])],
  regimes: [regime],
  offerings: ['dunes', 'oasis', 'fjord'].map((id) => offering(id)),
  facts: [
    ...['dunes', 'oasis', 'fjord'].map((id) => fact(`offering:${id}`, 'offering.regions', ['SA'])),
    fact('provider:dunes', HQ, ['AE']),
    fact('provider:oasis', HQ, ['AE', 'SA']),
    fact('provider:fjord', HQ, []),
  ],
});
const VALUE = { 'contract.value': { amount: '5000000', currency: 'SAR' } };

function ask(id: string, need: Need = VALUE, over: Partial<MarketQuestion> = {}) {
  return decide(world, { offering: id, market: 'SA', need, asOf: TODAY, ...over });
}
const bid = (id: string, rank: number, price: string) => ({
  offering: id,
  values: {
    'offer.technicalRank': { number: rank, unit: 'rank' },
    'offer.price': { amount: price, currency: 'SAR' },
  },
});

describe('regional headquarters for government contracts', () => {
  it('keeps out whoever has one elsewhere in the region, once the bids are known', () => {
    const bids = [bid('dunes', 2, '100'), bid('oasis', 1, '120')];
    expect(ask('dunes', { ...VALUE, 'competition.compliantOffers': 2 }, { bids }).verdict).toBe('ineligible');
    expect(ask('oasis').verdict).toBe('eligible');
    expect(ask('fjord').verdict).toBe('eligible');
  });

  it('leaves it open until the bids are known, and says so', () => {
    const decision = ask('dunes');
    expect(decision.verdict).toBe('unknown');
    expect(decision.requirements[0]?.reasons.map(({ kind }) => kind)).toEqual([
      'decided-after-bids',
      'decided-after-bids',
      'decided-after-bids',
    ]);
    expect(decision.questions).toEqual([]);
  });

  it('does not apply to contracts of exactly 1,000,000 riyals, and does to one more', () => {
    expect(ask('dunes', { 'contract.value': { amount: '1000000', currency: 'SAR' } }).verdict).toBe(
      'unregulated',
    );
    expect(ask('dunes', { 'contract.value': { amount: '1000000.01', currency: 'SAR' } }).verdict).toBe(
      'unknown',
    );
  });

  it('converts other currencies by dated rates and decides nothing within 2 %', () => {
    const rates = [{ base: 'USD', currency: 'SAR', rate: '3.75', day: '2026-11-01' }];
    // 1,000,000 SAR are 266,666.67 USD; 280,000 USD are 5 % above, 270,000 USD only 1.25 %.
    const value = (amount: string) =>
      ask('dunes', { 'contract.value': { amount, currency: 'USD' } }, { rates });
    expect(value('260000').requirements[0]?.applies).toBe('false');
    expect(value('270000').requirements[0]?.applies).toBe('unknown');
    expect(value('280000').requirements[0]?.applies).toBe('true');
  });

  it('lets the best technical offer pass at 75 % of the next price, not at a riyal more', () => {
    const need = { ...VALUE, 'competition.compliantOffers': 2 };
    expect(ask('dunes', need, { bids: [bid('dunes', 1, '75'), bid('oasis', 2, '100')] }).verdict).toBe(
      'eligible',
    );
    expect(ask('dunes', need, { bids: [bid('dunes', 1, '76'), bid('oasis', 2, '100')] }).verdict).toBe(
      'ineligible',
    );
    expect(ask('dunes', need, { bids: [bid('dunes', 2, '75'), bid('oasis', 1, '100')] }).verdict).toBe(
      'ineligible',
    );
  });

  it('lets the only compliant offer and an exemption pass', () => {
    expect(ask('dunes', { ...VALUE, 'competition.compliantOffers': 1 }).verdict).toBe('eligible');
    expect(ask('dunes', { ...VALUE, 'contract.exceptions': ['ETIMAD'] }).verdict).toBe('eligible');
  });
});
