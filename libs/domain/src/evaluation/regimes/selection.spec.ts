import { describe, expect, it } from '@jest/globals';
import { fact, gate, group, offering, regimeDocument, TODAY, worldOf } from '../../testing/world.ts';
import { decide } from '../decide.ts';

const SEAT = gate('seat', { fact: 'provider.seat.registered', is: 'KR' }, { unit: 'provider' });
const FOREIGN = gate('seat', { fact: 'provider.seat.registered', is: 'US' }, { unit: 'provider' });

function ask(regimes: readonly Readonly<Record<string, unknown>>[], asOf = TODAY, market = 'KR') {
  const world = worldOf({
    groups: [
      group(
        'EU',
        [
          { code: 'HR', from: '2013-07-01' },
          { code: 'GB', to: '2020-02-01' },
        ],
        { bloc: true },
      ),
    ],
    regimes,
    offerings: [offering('a')],
    facts: [
      fact('offering:a', 'offering.regions', ['KR', 'HR', 'GB']),
      fact('provider:a', 'provider.seat.registered', 'KR'),
    ],
  });
  return decide(world, { offering: 'a', market, need: {}, asOf });
}
function versions(decision: ReturnType<typeof ask>) {
  return decision.regimes.map(({ id, version }) => `${id} ${version}`);
}

describe('regimes of a market on a day', () => {
  it('hold half-open: from their start to the day before their end', () => {
    const dated = [regimeDocument('r', [SEAT], { valid: { from: '2026-01-01', to: '2026-07-01' } })];
    expect(ask(dated, '2025-12-31').verdict).toBe('unregulated');
    expect(ask(dated, '2026-01-01').verdict).toBe('eligible');
    expect(ask(dated, '2026-06-30').verdict).toBe('eligible');
    expect(ask(dated, '2026-07-01').verdict).toBe('unregulated');
  });

  it('never bind from a date that nobody knows', () => {
    expect(ask([regimeDocument('r', [FOREIGN], { valid: { from: 'unknown' } })]).verdict).toBe('unregulated');
  });

  it('hold in one version: the latest start, then the latest recording', () => {
    const older = regimeDocument('r', [FOREIGN], { version: '1', valid: { from: '2020-01-01' } });
    const newer = regimeDocument('r', [SEAT], { version: '2', valid: { from: '2024-01-01' } });
    const corrected = regimeDocument('r', [FOREIGN], { version: '2a', valid: { from: '2024-01-01' } });
    expect(versions(ask([newer, older]))).toEqual(['r 2']);
    expect(versions(ask([newer, older], '2023-12-31'))).toEqual(['r 1']);
    expect(versions(ask([older, newer, corrected]))).toEqual(['r 2a']);
  });

  it.each([
    ['in_force', 'ineligible'],
    ['adopted', 'ineligible'],
    ['guidance', 'unregulated'],
    ['draft', 'unregulated'],
    ['planned', 'unregulated'],
    ['suspended', 'unregulated'],
    ['repealed', 'unregulated'],
  ])('with status %s leave an offering that misses them %s', (status, verdict) => {
    expect(ask([regimeDocument('r', [FOREIGN], { status })]).verdict).toBe(verdict);
  });

  it('are lifted by a newer version that is repealed, not by one that is only planned', () => {
    const binding = regimeDocument('r', [FOREIGN], { version: '1' });
    const later = { version: '2', valid: { from: '2025-01-01' } };
    expect(ask([binding, regimeDocument('r', [FOREIGN], { ...later, status: 'repealed' })]).verdict).toBe(
      'unregulated',
    );
    expect(ask([binding, regimeDocument('r', [], { ...later, status: 'planned' })]).verdict).toBe(
      'ineligible',
    );
  });

  it('end where another supersedes them', () => {
    const successor = regimeDocument('s', [SEAT], { supersedes: [{ id: 'r', from: '2026-01-01' }] });
    expect(versions(ask([regimeDocument('r', [FOREIGN]), successor], '2025-12-31'))).toEqual(['r 1', 's 1']);
    expect(versions(ask([regimeDocument('r', [FOREIGN]), successor], '2026-01-01'))).toEqual(['s 1']);
  });

  it('of a bloc hold in its members at the dates of their membership', () => {
    const bloc = [regimeDocument('b', [FOREIGN], { market: 'EU', valid: { from: '2000-01-01' } })];
    expect(ask(bloc, '2013-06-30', 'HR').verdict).toBe('unregulated');
    expect(ask(bloc, '2013-07-01', 'HR').verdict).toBe('ineligible');
    expect(ask(bloc, '2020-01-31', 'GB').verdict).toBe('ineligible');
    expect(ask(bloc, '2020-02-01', 'GB').verdict).toBe('unregulated');
    expect(ask(bloc, TODAY, 'EU').verdict).toBe('ineligible');
    expect(ask(bloc, TODAY, 'KR').verdict).toBe('unregulated');
  });

  it('of the general profile hold everywhere', () => {
    expect(ask([regimeDocument('g', [SEAT], { market: '*' })]).verdict).toBe('eligible');
  });

  it('that are guidance are shown as advice, and what they score counts', () => {
    const scored = { ...SEAT, id: 'points', kind: 'scored', points: 1, objective: 'SOV-1' };
    const decision = ask([regimeDocument('r', [FOREIGN, scored], { status: 'guidance' })]);
    expect(
      decision.advice.map(({ requirement, outcome, binding }) => [requirement, outcome, binding]),
    ).toEqual([['seat', 'false', false]]);
    expect(decision.requirements.map(({ requirement }) => requirement)).toEqual(['points']);
    expect([decision.score.low, decision.score.high]).toEqual([100, 100]);
  });

  it('show rules of low confidence without letting them decide', () => {
    const decision = ask([regimeDocument('r', [{ ...FOREIGN, confidence: 'low' }])]);
    expect(decision.verdict).toBe('unregulated');
    expect(decision.requirements[0]).toMatchObject({ outcome: 'false', binding: false, state: null });
    expect(decision.coverage).toEqual({ known: 0, needed: 0 });
  });
});
