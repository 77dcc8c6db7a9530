import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { nextDay } from '../calendar/day.ts';
import { GRADES, type Certificate, type Fact, type Grade } from '../model/evidence.ts';
import type { World } from '../model/world.ts';
import {
  certificate,
  equivalence,
  fact,
  gate,
  group,
  offering,
  register,
  regimeDocument,
  scheme,
  term,
  worldOf,
  type WorldParts,
} from '../testing/world.ts';
import { decide, prepareVerdicts } from './decide.ts';
import { VERDICTS, type Decision } from './decision.ts';
import { validUntil } from './valid-until.ts';

/** Days of random worlds lie in a window of two months, so that a simulation can walk through all of them. */
const FIRST = '2026-01-01';
const DAYS = Array.from({ length: 60 }).reduce<string[]>(
  (days) => [...days, nextDay(days.at(-1) ?? FIRST)],
  [FIRST],
);
const day = fc.constantFrom(...DAYS);
const grade = fc.constantFrom<Grade>(...GRADES);
const interval = fc
  .tuple(fc.option(day, { nil: null }), fc.option(day, { nil: null }))
  .map(([a, b]) => (a !== null && b !== null && a > b ? { from: b, to: a } : { from: a, to: b }))
  .filter(({ from, to }) => from === null || to === null || from < to);
const country = fc.constantFrom('KR', 'JP', 'US');
const countries = fc.uniqueArray(country, { minLength: 0, maxLength: 3 });

const LEVELS = ['shared', 'logical', 'physical', 'no_external_network'];
const SBOM = ['none', 'listed', 'with_origin'];

const statement = fc.record({
  grade,
  valid: interval,
  by: fc.constantFrom('self' as const, 'third_party' as const),
});
const facts: fc.Arbitrary<readonly Fact[]> = fc
  .tuple(
    fc.array(fc.tuple(country, statement), { maxLength: 2 }),
    fc.array(fc.tuple(countries, fc.boolean(), statement), { maxLength: 2 }),
    fc.array(fc.tuple(countries, fc.boolean(), statement), { maxLength: 2 }),
    fc.array(fc.tuple(fc.constantFrom(...SBOM), statement), { maxLength: 2 }),
    fc.array(fc.tuple(day, statement), { maxLength: 1 }),
  )
  .map(([seats, regions, staff, sboms, tested]) =>
    [
      ...seats.map(([value, over]) => fact('provider:a', 'provider.seat.registered', value, over)),
      ...regions.map(([value, complete, over]) =>
        fact('offering:a', 'offering.regions', value, { ...over, complete }),
      ),
      ...staff.map(([value, complete, over]) =>
        fact('offering:a', 'offering.admin.countries', value, { ...over, complete }),
      ),
      ...sboms.map(([value, over]) => fact('offering:a', 'offering.sbom', value, over)),
      ...tested.map(([value, over]) => fact('provider:a', 'provider.disconnectTested', value, over)),
    ].map((one, index) => ({ ...one, id: `f${index}` })),
  );
const certificates: fc.Arbitrary<readonly Certificate[]> = fc.array(
  fc
    .record({
      level: fc.constantFrom(null, 'low', 'medium', 'high'),
      grade,
      valid: interval,
      asOf: fc.option(day, { nil: null }),
      lastSurveillance: fc.option(day, { nil: null }),
      status: fc.constantFrom('held' as const, 'held' as const, 'withdrawn' as const),
    })
    .map(({ level, ...over }) => certificate('offering:a', 'CERT', level, over)),
  { maxLength: 2 },
);

