import { describe, expect, it } from '@jest/globals';
import { decide } from '../evaluation/decide.ts';
import type { Fact } from '../model/evidence.ts';
import type { Need } from '../model/need.ts';
import type { Register } from '../model/scheme.ts';
import { fact, gate, offering, regimeDocument, register, scheme, TODAY, worldOf } from '../testing/world.ts';

/** Scenario 15: a gate that nobody publishes and every bidder declares. */
const over = { declarable: true, when: { need: 'buyer.kind', in: ['central_government'] } };
const regime = regimeDocument('kr-declared', [
  gate('undertaking', { fact: 'provider.undertakings', includes: ['CLEAN'] }, over),
]);
const GOVERNMENT = { 'buyer.kind': ['central_government'] };

function ask(facts: readonly Fact[], need: Need = GOVERNMENT) {
  const world = worldOf({
    regimes: [regime],
    offerings: [offering('narae')],
    facts: [fact('offering:narae', 'offering.regions', ['KR']), ...facts],
  });
  return decide(world, { offering: 'narae', market: 'KR', need, asOf: TODAY });
}
const undertakings = (values: readonly string[], more: Partial<Fact> = {}) =>
  fact('provider:narae', 'provider.undertakings', values, more);

/** A declarable gate that a register may answer. */
const certified = (registers: readonly Register[]) =>
  decide(
    worldOf({
      regimes: [
        regimeDocument('kr-declared', [gate('listed', { certificate: 'CERT' }, { declarable: true })]),
      ],
      schemes: [scheme('CERT')],
      registers,
      offerings: [offering('narae')],
      facts: [fact('offering:narae', 'offering.regions', ['KR'])],
    }),
    { offering: 'narae', market: 'KR', need: {}, asOf: TODAY },
  );

describe('a declarable gate', () => {
  it('leaves the offering conditional and names the declaration', () => {
    const decision = ask([]);
    expect(decision.verdict).toBe('conditional');
    expect(decision.requirements[0]?.cures).toEqual([{ by: 'declaration', id: 'declaration', until: null }]);
    expect(decision.binding).toEqual([
      { regime: 'kr-declared', requirement: 'undertaking', title: 'undertaking', outcome: 'curable' },
    ]);
    expect(decision.nothingAgainst).toBe(true);
  });

  it('is passed by a documented statement and failed by one to the contrary', () => {
    expect(ask([undertakings(['CLEAN'])]).verdict).toBe('eligible');
    expect(ask([undertakings(['OTHER'])]).verdict).toBe('ineligible');
  });

  it("is never declared away against the vendor's own word", () => {
    const decision = ask([undertakings([], { grade: 'claimed', by: 'self' })]);
    expect(decision.verdict).toBe('unknown');
    expect(decision.claimedAgainst).toBe(true);
    expect(decision.nothingAgainst).toBe(false);
  });

  it('is not declared away where what is known has gone stale: that is no lack of evidence', () => {
    expect(certified([]).verdict).toBe('conditional');
    const stale = certified([register('CERT', ['narae'], { asOf: '2026-01-01' })]);
    expect([stale.verdict, stale.requirements[0]?.state, stale.requirements[0]?.reasons[0]?.kind]).toEqual([
      'unknown',
      'open',
      'stale',
    ]);
  });

  it('is no declaration of the need: an open need stays open', () => {
    const decision = ask([], {});
    expect(decision.verdict).toBe('unknown');
    expect(decision.openNeeds).toEqual(['buyer.kind']);
    expect(decision.claimedAgainst).toBe(false);
  });
});
