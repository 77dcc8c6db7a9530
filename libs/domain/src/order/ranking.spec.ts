import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { decision, ONE_GATE, totalOf as score } from '../../../../test/support/decision-sample.ts';
import { VERDICTS, type Decision } from '../evaluation/decision.ts';
import { compareDecisions } from './comparison.ts';
import { overlaps, UNKNOWNS_POLICIES, type UnknownsPolicy } from './order-key.ts';
import { countVerdicts, rankDecisions } from './ranking.ts';

function ranked(decisions: readonly Decision[], policy: UnknownsPolicy = 'conservative'): readonly string[] {
  return rankDecisions(decisions, policy).map(({ decision: { offering } }) => offering);
}

const unknown = (offering: string, over: Partial<Decision>): Decision =>
  decision(offering, { verdict: 'unknown', ...over });

/** 40 to 60 points, with a coverage in tenths. */
const lead = (coverage: number): Decision =>
  decision('lead', { score: score(40, 60), coverage: { known: coverage, needed: 10 } });

describe('the order of decisions', () => {
  it('goes by verdict first, whatever the score, and puts offerings not on sale last', () => {
    const all = [
      decision('ended', { verdict: null, score: score(100, 100) }),
      ...VERDICTS.map((verdict, index) => decision(verdict, { verdict, score: score(index, index) })),
    ];
    expect(ranked(all)).toEqual(['eligible', 'conditional', 'unregulated', 'unknown', 'ineligible', 'ended']);
    expect(countVerdicts(all)).toEqual({
      eligible: 1,
      conditional: 1,
      unregulated: 1,
      unknown: 1,
      ineligible: 1,
      none: 1,
    });
  });

  it('puts those last in their class that a statement of the vendor itself speaks against', () => {
    const all = [
      decision('against', { verdict: 'unknown', claimedAgainst: true, coverage: { known: 9, needed: 9 } }),
      decision('silent', { verdict: 'unknown', coverage: { known: 0, needed: 9 } }),
      decision('out', { verdict: 'ineligible' }),
    ];
    expect(ranked(all)).toEqual(['silent', 'against', 'out']);
  });

  it('puts unknown ones that anybody speaks against behind those that nobody does, however much is known', () => {
    const all = [
      unknown('own-word', { claimedAgainst: true, nothingAgainst: false, coverage: { known: 9, needed: 9 } }),
      unknown('press', { nothingAgainst: false, coverage: { known: 8, needed: 9 } }),
      unknown('press-more', { nothingAgainst: false, coverage: { known: 9, needed: 9 } }),
      unknown('silent', { coverage: { known: 0, needed: 9 } }),
    ];
    expect(ranked(all)).toEqual(['silent', 'press-more', 'press', 'own-word']);
    const [press, silent] = [all[1], all[3]];
    if (press === undefined || silent === undefined) throw new Error('no decisions');
    expect(compareDecisions(press, silent)).toMatchObject({ above: 'b', decidedBy: 'spoken-against' });
    // Where a verdict is decided it says all there is to say.
    const decided = [
      decision('cured', { verdict: 'conditional', nothingAgainst: false, score: score(60, 60) }),
      decision('plain', { verdict: 'conditional', score: score(50, 50) }),
    ];
    expect(ranked(decided)).toEqual(['cured', 'plain']);
  });

  it('looks at coverage before the score among unknown ones', () => {
    const all = [
      decision('high', { verdict: 'unknown', score: score(90, 90), coverage: { known: 1, needed: 3 } }),
      decision('known', { verdict: 'unknown', score: score(10, 10), coverage: { known: 2, needed: 5 } }),
      decision('known-higher', {
        verdict: 'unknown',
        score: score(20, 20),
        coverage: { known: 4, needed: 10 },
      }),
    ];
    expect(ranked(all)).toEqual(['known-higher', 'known', 'high']);
  });

  it('looks at the end of the score that the policy names', () => {
    const all = [decision('steady', { score: score(50, 52) }), decision('daring', { score: score(45, 90) })];
    expect(ranked(all, 'conservative')).toEqual(['steady', 'daring']);
    expect(ranked(all, 'strict')).toEqual(['steady', 'daring']);
    expect(ranked(all, 'tolerant')).toEqual(['daring', 'steady']);
  });

  it('puts the better covered first where scores overlap by more than half', () => {
    const close = decision('close', { score: score(30, 55), coverage: { known: 5, needed: 10 } });
    // 15 of 20 in common.
    expect(ranked([lead(4), close])).toEqual(['close', 'lead']);
    expect(ranked([lead(6), close])).toEqual(['lead', 'close']);
    // Exactly half of 20 in common: comparable.
    const half = decision('half', { score: score(30, 50), coverage: { known: 9, needed: 10 } });
    expect(ranked([lead(4), half])).toEqual(['lead', 'half']);
    expect(rankDecisions([lead(4), half]).some(({ notComparable }) => notComparable)).toBe(false);
  });

  it('breaks ties by coverage, gates on registered facts, and the offering', () => {
    const all = [
      decision('b', { registeredGates: 2 }),
      decision('a', { registeredGates: 2 }),
      decision('c', { registeredGates: 3 }),
      decision('d', { coverage: { known: 0, needed: 0 } }),
    ];
    expect(ranked(all)).toEqual(['d', 'c', 'a', 'b']);
  });

  it('orders unknown and unproven gates as failed when strict, and shows the verdict unchanged', () => {
    const all = [
      decision('unproven', {
        verdict: 'conditional',
        gates: { ...ONE_GATE, unproven: 1 },
        score: score(10, 10),
      }),
      decision('open', { verdict: 'unknown', gates: { ...ONE_GATE, open: 1 }, score: score(20, 20) }),
      decision('curable', { verdict: 'conditional', gates: { ...ONE_GATE, curable: 1 }, score: score(5, 5) }),
      decision('failed', { verdict: 'ineligible', gates: { ...ONE_GATE, fail: 1 }, score: score(15, 15) }),
    ];
    expect(ranked(all, 'strict')).toEqual(['curable', 'open', 'failed', 'unproven']);
    expect(ranked(all)).toEqual(['unproven', 'curable', 'open', 'failed']);
    expect(rankDecisions(all, 'strict').map(({ decision: { verdict } }) => verdict)).toEqual([
      'conditional',
      'unknown',
      'ineligible',
      'conditional',
    ]);
  });

  it('stays an order where the pairwise rules run in a circle', () => {
    // a ~ b and b ~ c overlap, a and c do not; coverage says b before a and c before b, the score a before c.
    const circle = [
      decision('a', { score: score(50, 70), coverage: { known: 1, needed: 10 } }),
      decision('b', { score: score(41, 61), coverage: { known: 2, needed: 10 } }),
      decision('c', { score: score(32, 52), coverage: { known: 3, needed: 10 } }),
    ];
    expect(ranked(circle)).toEqual(['b', 'a', 'c']);
    expect(rankDecisions(circle).map(({ rank, run, notComparable }) => [rank, run, notComparable])).toEqual([
      [1, 1, true],
      [2, 1, true],
      [3, 2, false],
    ]);
  });
});

