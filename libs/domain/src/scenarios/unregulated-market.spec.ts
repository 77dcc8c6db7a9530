import { describe, expect, it } from '@jest/globals';
import { decide } from '../evaluation/decide.ts';
import type { Need } from '../model/need.ts';
import type { Offering } from '../model/vendor.ts';
import { fact, gate, offering, regimeDocument, TODAY, worldOf } from '../testing/world.ts';

/** Scenario 16: no gate applies, or the offering isn't to be had in the market. */
const regime = regimeDocument('kr-bank', [
  gate(
    'seat',
    { fact: 'provider.seat.registered', is: 'KR' },
    { when: { need: 'buyer.sector', in: ['finance'] } },
  ),
]);

function ask(
  regions: readonly string[] | null,
  complete = true,
  need: Need = {},
  over: Partial<Offering> = {},
) {
  const world = worldOf({
    regimes: [regime],
    offerings: [offering('dori', over)],
    facts: regions === null ? [] : [fact('offering:dori', 'offering.regions', regions, { complete })],
  });
  return decide(world, { offering: 'dori', market: 'KR', need, asOf: TODAY });
}

describe('a market without a rule for the need', () => {
  it('is unregulated, never eligible', () => {
    const decision = ask(['KR', 'JP']);
    expect(decision.verdict).toBe('unregulated');
    expect(decision.deployment).toEqual({ countries: ['KR'], how: 'market', complete: true });
    expect(decision.gates).toEqual({ pass: 1, fail: 0, curable: 0, unproven: 0, open: 0 });
    expect(decision.coverage).toEqual({ known: 0, needed: 0 });
  });

  it('is ineligible without a region in the market on a complete list', () => {
    const decision = ask(['JP']);
    expect(decision.verdict).toBe('ineligible');
    expect(decision.served.outcome).toBe('false');
    expect(decision.binding).toEqual([
      { regime: null, requirement: null, title: 'To be had in the market', outcome: 'fail' },
    ]);
  });

  it('stays unregulated with the doubt named when the list is open or missing', () => {
    expect(ask(['JP'], false)).toMatchObject({
      verdict: 'unregulated',
      served: { outcome: 'unknown' },
      deployment: { how: 'unknown' },
    });
    expect(ask(null)).toMatchObject({ verdict: 'unregulated', served: { outcome: 'unknown' } });
  });

  it('takes the regions that the need names instead', () => {
    expect(ask(['JP'], true, { deployment: ['JP'] })).toMatchObject({
      verdict: 'unregulated',
      deployment: { how: 'named', countries: ['JP'] },
    });
    expect(ask(['JP'], true, { deployment: ['JP', 'SG'] }).verdict).toBe('ineligible');
    expect(ask(['JP'], false, { deployment: ['SG'] }).served.outcome).toBe('unknown');
  });

  it('has no verdict for an offering that is not on sale', () => {
    expect(ask(['KR'], true, {}, { status: 'announced' })).toMatchObject({
      verdict: null,
      noVerdict: 'not on sale on 2026-11-24',
    });
    expect(ask(['KR'], true, {}, { available: { from: '2026-11-25', to: null } }).verdict).toBeNull();
    expect(ask(['KR'], true, {}, { available: { from: '2026-11-24', to: null } }).verdict).toBe(
      'unregulated',
    );
  });
});
