import { describe, expect, it } from '@jest/globals';
import { decide } from '../evaluation/decide.ts';
import type { Fact } from '../model/evidence.ts';
import { fact, gate, offering, regimeDocument, TODAY, worldOf } from '../testing/world.ts';

/** Scenario 12: sources disagree, about a fact and about how a rule reads. */
function ask(facts: readonly Fact[], over: Readonly<Record<string, unknown>> = {}) {
  const world = worldOf({
    regimes: [
      regimeDocument('kr-seat', [gate('seat', { fact: 'provider.seat.registered', is: 'KR' }, over)]),
    ],
    offerings: [offering('moru')],
    facts: [fact('offering:moru', 'offering.regions', ['KR']), ...facts],
  });
  return decide(world, { offering: 'moru', market: 'KR', need: {}, asOf: TODAY });
}
const seat = (country: string, over: Partial<Fact> = {}) =>
  fact('provider:moru', 'provider.seat.registered', country, {
    id: `${country}-${over.grade ?? ''}-${over.valid?.from ?? ''}`,
    ...over,
  });
const recorded = (from: string) => ({ recorded: { from, to: null } });
const from = (day: string) => ({ valid: { from: day, to: null } });

const dispute = (status: 'open' | 'upheld' | 'rejected') => ({
  dispute: { id: 'd1', status, since: '2026-10-01' },
});

describe('sources that disagree about a fact', () => {
  it('lets the higher grade prevail and keeps the loser visible', () => {
    const decision = ask([seat('KR', { grade: 'audited' }), seat('US')]);
    expect(decision.verdict).toBe('eligible');
    const evidence = decision.requirements[0]?.trace?.children[0]?.children[0]?.evidence ?? [];
    expect(evidence.map(({ value, superseded }) => [value, superseded])).toEqual([
      ['KR', false],
      ['US', true],
    ]);
  });

  it('lets the later start prevail at one grade, then the later recording', () => {
    expect(ask([seat('US', from('2020-01-01')), seat('KR', from('2024-01-01'))]).verdict).toBe('eligible');
    expect(
      ask([seat('KR', recorded('2026-03-01T00:00:00Z')), seat('US', recorded('2026-02-01T00:00:00Z'))])
        .verdict,
    ).toBe('eligible');
  });

  it('leaves equally good statements with other values contested', () => {
    const decision = ask([seat('KR'), seat('US')]);
    expect(decision.verdict).toBe('unknown');
    expect(decision.requirements[0]?.reasons).toEqual([
      { kind: 'contested', what: 'provider.seat.registered' },
    ]);
  });

  it('degrades a disputed statement to contested, and forgets it when the dispute is upheld', () => {
    expect(ask([seat('KR', dispute('open'))]).requirements[0]?.reasons[0]?.kind).toBe('contested');
    expect(ask([seat('KR', dispute('upheld'))]).requirements[0]?.reasons[0]?.kind).toBe('missing');
    expect(ask([seat('KR', dispute('rejected'))]).verdict).toBe('eligible');
  });

  it('never decides on statements of low confidence', () => {
    expect(ask([seat('US', { confidence: 'low', grade: 'registered' })]).verdict).toBe('unknown');
  });
});

describe('sources that disagree about a rule', () => {
  const readings = [{ note: 'also abroad', test: { fact: 'provider.seat.registered', in: ['KR', 'JP'] } }];

  it('decides where all readings agree', () => {
    expect(ask([seat('KR')], { readings }).verdict).toBe('eligible');
    expect(ask([seat('US')], { readings }).verdict).toBe('ineligible');
  });

  it("leaves the rule disputed where they don't", () => {
    const decision = ask([seat('JP')], { readings });
    expect(decision.verdict).toBe('unknown');
    expect(decision.requirements[0]?.reasons).toEqual([{ kind: 'disputed-rule' }]);
  });

  it('counts a reading by which the rule does not apply', () => {
    const lapsed = [{ note: 'said to have lapsed', applies: false }];
    expect(ask([seat('KR')], { readings: lapsed }).requirements[0]).toMatchObject({
      applies: 'unknown',
      outcome: 'true',
      state: 'pass',
    });
    expect(ask([seat('US')], { readings: lapsed }).verdict).toBe('unknown');
  });
});
