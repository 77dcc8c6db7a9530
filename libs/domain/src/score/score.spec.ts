import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Score } from '../evaluation/decision.ts';
import type { Scoring } from '../model/regime.ts';
import { scoreCriterion } from './criterion.ts';
import { criterionSeal, sealMeets, sealOf } from './seal.ts';
import { totalScore, type ObjectiveMarks } from './total.ts';
import { readWeights, weightSetAt, type Weights } from './weights.ts';

function weights(id: string, percent: Readonly<Record<string, number>>): Weights {
  const read = readWeights(id, percent);
  if (!read.ok) throw new Error(read.problem);
  return read.weights;
}

function framework(id: string, percent: readonly number[]): Weights {
  return weights(id, Object.fromEntries(percent.map((weight, index) => [`SOV-${index + 1}`, weight])));
}

const OCTOBER_2025 = framework('v1.2.1', [15, 10, 10, 15, 20, 15, 10, 5]);
const JUNE_2026 = framework('calculator-2026', [20, 10, 10, 15, 10, 15, 15, 5]);

/** Marks of one objective in points; 1,000 usable unless said. */
const marks = (objective: string, low: number, high = low, usable = 1000): ObjectiveMarks => ({
  objective,
  low: low * 100,
  high: high * 100,
  usable: usable * 100,
});

const hundredths = (value: number): number => Math.round(value * 100);

const PROFILE = [750, 500, 1000, 400, 250, 600, 800, 200].map((points, index) =>
  marks(`SOV-${index + 1}`, points),
);

const LADDER: Extract<Scoring, { how: 'steps' }> = {
  how: 'steps',
  fact: 'offering.csf.SOV-1-1',
  steps: [
    { at: 1, points: 0, seal: 1, usable: true },
    { at: 2, points: 41.67, seal: 1, usable: true },
    { at: 3, points: null, seal: 1, usable: false },
    { at: 4, points: 83.34, seal: 3, usable: true },
    { at: 5, points: 125.01, seal: 4, usable: true },
  ],
};
const ladder = (possible: readonly number[] | null): unknown =>
  scoreCriterion(LADDER, 'true', { how: 'steps', possible });

describe('points of one requirement', () => {
  it.each([
    ['true', { low: 150, high: 150, usable: 150 }],
    ['false', { low: 0, high: 0, usable: 150 }],
    ['unknown', { low: 0, high: 150, usable: 150 }],
  ] as const)('are earned by a test that is %s', (truth, expected) => {
    expect(scoreCriterion({ how: 'points', points: 1.5 }, 'true', { how: 'points', truth })).toEqual(
      expected,
    );
  });

  it('are all or nothing while it is unknown whether it applies, and absent when it does not', () => {
    const finding = { how: 'points', truth: 'true' } as const;
    expect(scoreCriterion({ how: 'points', points: 2 }, 'unknown', finding)).toEqual({
      low: 0,
      high: 200,
      usable: 200,
    });
    expect(scoreCriterion({ how: 'points', points: 2 }, 'false', finding)).toBeNull();
  });

  it('go by the highest true step of a ladder of tests, at best by the highest that is not false', () => {
    const test = { path: '', node: 'true' } as const;
    const scoring: Scoring = { how: 'tests', steps: [1, 2, 3].map((points) => ({ points, test })) };
    const score = (truths: readonly ('true' | 'false' | 'unknown')[]): unknown =>
      scoreCriterion(scoring, 'true', { how: 'tests', truths });
    expect(score(['true', 'false', 'false'])).toEqual({ low: 100, high: 100, usable: 300 });
    expect(score(['true', 'unknown', 'false'])).toEqual({ low: 100, high: 200, usable: 300 });
    expect(score(['false', 'true', 'unknown'])).toEqual({ low: 200, high: 300, usable: 300 });
    expect(score(['false', 'false', 'false'])).toEqual({ low: 0, high: 0, usable: 300 });
  });

  it('go by the answer of a ladder over a fact, in hundredths', () => {
    expect(ladder([2])).toEqual({ low: 4167, high: 4167, usable: 12_501 });
    expect(ladder([4, 5])).toEqual({ low: 8334, high: 12_501, usable: 12_501 });
    expect(ladder(null)).toEqual({ low: 0, high: 12_501, usable: 12_501 });
  });

  it('are open at a step that the source left blank', () => {
    expect(ladder([3])).toEqual({ low: 0, high: 12_501, usable: 12_501 });
    expect(ladder([3, 4])).toEqual({ low: 0, high: 12_501, usable: 12_501 });
  });

  it('grow in a straight line between two values and stop at its ends', () => {
    const scoring: Scoring = { how: 'linear', fact: 'offer.domesticContent', from: 20, to: 80, points: 3 };
    const score = (low: number, high = low): unknown =>
      scoreCriterion(scoring, 'true', { how: 'linear', value: { low, high } });
    expect(score(50)).toEqual({ low: 150, high: 150, usable: 300 });
    // 20 of 60 of 3 points are 1 point; 40 of 60 are 2.
    expect(score(40, 60)).toEqual({ low: 100, high: 200, usable: 300 });
    expect(score(10)).toEqual({ low: 0, high: 0, usable: 300 });
    expect(score(99)).toEqual({ low: 300, high: 300, usable: 300 });
    expect(scoreCriterion(scoring, 'true', { how: 'linear', value: null })).toEqual({
      low: 0,
      high: 300,
      usable: 300,
    });
    const falling: Scoring = { ...scoring, from: 80, to: 20 };
    expect(scoreCriterion(falling, 'true', { how: 'linear', value: { low: 35, high: 50 } })).toEqual({
      low: 150,
      high: 225,
      usable: 300,
    });
  });
});

