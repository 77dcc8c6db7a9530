import { describe, expect, it } from '@jest/globals';
import { decide } from '../evaluation/decide.ts';
import { validUntil } from '../evaluation/valid-until.ts';
import type { Fact } from '../model/evidence.ts';
import { fact, gate, offering, regimeDocument, worldOf } from '../testing/world.ts';

/** Scenario 8: in Vietnam the duty to store data at home arises by an order and binds twelve months after it. */
const regime = regimeDocument(
  'vn-order',
  [
    gate(
      'store',
      { fact: 'offering.places.storage', includes: ['VN'] },
      {
        trigger: {
          all: [
            { not: { fact: 'provider.seat.registered', is: 'VN' } },
            { fact: 'provider.orders', includes: ['VN-53'] },
          ],
        },
        grace: { from: 'provider.orderDate', for: 'P12M' },
      },
    ),
  ],
  { market: 'VN' },
);

function ask(asOf: string, facts: readonly Fact[]) {
  const world = worldOf({
    regimes: [regime],
    offerings: [offering('lotus')],
    facts: [
      fact('offering:lotus', 'offering.regions', ['VN', 'SG']),
      fact('offering:lotus', 'offering.places.storage', ['SG']),
      fact('provider:lotus', 'provider.seat.registered', 'SG'),
      ...facts,
    ],
  });
  const question = { offering: 'lotus', market: 'VN', need: {}, asOf };
  return { decision: decide(world, question), until: validUntil(world, question) };
}
const order = fact('provider:lotus', 'provider.orders', ['VN-53']);
const since = fact('provider:lotus', 'provider.orderDate', '2026-01-31');

describe('a latent duty to store data at home', () => {
  it('is listed as not confirmed while nobody says whether there was an order', () => {
    const { decision } = ask('2026-11-24', []);
    expect(decision.latent).toEqual([{ regime: 'vn-order', requirement: 'store', title: 'store' }]);
    expect(decision.requirements[0]).toMatchObject({ applies: 'false', state: 'pass' });
    expect(decision.verdict).toBe('unregulated');
  });

  it('does not arise when there surely was none', () => {
    const { decision } = ask('2026-11-24', [fact('provider:lotus', 'provider.orders', [])]);
    expect(decision.latent).toEqual([]);
    expect(decision.verdict).toBe('unregulated');
  });

  it('rests during the twelve months after the order and binds from the day after their last', () => {
    expect(ask('2026-11-24', [order, since])).toMatchObject({
      decision: { verdict: 'unregulated' },
      until: '2027-02-01',
    });
    expect(ask('2027-01-31', [order, since]).decision.verdict).toBe('unregulated');
    expect(ask('2027-02-01', [order, since]).decision.verdict).toBe('ineligible');
  });

  it('is open when the date of the order is missing', () => {
    const { decision } = ask('2026-11-24', [order]);
    expect(decision.verdict).toBe('unknown');
    expect(decision.requirements[0]).toMatchObject({
      applies: 'unknown',
      reasons: [{ kind: 'missing', what: 'provider.orderDate' }],
    });
  });
});
