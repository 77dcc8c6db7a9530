import type { Decision, Score, Trace } from '#domain';

const TRACE: Trace = {
  path: '',
  node: 'served',
  outcome: 'true',
  reasons: [],
  evidence: [],
  message: { key: 'served', values: {} },
  children: [],
};

/** One gate, passed. */
export const ONE_GATE = { pass: 1, fail: 0, curable: 0, unproven: 0, open: 0 };

/** A score of which only the total matters. */
export function totalOf(low: number, high: number): Score {
  return { weights: 'w', low, high, objectives: [], objectivesMissing: [] };
}

/** An eligible offering with one passed gate, half of its facts known and a score of 50, unless stated otherwise. */
export function decision(offering: string, stated: Partial<Decision> = {}): Decision {
  return {
    offering,
    vendor: 'vendor',
    market: 'FR',
    need: {},
    asOf: '2026-11-24',
    verdict: 'eligible',
    noVerdict: null,
    served: { outcome: 'true', trace: TRACE },
    deployment: { countries: ['FR'], how: 'named', complete: true },
    choices: [],
    gates: ONE_GATE,
    nothingAgainst: true,
    claimedAgainst: false,
    registeredGates: 0,
    coverage: { known: 1, needed: 2 },
    score: totalOf(50, 50),
    binding: [],
    questions: [],
    openNeeds: [],
    requirements: [],
    buyerDuties: [],
    needProblems: [],
    latent: [],
    advice: [],
    regimes: [],
    validUntil: null,
    ...stated,
  };
}