const leaf = fc.oneof(
  country.map((code) => ({ fact: 'provider.seat.registered', is: code })),
  fc.constant({ fact: 'provider.seat.registered', in: ['group:BLOC'] }),
  countries.map((set) => ({ fact: 'offering.places.storage', within: [...set, 'KR'] })),
  country.map((code) => ({ fact: 'offering.admin.countries', includes: [code] })),
  fc.constant({ fact: 'offering.admin.countries', within: ['group:home'] }),
  fc.constantFrom(...SBOM).map((level) => ({ fact: 'offering.sbom', atLeast: level })),
  fc.constantFrom('low', 'medium', 'high').map((level) => ({ certificate: 'CERT', atLeast: level })),
  fc.constantFrom('P5D', 'P1M').map((length) => ({ age: 'provider.disconnectTested', atMost: length })),
  fc.constant({ need: 'workload.class.KR', atLeast: 'medium' }),
  fc.constant({ known: 'offering.sbom' }),
);
const { test } = fc.letrec<{ test: unknown }>((tie) => ({
  test: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    leaf,
    fc.array(tie('test'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
    fc.array(tie('test'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
    tie('test').map((not) => ({ not })),
  ),
}));

const DATED_GATE = fc.record({
  test,
  evidence: grade,
  declarable: fc.boolean(),
  valid: interval,
  substitutes: fc.array(
    day.map((until) => ({ id: 'later', by: 'undertaking', until })),
    { maxLength: 1 },
  ),
});
const parts: fc.Arbitrary<WorldParts> = fc
  .record({
    facts,
    certificates,
    gates: fc.array(DATED_GATE, { minLength: 1, maxLength: 3 }),
    valid: interval,
    member: interval,
    available: interval,
    regime: interval,
    closes: fc.option(day, { nil: null }),
    equivalence: interval,
  })
  .map(({ gates, ...rest }) => ({
    groups: [group('BLOC', [{ code: 'KR', ...rest.member }, 'JP'], { bloc: true })],
    schemes: [scheme('CERT', ['low', 'medium', 'high'], { followUp: 'P10D' }), scheme('OTHER')],
    registers: rest.closes === null ? [] : [register('CERT', ['a'], { asOf: rest.closes, freshFor: 'P7D' })],
    equivalences: [
      equivalence([term('OTHER')], { scheme: 'CERT', level: 'low' }, 'satisfies', {
        valid: rest.equivalence,
      }),
    ],
    offerings: [offering('a', { available: rest.available })],
    facts: rest.facts,
    certificates: rest.certificates,
    regimes: [
      regimeDocument(
        'r',
        gates.map((one, index) => gate(`g${index}`, one.test, one)),
        { valid: rest.regime },
      ),
      regimeDocument('b', [gate('bloc', { fact: 'provider.seat.registered', in: ['group:BLOC'] })], {
        market: 'BLOC',
      }),
    ],
  }));

const QUESTION = { offering: 'a', market: 'KR', need: { 'workload.class.KR': 'medium' } };

function verdictOf(world: World, asOf: string) {
  return decide(world, { ...QUESTION, asOf, explain: false }).verdict;
}

/** Well after the last date of a random world. */
const WINDOW_END = '2026-04-15';

/** Walks day by day to the first other verdict. */
function simulated(world: World, asOf: string): string | null {
  const today = verdictOf(world, asOf);
  for (let next = nextDay(asOf); next < WINDOW_END; next = nextDay(next)) {
    if (verdictOf(world, next) !== today) return next;
  }
  return null;
}

describe('validUntil', () => {
  it('is the first day on which a day-by-day simulation sees another verdict', () => {
    fc.assert(
      fc.property(parts, day, (some, asOf) => {
        const world = worldOf(some);
        const until = validUntil(world, { ...QUESTION, asOf });
        expect(until !== null && until < WINDOW_END ? until : null).toBe(simulated(world, asOf));
      }),
      { numRuns: 100 },
    );
  });
});

/** Gates for which the promises of monotony are made: no certificate proves them, nothing triggers them. */
const attributes = fc.record({
  seat: fc.option(country, { nil: null }),
  staff: fc.option(countries, { nil: null }),
  sbom: fc.option(fc.constantFrom(...SBOM), { nil: null }),
  isolation: fc.option(fc.constantFrom(...LEVELS), { nil: null }),
});
type Attributes = {
  readonly seat: string | null;
  readonly staff: readonly string[] | null;
  readonly sbom: string | null;
  readonly isolation: string | null;
};
function factsOf(stated: Attributes, over: Partial<Fact> = {}): readonly Fact[] {
  return [
    fact('offering:a', 'offering.regions', ['KR']),
    ...(stated.seat === null ? [] : [fact('provider:a', 'provider.seat.registered', stated.seat, over)]),
    ...(stated.staff === null ? [] : [fact('offering:a', 'offering.admin.countries', stated.staff, over)]),
    ...(stated.sbom === null ? [] : [fact('offering:a', 'offering.sbom', stated.sbom, over)]),
    ...(stated.isolation === null
      ? []
      : [fact('offering:a', 'offering.isolation', [stated.isolation], over)]),
  ];
}
const plainLeaf = fc.oneof(
  country.map((code) => ({ fact: 'provider.seat.registered', is: code })),
  countries.map((set) => ({ fact: 'provider.seat.registered', notIn: set })),
  countries.map((set) => ({ fact: 'offering.admin.countries', within: set })),
  country.map((code) => ({ fact: 'offering.admin.countries', includes: [code] })),
  countries.map((set) => ({ fact: 'offering.admin.countries', overlaps: set })),
  fc.constantFrom(...SBOM).map((level) => ({ fact: 'offering.sbom', atMost: level })),
  fc.constantFrom(...LEVELS).map((level) => ({ fact: 'offering.isolation', atLeast: level })),
);
const risingLeaf = fc.oneof(
  country.map((code) => ({ fact: 'offering.admin.countries', includes: [code] })),
  fc
    .uniqueArray(country, { minLength: 1 })
    .map((set) => ({ fact: 'offering.admin.countries', overlaps: set })),
  fc.constantFrom(...SBOM).map((level) => ({ fact: 'offering.sbom', atLeast: level })),
  fc.constantFrom(...SBOM).map((level) => ({ fact: 'offering.sbom', above: level })),
  fc.constantFrom(...LEVELS).map((level) => ({ fact: 'offering.isolation', atLeast: level })),
);
function testsOver(leaves: fc.Arbitrary<unknown>, negation: boolean) {
  return fc.letrec<{ test: unknown }>((tie) => ({
    test: fc.oneof(
      { maxDepth: 2 },
      leaves,
      fc.array(tie('test'), { minLength: 1, maxLength: 3 }).map((all) => ({ all })),
      fc.array(tie('test'), { minLength: 1, maxLength: 3 }).map((any) => ({ any })),
      fc.array(tie('test'), { minLength: 2, maxLength: 3 }).map((of) => ({ atLeast: 2, of })),
      ...(negation ? [tie('test').map((not) => ({ not }))] : []),
    ),
  })).test;
}
function decisionOf(
  gates: readonly unknown[],
  stated: readonly Fact[],
  more: readonly unknown[] = [],
): Decision {
  const world = worldOf({
    offerings: [offering('a')],
    facts: stated,
    regimes: [regimeDocument('r', [...gates.map((one, index) => gate(`g${index}`, one)), ...more])],
  });
  return decide(world, { ...QUESTION, asOf: '2026-06-01', explain: false });
}
function higher(scale: readonly string[], a: string | null, b: string | null): string | null {
  return a === null || b === null ? a : (scale[Math.max(scale.indexOf(a), scale.indexOf(b))] ?? a);
}
function strip(decision: Decision) {
  return { ...decision, requirements: decision.requirements.map((one) => ({ ...one, trace: null })) };
}
function rank({ verdict }: Decision): number {
  return VERDICTS.indexOf(verdict ?? 'ineligible');
}

/** A gate for others than domestic vendors, of a vendor that is one. */
const domestic = (over: Partial<Fact>) =>
  decisionOf([], factsOf({ seat: 'KR', staff: null, sbom: null, isolation: null }, over), [
    gate(
      'abroad',
      { fact: 'offering.sbom', atLeast: 'listed' },
      {
        when: { fact: 'provider.seat.registered', notIn: ['KR'] },
      },
    ),
  ]);

describe('monotony', () => {
  it('M1: a first fact about a missing attribute never changes a decided gate', () => {
    fc.assert(
      fc.property(
        fc.array(testsOver(plainLeaf, true), { minLength: 1, maxLength: 3 }),
        attributes,
        attributes,
        (gates, some, more) => {
          const filled = {
            seat: some.seat ?? more.seat,
            staff: some.staff ?? more.staff,
            sbom: some.sbom ?? more.sbom,
            isolation: some.isolation ?? more.isolation,
          };
          const before = decisionOf(gates, factsOf(some)).requirements;
          const after = decisionOf(gates, factsOf(filled)).requirements;
          const changed = before.filter(
            ({ outcome }, index) => outcome !== 'unknown' && after[index]?.outcome !== outcome,
          );
          expect(changed).toEqual([]);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('M2: a larger value never lowers the verdict of gates that ask for at least something', () => {
    fc.assert(
      fc.property(
        fc.array(testsOver(risingLeaf, false), { minLength: 1, maxLength: 3 }),
        attributes,
        attributes,
        (gates, some, more) => {
          const raised = {
            seat: some.seat,
            staff: some.staff === null ? null : [...new Set([...some.staff, ...(more.staff ?? [])])],
            sbom: higher(SBOM, some.sbom, more.sbom),
            isolation: higher(LEVELS, some.isolation, more.isolation),
          };
          expect(rank(decisionOf(gates, factsOf(raised)))).toBeLessThanOrEqual(
            rank(decisionOf(gates, factsOf(some))),
          );
        },
      ),
      { numRuns: 200 },
    );
  });

  it('M3: if all gates are true or unproven, raising grades never lowers the verdict', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(testsOver(plainLeaf, true), fc.option(testsOver(plainLeaf, true))), {
          minLength: 1,
          maxLength: 3,
        }),
        attributes,
        grade,
        grade,
        (drawn, some, from, to) => {
          const [low, high] = GRADES.indexOf(from) <= GRADES.indexOf(to) ? [from, to] : [to, from];
          // A condition may rest on what is only claimed, too.
          const gates = drawn.map(([one, when], index) =>
            gate(`w${index}`, one, when === null ? {} : { when }),
          );
          const before = decisionOf([], factsOf(some, { grade: low }), gates);
          fc.pre(before.gates.pass + before.gates.unproven === gates.length);
          const after = decisionOf([], factsOf(some, { grade: high }), gates);
          expect(rank(after)).toBeLessThanOrEqual(rank(before));
        },
      ),
      { numRuns: 400 },
    );
  });

  it('calls it unknown, not conditional, where missing papers would only show that no rule applies', () => {
    const claimed = domestic({ grade: 'claimed' });
    expect([claimed.verdict, claimed.gates.unproven]).toEqual(['unknown', 1]);
    expect(claimed.binding.map(({ requirement, outcome }) => [requirement, outcome])).toEqual([
      ['abroad', 'unproven'],
    ]);
    expect(domestic({ grade: 'documented' }).verdict).toBe('unregulated');
  });

  it('lets no scored requirement change a verdict or a gate', () => {
    fc.assert(
      fc.property(
        fc.array(testsOver(plainLeaf, true), { minLength: 1, maxLength: 2 }),
        fc.array(testsOver(plainLeaf, true), { minLength: 1, maxLength: 3 }),
        attributes,
        (gates, scored, some) => {
          const marks = scored.map((one, index) => ({
            ...gate(`s${index}`, one),
            kind: 'scored',
            points: index + 1,
            objective: `SOV-${index + 1}`,
          }));
          const plain = decisionOf(gates, factsOf(some));
          const withMarks = decisionOf(gates, factsOf(some), marks);
          expect(withMarks.verdict).toBe(plain.verdict);
          expect(withMarks.gates).toEqual(plain.gates);
          expect(withMarks.score.low).toBeLessThanOrEqual(withMarks.score.high);
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('a decision', () => {
  it('has the verdict that is worked out without all the rest', () => {
    fc.assert(
      fc.property(parts, day, (some, asOf) => {
        const world = worldOf(some);
        const question = { ...QUESTION, asOf };
        expect(prepareVerdicts(world, question)('a')).toBe(decide(world, question).verdict);
      }),
      { numRuns: 200 },
    );
  });

  it('is the same with and without its explanation, apart from the traces', () => {
    fc.assert(
      fc.property(parts, day, (some, asOf) => {
        const world = worldOf(some);
        const bare = decide(world, { ...QUESTION, asOf, explain: false });
        const explained = decide(world, { ...QUESTION, asOf });
        expect(strip(bare)).toEqual(strip(explained));
      }),
      { numRuns: 40 },
    );
  });
});
