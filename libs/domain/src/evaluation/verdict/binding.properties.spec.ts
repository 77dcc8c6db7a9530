import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { Fact } from '../../model/evidence.ts';
import { fact, gate, offering, regimeDocument, worldOf } from '../../testing/world.ts';
import { decide } from '../decide.ts';
import { VERDICTS, type Decision } from '../decision.ts';

/** Something that is always the case and always applies: a gate put right. */
const HOLDS = { fact: 'provider.undertakings', includes: ['all'] };

const leaf = fc.constantFrom<unknown>(
  { fact: 'provider.hyperscale', is: true },
  { fact: 'provider.role', is: 'prime' },
  { fact: 'offering.sbom', atLeast: 'listed' },
  { fact: 'provider.seat.registered', is: 'KR' },
);
const drawnGate = fc.record(
  {
    test: fc.oneof(
      leaf,
      fc.tuple(leaf, leaf).map((all) => ({ all })),
      fc.tuple(leaf, leaf).map((any) => ({ any })),
      leaf.map((not) => ({ not })),
    ),
    when: leaf,
    declarable: fc.boolean(),
    substitutes: fc.constant([{ id: 'later', by: 'undertaking', until: '2027-01-01' }]),
  },
  { requiredKeys: ['test'] },
);
const statement = fc.option(
  fc.record({ pick: fc.boolean(), grade: fc.constantFrom('claimed' as const, 'documented' as const) }),
  { nil: null },
);
const facts = fc.tuple(statement, statement, statement, statement).map((all): readonly Fact[] =>
  all.flatMap((one, index) => {
    if (one === null) return [];
    const over = { grade: one.grade };
    switch (index) {
      case 0:
        return [fact('provider:a', 'provider.hyperscale', one.pick, over)];
      case 1:
        return [fact('provider:a', 'provider.role', one.pick ? 'prime' : 'support', over)];
      case 2:
        return [fact('offering:a', 'offering.sbom', one.pick ? 'listed' : 'none', over)];
      default:
        return [fact('provider:a', 'provider.seat.registered', one.pick ? 'KR' : 'US', over)];
    }
  }),
);
const regions = fc.constantFrom(
  fact('offering:a', 'offering.regions', ['KR']),
  fact('offering:a', 'offering.regions', ['US'], { complete: false }),
);

type Gates = readonly Readonly<Record<string, unknown>>[];

/**
 * Puts a gate right; one that was passed anyway keeps its condition, so that what doesn't apply never comes to. Where
 * papers are missing that would only show that nothing applies, right is to show just that.
 */
function putRight(one: Gates[number], passed: boolean, showsNothing: boolean): Gates[number] {
  if (showsNothing) return { ...one, when: { not: HOLDS } };
  return passed ? { ...one, test: HOLDS } : { test: HOLDS };
}

function decided(gates: Gates, stated: readonly Fact[]): Decision {
  const world = worldOf({
    offerings: [offering('a')],
    facts: [fact('provider:a', 'provider.undertakings', ['all']), ...stated],
    regimes: [
      regimeDocument(
        'r',
        gates.map((one, index) => gate(`g${index}`, one['test'], one)),
      ),
    ],
  });
  return decide(world, { offering: 'a', market: 'KR', need: {}, asOf: '2026-06-01', explain: false });
}

function subsetsOf(count: number): readonly ReadonlySet<number>[] {
  const positions = Array.from({ length: count }, (_, index) => index);
  return Array.from(
    { length: 2 ** count },
    (_, bits) => new Set(positions.filter((index) => Math.floor(bits / 2 ** index) % 2 === 1)),
  );
}

function rank({ verdict }: Decision): number {
  return VERDICTS.indexOf(verdict ?? 'ineligible');
}

/** Gates whose being put right would raise the verdict, none of which can be left out: found by trying all sets. */
function minimalSets(gates: Gates, stated: readonly Fact[], before: Decision): readonly string[] {
  const showsNothing = before.verdict === 'unknown' && before.gates.open === 0;
  const corrected = (right: ReadonlySet<number>): Gates =>
    gates.map((one, index) =>
      right.has(index) ? putRight(one, before.requirements[index]?.state === 'pass', showsNothing) : one,
    );
  const helpful = subsetsOf(gates.length).filter(
    (right) => rank(decided(corrected(right), stated)) < rank(before),
  );
  return helpful
    .filter(
      (right) =>
        !helpful.some((other) => other.size < right.size && [...other].every((one) => right.has(one))),
    )
    .map((right) => [...right].map((index) => `g${index}`).join(' '));
}

describe('the gates that bind', () => {
  it('are the one smallest set whose being put right raises the verdict, found by trying all sets', () => {
    const verdicts = new Set<unknown>();
    fc.assert(
      fc.property(
        fc.array(drawnGate, { minLength: 1, maxLength: 5 }),
        facts,
        regions,
        (gates, some, places) => {
          const stated = [...some, places];
          const before = decided(gates, stated);
          verdicts.add(before.verdict);
          const named = before.binding.map(({ requirement }) => requirement).join(' ');
          expect(minimalSets(gates, stated, before)).toEqual(named === '' ? [] : [named]);
        },
      ),
      { numRuns: 150 },
    );
    expect(verdicts.size).toBeGreaterThanOrEqual(4);
  });

  it('name that the offering is not to be had, besides the gates that fail, and not those that are open', () => {
    const stated = [
      fact('provider:a', 'provider.hyperscale', false),
      fact('offering:a', 'offering.regions', ['US']),
    ];
    const gates = [
      { test: { fact: 'provider.hyperscale', is: true } },
      { test: { fact: 'provider.role', is: 'prime' } },
    ];
    expect(decided(gates, stated).binding).toEqual([
      { regime: null, requirement: null, title: 'To be had in the market', outcome: 'fail' },
      { regime: 'r', requirement: 'g0', title: 'g0', outcome: 'fail' },
    ]);
    expect(decided(gates.slice(1), stated).binding).toEqual([
      { regime: null, requirement: null, title: 'To be had in the market', outcome: 'fail' },
    ]);
    const open = [fact('offering:a', 'offering.regions', ['US'], { complete: false })];
    expect(decided(gates.slice(1), open).binding.map(({ requirement }) => requirement)).toEqual(['g0']);
  });

  it('help nobody where the offering is not to be had at all', () => {
    const gates = [{ test: { fact: 'provider.hyperscale', is: true } }];
    const stated = [
      fact('provider:a', 'provider.hyperscale', false),
      fact('offering:a', 'offering.regions', ['US']),
    ];
    const before = decided(gates, stated);
    expect([before.verdict, before.served.outcome]).toEqual(['ineligible', 'false']);
    expect(minimalSets(gates, stated, before)).toEqual([]);
  });
});