const decisions = fc
  .array(
    fc.record({
      verdict: fc.constantFrom(...VERDICTS, null),
      claimedAgainst: fc.boolean(),
      nothingAgainst: fc.boolean(),
      ends: fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 20 })),
      known: fc.nat(3),
      registeredGates: fc.nat(1),
      open: fc.nat(1),
    }),
    { maxLength: 14 },
  )
  .map((list) =>
    list.map(({ verdict, claimedAgainst, nothingAgainst, ends, known, registeredGates, open }, index) =>
      decision(`o${String(index).padStart(2, '0')}`, {
        verdict,
        claimedAgainst,
        nothingAgainst,
        registeredGates,
        score: score(5 * Math.min(...ends), 5 * Math.max(...ends)),
        coverage: { known, needed: 3 },
        gates: { ...ONE_GATE, open },
      }),
    ),
  );
const policies = fc.constantFrom(...UNKNOWNS_POLICIES);

const before = (left: readonly number[], right: readonly number[]): boolean => {
  const at = left.findIndex((value, index) => value !== right[index]);
  return at >= 0 && (left[at] ?? 0) < (right[at] ?? 0);
};

describe('the order of drawn decisions', () => {
  it('does not depend on the order in which they arrive', () => {
    fc.assert(
      fc.property(
        decisions.chain((list) =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length })),
        ),
        policies,
        ([list, shuffled], policy) => {
          expect(ranked(shuffled, policy)).toEqual(ranked(list, policy));
        },
      ),
    );
  });

  it('is total: every decision has its own rank, and ranking a ranking changes nothing', () => {
    fc.assert(
      fc.property(decisions, policies, (list, policy) => {
        const places = rankDecisions(list, policy);
        expect(places.map(({ rank }) => rank)).toEqual(list.map((_, index) => index + 1));
        expect(new Set(places.map(({ decision: { offering } }) => offering)).size).toBe(list.length);
        const again = rankDecisions(
          places.map((place) => place.decision),
          policy,
        );
        expect(again).toEqual(places);
      }),
    );
  });

  it('is transitive: it equals the lexical order of class, run, coverage, score, registered gates and offering', () => {
    fc.assert(
      fc.property(decisions, policies, (list, policy) => {
        const places = rankDecisions(list, policy);
        const keys = places.map(
          ({ run, decision: { offering, verdict, gates, claimedAgainst, nothingAgainst, ...rest } }) => {
            const failed = policy === 'strict' && gates.open > 0;
            const isOpen = verdict === 'unknown' && !failed;
            return [
              verdict === null ? 9 : VERDICTS.indexOf(failed ? 'ineligible' : verdict),
              Number(claimedAgainst),
              Number(isOpen && !nothingAgainst),
              run,
              -rest.coverage.known,
              -(policy === 'tolerant' ? rest.score.high : rest.score.low),
              -rest.registeredGates,
              Number(offering.slice(1)),
            ];
          },
        );
        keys.forEach((left, i) => {
          keys.slice(i + 1).forEach((right) => expect(before(left, right)).toBe(true));
        });
      }),
    );
  });

  it('follows the rule to the letter for any two decisions alone', () => {
    fc.assert(
      fc.property(decisions, policies, (list, policy) => {
        const [a, b] = list;
        if (a === undefined || b === undefined) return;
        const [first, second] = rankDecisions([a, b], policy);
        const compared = compareDecisions(a, b, policy);
        expect(first?.decision.offering).toBe(compared.above === 'a' ? a.offering : b.offering);
        expect(first?.notComparable).toBe(compared.notComparable);
        const fair =
          first?.notComparable !== true ||
          (overlaps(a.score, b.score) &&
            first.decision.coverage.known >= (second?.decision.coverage.known ?? 0));
        expect(fair).toBe(true);
      }),
    );
  });
});
