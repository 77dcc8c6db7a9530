import { describe, expect, it } from '@jest/globals';
import { decide } from '../evaluation/decide.ts';
import type { MarketQuestion } from '../evaluation/question.ts';
import { validUntil } from '../evaluation/valid-until.ts';
import { fact, gate, offering, regimeDocument, vendor, worldOf } from '../testing/world.ts';

/** Scenario 7: a government cloud in Japan that a bidder may complete by a deadline, also with a third party. */
const met = { fact: 'provider.requirementsMet', atLeast: { number: 311, unit: 'item' } };
const requirement = (substitutes: readonly unknown[]) =>
  regimeDocument('jp-cloud', [gate('count', met, { unit: 'provider', meetBy: 'anyMember', substitutes })], {
    market: 'JP',
  });
const DEADLINE = { id: 'deadline', by: 'undertaking', until: '2026-03-31' };
const COMPOSITION = { id: 'composition', by: 'partner', until: '2026-03-31' };

function ask(
  count: number,
  asOf: string,
  substitutes: readonly unknown[],
  over: Partial<MarketQuestion> = {},
) {
  const world = worldOf({
    regimes: [requirement(substitutes)],
    vendors: [vendor('sakura'), vendor('momiji')],
    offerings: [offering('sakura')],
    facts: [
      fact('offering:sakura', 'offering.regions', ['JP']),
      fact('provider:sakura', 'provider.requirementsMet', { number: count, unit: 'item' }),
      fact('provider:momiji', 'provider.requirementsMet', { number: 311, unit: 'item' }),
    ],
  });
  const question = { offering: 'sakura', market: 'JP', need: {}, asOf, ...over };
  const decision = decide(world, question);
  return {
    verdict: decision.verdict,
    cures: decision.requirements[0]?.cures.map(({ id }) => id),
    until: validUntil(world, question),
  };
}

describe('requirements that may be completed by a deadline', () => {
  it('are passed with all 311 and failed with 310', () => {
    expect(ask(311, '2026-04-01', [])).toEqual({ verdict: 'eligible', cures: [], until: null });
    expect(ask(310, '2026-04-01', [])).toEqual({ verdict: 'ineligible', cures: [], until: null });
  });

  it('leave an undertaking open through the deadline and not a day longer', () => {
    expect(ask(280, '2026-03-31', [DEADLINE])).toEqual({
      verdict: 'conditional',
      cures: ['deadline'],
      until: '2026-04-01',
    });
    expect(ask(280, '2026-04-01', [DEADLINE]).verdict).toBe('ineligible');
  });

  it('count a third party only when the question names a team', () => {
    expect(ask(280, '2026-03-01', [COMPOSITION]).verdict).toBe('ineligible');
    // With the team named, the partner who meets all 311 does so for the bid.
    expect(ask(280, '2026-03-01', [COMPOSITION], { team: ['sakura', 'momiji'] }).verdict).toBe('eligible');
  });
});
