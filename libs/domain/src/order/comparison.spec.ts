import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { decision, totalOf as score } from '../../../../test/support/decision-sample.ts';
import type { Decision, GateState, RequirementOutcome, Score } from '../evaluation/decision.ts';
import { totalScore, type ObjectiveMarks } from '../score/total.ts';
import { compareDecisions } from './comparison.ts';

function outcome(requirement: string, stated: Partial<RequirementOutcome>): RequirementOutcome {
  return {
    regime: 'fr',
    regimeVersion: '1',
    regimeRevision: 1,
    regimeStatus: 'in_force',
    requirement,
    title: requirement,
    kind: 'gate',
    unit: 'offering',
    clause: { source: 's1' },
    confidence: 'high',
    binding: true,
    applies: 'true',
    outcome: 'true',
    state: null,
    cures: [],
    reasons: [],
    claimedAgainst: false,
    provenByCertificate: false,
    score: null,
    trace: null,
    ...stated,
  };
}

const hundredths = (value: number): number => Math.round(value * 100);
const gate = (requirement: string, state: GateState): RequirementOutcome => outcome(requirement, { state });

describe('why one decision stands above another', () => {
  it('names the gates that differ, the worst first, and what decided', () => {
    const a = decision('a', {
      requirements: [gate('seat', 'pass'), gate('cap', 'pass'), gate('staff', 'curable')],
    });
    const b = decision('b', {
      verdict: 'ineligible',
      requirements: [gate('seat', 'open'), gate('cap', 'fail'), gate('staff', 'curable')],
    });
    const compared = compareDecisions(a, b);
    expect(compared).toMatchObject({ above: 'a', decidedBy: 'verdict' });
    expect(compared.gates).toEqual([
      { regime: 'fr', requirement: 'cap', title: 'cap', a: 'pass', b: 'fail' },
      { regime: 'fr', requirement: 'seat', title: 'seat', a: 'pass', b: 'open' },
    ]);
    expect(compareDecisions(b, a).above).toBe('b');
  });

  it('names coverage where scores are not comparable, and identity where nothing differs', () => {
    const a = decision('a', { score: score(40, 60) });
    const b = decision('b', { score: score(30, 55), coverage: { known: 2, needed: 2 } });
    expect(compareDecisions(a, b)).toMatchObject({ above: 'b', decidedBy: 'coverage', notComparable: true });
    expect(compareDecisions(a, { ...a, offering: 'c' })).toMatchObject({ above: 'a', decidedBy: 'identity' });
  });

  it('shows which criteria earned differently under each objective', () => {
    const weights = { id: 'w', of: new Map([['SOV-1', 10_000]]) };
    const earn = (low: number): Partial<Decision> => ({
      score: totalScore([{ objective: 'SOV-1', low, high: low, usable: 400 }], weights),
      requirements: [outcome('SOV-1-1', { score: { objective: 'SOV-1', low, high: low, usable: 400 } })],
    });
    const compared = compareDecisions(decision('a', earn(300)), decision('b', earn(100)));
    expect(compared).toMatchObject({ above: 'a', decidedBy: 'score', gap: { low: 50, high: 50 } });
    expect(compared.objectives).toEqual([
      {
        objective: 'SOV-1',
        low: 50,
        high: 50,
        criteria: [
          {
            regime: 'fr',
            requirement: 'SOV-1-1',
            title: 'SOV-1-1',
            a: { objective: 'SOV-1', low: 300, high: 300, usable: 400 },
            b: { objective: 'SOV-1', low: 100, high: 100, usable: 400 },
          },
        ],
      },
    ]);
  });

  it('splits the gap between any two scores into parts that sum exactly to it', () => {
    const weights = {
      id: 'w',
      of: new Map([
        ['A', 1500],
        ['B', 1000],
        ['C', 3333],
      ]),
    };
    const profile = fc.array(
      fc.record({
        objective: fc.constantFrom('A', 'B', 'C'),
        low: fc.nat(500),
        open: fc.nat(500),
        lost: fc.nat(500),
      }),
      { maxLength: 8 },
    );
    const scored = (
      list: readonly (Omit<ObjectiveMarks, 'high' | 'usable'> & { open: number; lost: number })[],
    ): Score =>
      totalScore(
        list.map(({ objective, low, open, lost }) => ({
          objective,
          low,
          high: low + open,
          usable: low + open + lost,
        })),
        weights,
      );
    fc.assert(
      fc.property(profile, profile, (left, right) => {
        const a = decision('a', { score: scored(left) });
        const b = decision('b', { score: scored(right) });
        const { gap, objectives } = compareDecisions(a, b);
        for (const end of ['low', 'high'] as const) {
          expect(hundredths(gap[end])).toBe(hundredths(a.score[end]) - hundredths(b.score[end]));
          expect(objectives.reduce((sum, part) => sum + hundredths(part[end]), 0)).toBe(hundredths(gap[end]));
        }
      }),
    );
  });
});
