import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { nextDay } from '../calendar/day.ts';
import { GRADES, type Certificate, type Fact, type Grade } from '../model/evidence.ts';
import type { Holding } from '../model/vendor.ts';
import type { World } from '../model/world.ts';
import {
  certificate,
  entity,
  equivalence,
  fact,
  gate,
  group,
  holding,
  offering,
  regimeDocument,
  register,
  scheme,
  term,
  worldOf,
  type WorldParts,
} from '../testing/world.ts';
import { decide } from './decide.ts';
import { validUntil } from './valid-until.ts';

/** The first day asked about; the walk ends three years, one of them a leap year, later. */
const START = '2026-03-15';
const END = '2029-03-15';
const WALK: readonly string[] = walk();

function walk(): readonly string[] {
  const days: string[] = [];
  for (let day = nextDay(START); day < END; day = nextDay(day)) days.push(day);
  return days;
}

/** Dates that turn something lie in the years before, so that ages and promises run out within the walk, and in it. */
const date = fc
  .tuple(
    fc.integer({ min: 2024, max: 2028 }),
    fc.integer({ min: 1, max: 12 }),
    fc.constantFrom('01', '15', '28', '29', '31'),
  )
  .map(([year, month, day]) => lastOf(`${year}-${String(month).padStart(2, '0')}`, day));

/** A day of a month, or its last one where the month has no such day. */
function lastOf(month: string, day: string): string {
  const exists = new Date(`${month}-${day}T00:00:00Z`);
  const found = Number.isNaN(exists.valueOf()) ? '' : exists.toISOString().slice(0, 10);
  return found === `${month}-${day}` ? found : `${month}-28`;
}

const grade = fc.constantFrom<Grade>(...GRADES);
const interval = fc
  .tuple(fc.option(date, { nil: null }), fc.option(date, { nil: null }))
  .map(([a, b]) => (a !== null && b !== null && a > b ? { from: b, to: a } : { from: a, to: b }))
  .filter(({ from, to }) => from === null || to === null || from < to);
const source = fc.constantFrom(
  { title: 'page', retrieved: '2025-02-28' },
  { title: 'feed', retrieved: '2024-02-29', feed: 'feed' },
);
const statement = fc.record({ grade, valid: interval, source });

const facts: fc.Arbitrary<readonly Fact[]> = fc
  .tuple(
    fc.array(fc.tuple(fc.constantFrom('KR', 'JP', 'US'), statement), { maxLength: 2 }),
    fc.array(fc.tuple(fc.constantFrom('none', 'listed', 'with_origin'), statement), { maxLength: 2 }),
    fc.array(fc.tuple(date, statement), { maxLength: 2 }),
    fc.array(fc.tuple(date, statement), { maxLength: 1 }),
    fc.array(statement, { maxLength: 1 }),
  )
  .map(([seats, sboms, tests, orders, ordered]) =>
    [
      fact('offering:a', 'offering.regions', ['KR']),
      ...seats.map(([value, over]) => fact('provider:a', 'provider.seat.registered', value, over)),
      ...sboms.map(([value, over]) => fact('offering:a', 'offering.sbom', value, over)),
      ...tests.map(([value, over]) => fact('provider:a', 'provider.disconnectTested', value, over)),
      ...orders.map(([value, over]) => fact('provider:a', 'provider.orderDate', value, over)),
      ...ordered.map((over) => fact('provider:a', 'provider.orders', ['store'], over)),
    ].map((one, index) => ({ ...one, id: `f${index}` })),
  );

const certificates: fc.Arbitrary<readonly Certificate[]> = fc.array(
  fc
    .record({
      scheme: fc.constantFrom('YEARLY', 'OPEN', 'OTHER'),
      grade,
      valid: interval,
      issued: fc.option(date, { nil: null }),
      asOf: fc.option(date, { nil: null }),
      lastSurveillance: fc.option(date, { nil: null }),
      status: fc.constantFrom('held' as const, 'held' as const, 'withdrawn' as const),
      source,
    })
    .map(({ scheme: id, ...over }) => certificate('offering:a', id, null, over)),
  { maxLength: 3 },
);

const holdings: fc.Arbitrary<readonly Holding[]> = fc.array(
  fc
    .record({
      owner: fc.constantFrom('us', 'kr'),
      share: fc.constantFrom(20, 60),
      grade,
      valid: interval,
      source,
    })
    .map(({ owner, share, ...over }) => holding(owner, 'a', share, over)),
  { maxLength: 3 },
);

