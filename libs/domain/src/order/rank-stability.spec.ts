import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Score } from '../evaluation/decision.ts';
import { rankStability, type RankStability } from './rank-stability.ts';

/** A score from `[objective, low, high, weight in percent]`. */
function score(...parts: readonly (readonly [string, number, number, number])[]): Score {
  return {
    weights: 'w',
    low: 0,
    high: 0,
    objectives: parts.map(([objective, low, high, weight]) => ({
      objective,
      low,
      high,
      weight: weight * 100,
      contribution: { low: 0, high: 0 },
    })),
    objectivesMissing: [],
  };
}

const names = ['P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W'];

/** Eight objectives of equal weight. */
const even = (values: readonly number[]): Score =>
  score(
    ...values.map((low, index): [string, number, number, number] => [names[index] ?? '', low, low, 12.5]),
  );

function stability(...asked: Parameters<typeof rankStability>): RankStability {
  const result = rankStability(...asked);
  if (!result.ok) throw new Error(result.problem);
  return result.stability;
}

const A = score(['X', 80, 90, 50], ['Y', 40, 70, 50]);
const B = score(['X', 50, 90, 50], ['Y', 50, 70, 50]);

describe('rank stability', () => {
  it('says for which share of weights one stays above the other, and where it flips', () => {
    // 30 ahead in X, 10 behind in Y: ahead from a weight of 25 % of X on.
    expect(stability(A, B)).toMatchObject({ above: 0.75, below: 0.25, tie: 0, leftOut: [] });
    expect(stability(A, B).flips).toEqual([{ objective: 'Y', at: 0.5, weights: { X: 25, Y: 75 } }]);
  });

  it('looks at the ends that the policy names', () => {
    expect(stability(A, B, 'tolerant')).toMatchObject({ above: 0, below: 0, tie: 1, flips: [] });
  });

  it('keeps to bounds of the weights', () => {
    expect(stability(A, B, 'conservative', { X: { min: 20, max: 40 } }).above).toBe(0.75);
    expect(stability(A, B, 'conservative', { X: { min: 30, max: 40 } }).above).toBe(1);
  });

  it('leaves out objectives that only one is scored on', () => {
    expect(stability(A, score(['X', 50, 90, 100])).leftOut).toEqual(['Y']);
  });

  it.each([
    [score(), {}, 'The two scores share no objective that could be weighed.'],
    [B, { Z: { min: 0, max: 1 } }, 'Bounds name Z, which is not scored on both sides.'],
    [B, { X: { min: 9, max: 1 } }, 'The bounds of X must satisfy 0 <= min <= max <= 100.'],
    [B, { X: { min: 0, max: 20 }, Y: { min: 0, max: 20 } }, 'No weights within these bounds sum to 100.'],
  ])('refuses what cannot be weighed with a problem', (other, bounds, problem) => {
    expect(rankStability(A, other, 'conservative', bounds)).toEqual({ ok: false, problem });
  });

  it('gives flip weights that sum to 100 and tie the scores to a billionth', () => {
    const value = fc.integer({ min: 0, max: 10_000 }).map((hundredths) => hundredths / 100);
    const profile = fc.array(value, { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(profile, profile, (left, right) => {
        const found = stability(even(left), even(right));
        expect(found.above + found.below + found.tie).toBeCloseTo(1, 12);
        for (const { weights, at } of found.flips) {
          expect(at).toBeGreaterThan(0);
          expect(at).toBeLessThan(1);
          const lead = names.reduce(
            (sum, name, index) => sum + (weights[name] ?? 0) * ((left[index] ?? 0) - (right[index] ?? 0)),
            0,
          );
          expect(Math.abs(lead / 100)).toBeLessThan(1e-9);
          expect(Object.values(weights).reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(100, 9);
        }
        const mirrored = stability(even(right), even(left));
        expect(mirrored.above).toBeCloseTo(found.below, 12);
      }),
    );
  });
});