describe('the total', () => {
  it('of one profile differs by hand-worked figures between the two official weight sets', () => {
    // 11.25 + 5 + 10 + 6 + 5 + 9 + 8 + 1
    const before = totalScore(PROFILE, OCTOBER_2025);
    expect([before.low, before.high]).toEqual([55.25, 55.25]);
    expect(before.objectives.map(({ contribution }) => contribution.low)).toEqual([
      11.25, 5, 10, 6, 5, 9, 8, 1,
    ]);
    // 15 + 5 + 10 + 6 + 2.5 + 9 + 12 + 1
    const after = totalScore(PROFILE, JUNE_2026);
    expect([after.low, after.high]).toEqual([60.5, 60.5]);
    expect(after.weights).toBe('calculator-2026');
    expect(after.objectives.map(({ weight }) => weight)).toEqual([
      2000, 1000, 1000, 1500, 1000, 1500, 1500, 500,
    ]);
  });

  it('is an interval while points are open', () => {
    const score = totalScore([marks('A', 0, 1, 1), marks('B', 1, 1, 2)], weights('even', { A: 50, B: 50 }));
    expect([score.low, score.high]).toEqual([25, 75]);
  });

  it('adds criteria of one objective before it divides', () => {
    const score = totalScore([marks('A', 1, 1, 1), marks('A', 0, 0, 3)], weights('one', { A: 1 }));
    expect(score.low).toBe(25);
  });

  it('divides weights by their sum', () => {
    const score = totalScore([marks('A', 1, 1, 2), marks('B', 1, 1, 1)], weights('wide', { A: 150, B: 50 }));
    // 0.75 x 50 + 0.25 x 100.
    expect(score.low).toBe(62.5);
    expect(score.objectives.map(({ weight }) => weight)).toEqual([7500, 2500]);
  });

  it('leaves out and names objectives without a criterion, and shares their weight', () => {
    const score = totalScore([marks('SOV-1', 500)], OCTOBER_2025);
    expect(score).toMatchObject({ low: 50, high: 50 });
    expect(score.objectives).toEqual([
      { objective: 'SOV-1', low: 50, high: 50, weight: 10_000, contribution: { low: 50, high: 50 } },
    ]);
    expect(score.objectivesMissing).toEqual(['SOV-2', 'SOV-3', 'SOV-4', 'SOV-5', 'SOV-6', 'SOV-7', 'SOV-8']);
  });

  it('does not count marks outside it, and lists objectives without weight at 0', () => {
    const score = totalScore(
      [marks('A', 1, 1, 1), marks('none', 0, 0, 9), marks('B', 1, 1, 2)],
      weights('a', { A: 1 }),
    );
    expect(score).toEqual({
      weights: 'a',
      low: 100,
      high: 100,
      objectives: [
        { objective: 'A', low: 100, high: 100, weight: 10_000, contribution: { low: 100, high: 100 } },
        { objective: 'B', low: 50, high: 50, weight: 0, contribution: { low: 0, high: 0 } },
      ],
      objectivesMissing: [],
    });
  });

  it('rounds so that the parts still add up: three times 22.22… are 66.67', () => {
    const thirds = ['A', 'B', 'C'].map((objective) => marks(objective, 2, 2, 3));
    const score = totalScore(thirds, weights('thirds', { A: 1, B: 1, C: 1 }));
    expect(score.low).toBe(66.67);
    expect(score.objectives.map(({ contribution }) => contribution.low)).toEqual([22.23, 22.22, 22.22]);
    expect(score.objectives.map(({ weight }) => weight)).toEqual([3334, 3333, 3333]);
  });

  it('is nothing of nothing without any criterion', () => {
    expect(totalScore([], weights('a', { A: 1 }))).toEqual({
      weights: 'a',
      low: 0,
      high: 0,
      objectives: [],
      objectivesMissing: ['A'],
    });
  });

  it('always equals the sum of its parts, at both ends, and no part turns around', () => {
    const drawn = fc.array(
      fc.record({
        objective: fc.constantFrom('A', 'B', 'C', 'D', 'E', 'none'),
        ends: fc.tuple(fc.nat(5000), fc.nat(5000)),
        spare: fc.nat(5000),
      }),
      { maxLength: 12 },
    );
    const anyWeights = fc
      .tuple(fc.nat(4000), fc.nat(4000), fc.nat(4000), fc.nat(4000))
      .filter((four) => four.some((weight) => weight > 0));
    fc.assert(
      fc.property(drawn, anyWeights, (list, [a, b, c, d]) => {
        const given = list.map(({ objective, ends, spare }) => ({
          objective,
          low: Math.min(...ends),
          high: Math.max(...ends),
          usable: Math.max(...ends) + spare,
        }));
        const score: Score = totalScore(
          given,
          weights('x', { A: a / 100, B: b / 100, C: c / 100, D: d / 100 }),
        );
        const add = (end: 'low' | 'high'): number =>
          score.objectives.reduce((sum, { contribution }) => sum + hundredths(contribution[end]), 0);
        expect(add('low')).toBe(hundredths(score.low));
        expect(add('high')).toBe(hundredths(score.high));
        expect(score.low).toBeGreaterThanOrEqual(0);
        expect(score.high).toBeLessThanOrEqual(100);
        for (const { contribution, low, high } of score.objectives) {
          expect(contribution.low).toBeLessThanOrEqual(contribution.high);
          expect(low).toBeLessThanOrEqual(high);
        }
        const weighed = score.objectives.reduce((sum, { weight }) => sum + weight, 0);
        expect([0, 10_000]).toContain(weighed);
      }),
    );
  });
});