const leaf = fc.oneof(
  fc.constantFrom<unknown>(
    { fact: 'provider.seat.registered', is: 'KR' },
    { fact: 'provider.seat.registered', in: ['group:BLOC'] },
    { fact: 'offering.sbom', atLeast: 'listed' },
    { certificate: 'YEARLY' },
    { certificate: 'OPEN' },
    { age: 'provider.disconnectTested', atMost: 'P12M' },
    { age: 'provider.disconnectTested', atLeast: 'P30D' },
    { age: { certificate: 'OPEN', date: 'issued' }, atMost: 'P18M' },
    {
      control: { of: ['capital', 'votes'], holders: { outside: ['KR'] }, measure: 'total' },
      atMost: { percent: 49 },
    },
    { need: 'buyer.lastAudit', maxAge: 'P2Y' },
  ),
  date.map((day) => ({ need: 'asOf', below: day })),
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
const drawnGate = fc.record(
  {
    test,
    evidence: grade,
    declarable: fc.boolean(),
    valid: interval,
    when: leaf,
    provenBy: fc.constant({ certificate: 'OTHER' }),
    trigger: fc.constant({ fact: 'provider.orders', includes: ['store'] }),
    grace: fc.constant({ from: 'provider.orderDate', for: 'P12M' }),
    versions: fc.tuple(interval, test).map(([valid, other]) => [{ valid, test: other }]),
    substitutes: date.map((until) => [{ id: 'later', by: 'undertaking', until }]),
  },
  { requiredKeys: ['test', 'evidence'] },
);

const parts: fc.Arbitrary<WorldParts> = fc
  .record({
    facts,
    certificates,
    holdings,
    gates: fc.array(drawnGate, { minLength: 1, maxLength: 3 }),
    regime: interval,
    next: interval,
    member: interval,
    available: fc.oneof(
      { weight: 3, arbitrary: fc.constant({ from: null, to: null }) },
      { weight: 1, arbitrary: interval },
    ),
    read: fc.array(date, { maxLength: 2 }),
    equivalence: interval,
    stale: fc.option(date, { nil: null }),
  })
  .map(({ gates, ...rest }) => {
    const written = gates.map((one, index) => gate(`g${index}`, one.test, one));
    return {
      groups: [group('BLOC', [{ code: 'KR', ...rest.member }, 'JP'], { bloc: true })],
      schemes: [
        scheme('YEARLY', ['held'], { validity: 'P1Y', followUp: 'P6M' }),
        scheme('OPEN'),
        scheme('OTHER', ['held'], { validity: 'P3Y' }),
      ],
      registers: rest.read.map((asOf) => register('OPEN', ['a'], { asOf, freshFor: 'P90D' })),
      equivalences: [
        equivalence([term('OTHER')], { scheme: 'OPEN' }, 'satisfies', { valid: rest.equivalence }),
      ],
      offerings: [offering('a', { available: rest.available })],
      entities: [entity('a', 'KR'), entity('us', 'US', 'person'), entity('kr', 'KR', 'person')],
      holdings: rest.holdings,
      holderLists: [{ owned: 'a', complete: true }],
      facts: rest.facts,
      certificates: rest.certificates,
      ...(rest.stale === null ? {} : { staleFeeds: { feed: rest.stale } }),
      regimes: [
        regimeDocument('r', written, { valid: rest.regime }),
        regimeDocument('r', written.slice(1).concat(gate('own', { certificate: 'OPEN' })), {
          version: '2',
          valid: rest.next,
        }),
        regimeDocument('b', [gate('bloc', { fact: 'provider.seat.registered', in: ['group:BLOC'] })], {
          market: 'BLOC',
        }),
      ],
    };
  });

const QUESTION = { offering: 'a', market: 'KR', need: { 'buyer.lastAudit': '2025-02-28' } };

function verdictOn(world: World, asOf: string) {
  return decide(world, { ...QUESTION, asOf, explain: false }).verdict;
}

describe('validUntil over three years', () => {
  it('is the first day on which a walk from day to day sees another verdict', () => {
    fc.assert(
      fc.property(parts, (some) => {
        const world = worldOf(some);
        const today = verdictOn(world, START);
        const seen = WALK.find((day) => verdictOn(world, day) !== today) ?? null;
        const until = validUntil(world, { ...QUESTION, asOf: START });
        expect(until !== null && until < END ? until : null).toBe(seen);
      }),
      { numRuns: 40 },
    );
  });
});
