import { describe, expect, it } from '@jest/globals';
import { decide } from '../evaluation/decide.ts';
import type { Need } from '../model/need.ts';
import { fact, gate, group, offering, regimeDocument, worldOf } from '../testing/world.ts';

/** Scenario 10: one framework with two dated sets of weights, two totals, and a gate on the assurance level. */
const ladder = (name: string, objective: string, seals: readonly number[]) => ({
  ...gate(name, undefined),
  kind: 'scored',
  objective,
  ladder: {
    fact: `offering.csf.${name}`,
    steps: seals.map((seal, index) => ({ at: index + 1, points: index * 25, seal })),
  },
});
const regime = regimeDocument(
  'eu-framework',
  [
    ladder('SOV-1-1', 'SOV-1', [0, 1, 2, 3, 4]),
    ladder('SOV-2-1', 'SOV-2', [0, 1, 2, 3, 4]),
    gate('minimum', {
      seal: { framework: 'csf', objective: 'each' },
      atLeast: { need: 'notice.minSeal', default: 2 },
    }),
  ],
  {
    market: 'EU',
    framework: {
      id: 'csf',
      weights: [
        {
          id: 'october-2025',
          valid: { from: '2025-10-01', to: '2026-06-01' },
          of: { 'SOV-1': 15, 'SOV-2': 10 },
        },
        { id: 'june-2026', valid: { from: '2026-06-01' }, of: { 'SOV-1': 20, 'SOV-2': 10 } },
      ],
    },
  },
);

function ask(asOf: string, steps: { readonly first: number; readonly second?: number }, minSeal?: number) {
  const world = worldOf({
    groups: [group('EU', ['FR'], { bloc: true })],
    regimes: [regime],
    offerings: [offering('rhone')],
    facts: [
      fact('offering:rhone', 'offering.regions', ['FR']),
      fact('offering:rhone', 'offering.csf.SOV-1-1', `step${steps.first}`),
      ...(steps.second === undefined
        ? []
        : [fact('offering:rhone', 'offering.csf.SOV-2-1', `step${steps.second}`)]),
    ],
  });
  const need: Need = minSeal === undefined ? {} : { 'notice.minSeal': minSeal };
  const { verdict, score } = decide(world, { offering: 'rhone', market: 'EU', need, asOf });
  return { verdict, weights: score.weights, total: [score.low, score.high] };
}

describe('the sovereignty framework', () => {
  it('totals by the weights of the day: 5 and 3 of five steps are 100 % and 50 %', () => {
    // October 2025: (15 · 100 + 10 · 50) / 25 = 80; June 2026: (20 · 100 + 10 · 50) / 30 = 83.33.
    expect(ask('2026-05-31', { first: 5, second: 3 })).toEqual({
      verdict: 'eligible',
      weights: 'october-2025',
      total: [80, 80],
    });
    expect(ask('2026-06-01', { first: 5, second: 3 })).toEqual({
      verdict: 'eligible',
      weights: 'june-2026',
      total: [83.33, 83.33],
    });
  });

  it('gives a range while a criterion is unanswered, and leaves the level open', () => {
    // (15 · 100 + 10 · 0…100) / 25 = 60…100.
    expect(ask('2026-05-31', { first: 5 })).toEqual({
      verdict: 'unknown',
      weights: 'october-2025',
      total: [60, 100],
    });
  });

  it('rejects an objective below the level that the notice fixes', () => {
    expect(ask('2026-05-31', { first: 5, second: 2 }).verdict).toBe('ineligible');
    expect(ask('2026-05-31', { first: 5, second: 2 }, 1).verdict).toBe('eligible');
    expect(ask('2026-05-31', { first: 5, second: 3 }, 3).verdict).toBe('ineligible');
  });

  it('rejects as soon as one known criterion is too low, whatever the others say', () => {
    expect(ask('2026-05-31', { first: 1 }).verdict).toBe('ineligible');
  });
});
