import { describe, expect, it } from '@jest/globals';
import { decide } from '../evaluation/decide.ts';
import type { Decision } from '../evaluation/decision.ts';
import { explainDecision } from '../explanation/index.ts';
import type { Fact } from '../model/evidence.ts';
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

const judged = (facts: readonly Fact[], over: { readonly minSeal?: number } = {}) => {
  const world = worldOf({
    groups: [group('EU', ['FR'], { bloc: true })],
    regimes: [
      {
        ...regime,
        framework: {
          id: 'csf',
          levels: [0, 1, 2, 3, 4].map((level) => ({ level, name: `level ${level}` })),
          weights: [{ id: 'w', valid: { from: null }, of: { 'SOV-1': 15, 'SOV-2': 10 } }],
          modes: ['minimum', 'overall'],
          stated: { each: 'offering.csf.seal', 'SOV-1': 'offering.csf.seal.SOV-1' },
        },
      },
    ],
    offerings: [offering('rhone')],
    facts: [fact('offering:rhone', 'offering.regions', ['FR']), ...facts],
  });
  const need: Need = over.minSeal === undefined ? {} : { 'notice.minSeal': over.minSeal };
  return decide(world, { offering: 'rhone', market: 'EU', need, asOf: '2026-06-01' });
};
const seal = (value: string, over: Partial<Fact> = {}) =>
  fact('offering:rhone', 'offering.csf.seal', value, { by: 'authority', ...over });
const steps = (first: number, second: number) => [
  fact('offering:rhone', 'offering.csf.SOV-1-1', `step${first}`),
  fact('offering:rhone', 'offering.csf.SOV-2-1', `step${second}`),
];

function said(decision: Decision, language: 'en' | 'ko'): readonly string[] {
  const world = worldOf({ offerings: [offering('rhone')] });
  return explainDecision(world, decision, language).map(({ text }) => text);
}

/** Mode `overall`: the buying authority judges the level itself, of the whole or of one objective. */
describe('the sovereignty framework as an authority judges it', () => {
  it('takes the level that the authority states for the whole, whatever the criteria say', () => {
    expect(judged([seal('SEAL-2')]).verdict).toBe('eligible');
    expect(judged([seal('SEAL-2'), ...steps(1, 5)]).verdict).toBe('eligible');
    expect(judged([seal('SEAL-1'), ...steps(5, 5)]).verdict).toBe('ineligible');
    expect(judged([seal('SEAL-2')], { minSeal: 3 }).verdict).toBe('ineligible');
  });

  it('counts nobody else who states it', () => {
    expect(judged([seal('SEAL-4', { by: 'self' })]).verdict).toBe('unknown');
    expect(judged([seal('SEAL-4', { by: 'third_party' }), ...steps(1, 5)]).verdict).toBe('ineligible');
    const both = [seal('SEAL-2'), seal('SEAL-0', { by: 'third_party', grade: 'registered' })];
    expect(judged(both).verdict).toBe('eligible');
  });

  it('puts a judged objective in the place of its criteria, and leaves the others to theirs', () => {
    const first = fact('offering:rhone', 'offering.csf.seal.SOV-1', 'SEAL-3', { by: 'authority' });
    // SOV-1: 3 as judged (its criterion says 0); SOV-2: 2 by its criterion; the minimum is 2.
    expect(judged([first, ...steps(1, 3)]).verdict).toBe('eligible');
    expect(judged([first, ...steps(1, 3)], { minSeal: 3 }).verdict).toBe('ineligible');
    expect(judged([first]).verdict).toBe('unknown');
  });

  it('is unproven below the grade that the gate asks, and open where authorities disagree', () => {
    const claimed = judged([seal('SEAL-2', { grade: 'claimed' })]);
    expect(claimed.verdict).toBe('conditional');
    expect(claimed.gates.unproven).toBe(1);
    const contested = judged([seal('SEAL-1', { id: 'one' }), seal('SEAL-3', { id: 'two' })]);
    expect(contested.verdict).toBe('unknown');
    expect(contested.requirements[2]?.reasons).toEqual([{ kind: 'contested', what: 'offering.csf.seal' }]);
  });

  it('lets a judgement of at least a level leave the higher ones open', () => {
    const atLeast = seal('SEAL-2', { lowerBound: true });
    expect(judged([atLeast]).verdict).toBe('eligible');
    expect(judged([atLeast], { minSeal: 3 }).verdict).toBe('unknown');
  });

  it('says in every language that the authority itself judged', () => {
    const decision = judged([seal('SEAL-3')]);
    expect(
      said(decision, 'en').some((text) => text.startsWith('The authority itself judges it to reach level 3')),
    ).toBe(true);
    expect(said(decision, 'ko').some((text) => text.startsWith('기관이 직접 판정한 수준'))).toBe(true);
  });
});