describe('weights', () => {
  it('are refused with a problem when negative, endless or all zero', () => {
    expect(readWeights('mine', { A: 10, B: -1 })).toEqual({
      ok: false,
      problem: 'The weight of B in "mine" is -1; use 0 or more.',
    });
    expect(readWeights('mine', { A: 0, B: 0 })).toEqual({
      ok: false,
      problem: 'All weights in "mine" are zero; give at least one objective a weight.',
    });
    expect(readWeights('mine', { A: Number.NaN })).toEqual({
      ok: false,
      problem: 'The weight of A in "mine" is not a finite number.',
    });
    expect(readWeights('mine', {}).ok).toBe(false);
  });

  it('are chosen by the day, half-open', () => {
    const sets = [
      { id: 'v1.2.1', valid: { from: '2025-10-01', to: '2026-06-01' }, of: {} },
      { id: 'calculator-2026', valid: { from: '2026-06-01', to: null }, of: {} },
      { id: 'someday', valid: { from: 'unknown', to: null }, of: {} },
    ] as const;
    expect(weightSetAt(sets, '2026-05-31')?.id).toBe('v1.2.1');
    expect(weightSetAt(sets, '2026-06-01')?.id).toBe('calculator-2026');
    expect(weightSetAt(sets, '2025-09-30')).toBeNull();
  });
});

describe('assurance levels', () => {
  it('of a criterion run from its worst to its best possible step', () => {
    expect(criterionSeal(LADDER.steps, [4])).toEqual({ low: 3, high: 3 });
    expect(criterionSeal(LADDER.steps, null)).toEqual({ low: 1, high: 4 });
    expect(criterionSeal([{ at: 1, points: 1, seal: null, usable: true }], null)).toBeNull();
  });

  it('of an objective are the minimum over its criteria, of the framework over all', () => {
    const criteria = [
      { requirement: 'SOV-1-1', objective: 'SOV-1', low: 3, high: 3 },
      { requirement: 'SOV-1-8', objective: 'SOV-1', low: 0, high: 4 },
      { requirement: 'SOV-2-3', objective: 'SOV-2', low: 2, high: 2 },
    ];
    expect(sealOf(criteria, 'SOV-1')).toEqual({ low: 0, high: 3, decidedBy: ['SOV-1-8'], mode: 'minimum' });
    expect(sealOf(criteria, 'each')).toEqual({ low: 0, high: 2, decidedBy: ['SOV-1-8'], mode: 'minimum' });
    expect(sealOf(criteria, 'SOV-3')).toBeNull();
    expect(sealOf(criteria, 'SOV-1', { low: 2, high: 2 })).toEqual({
      low: 2,
      high: 2,
      decidedBy: [],
      mode: 'overall',
    });
  });

  it('pass a bound only with the whole interval', () => {
    expect(sealMeets({ low: 2, high: 3 }, 'atLeast', 2)).toBe('true');
    expect(sealMeets({ low: 1, high: 3 }, 'atLeast', 2)).toBe('unknown');
    expect(sealMeets({ low: 0, high: 1 }, 'atLeast', 2)).toBe('false');
    expect(sealMeets(null, 'atLeast', 2)).toBe('unknown');
  });
});
