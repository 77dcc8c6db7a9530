import * as fc from 'fast-check';
import { GRADES, type Certificate, type Fact, type Scalar, type Statement } from '#domain';
import { COUNTRIES, DAYS, LEVELS, SCHEMES, STEPS } from './names.ts';

const day = fc.constantFrom(...DAYS);
/** A validity interval, often without ends. */
export const interval = fc
  .tuple(fc.option(day, { nil: null, freq: 2 }), fc.option(day, { nil: null, freq: 2 }))
  .map(([a, b]) => (a !== null && b !== null && a > b ? { from: b, to: a } : { from: a, to: b }))
  .filter(({ from, to }) => from === null || to === null || from < to);

const statement: fc.Arbitrary<Omit<Statement, 'id' | 'subject'>> = fc
  .record({
    grade: fc.constantFrom(...GRADES),
    by: fc.constantFrom('self' as const, 'authority' as const, 'third_party' as const),
    valid: fc.oneof({ weight: 6, arbitrary: fc.constant({ from: null, to: null }) }, interval),
    asOf: fc.option(day, { nil: null }),
    confidence: fc.oneof(
      { weight: 12, arbitrary: fc.constant('high' as const) },
      { weight: 1, arbitrary: fc.constant('low' as const) },
    ),
    recorded: fc.constantFrom(
      { from: '2026-01-01T00:00:00Z', to: null },
      { from: '2026-01-01T00:00:00Z', to: null },
      { from: '2026-01-02T00:00:00Z', to: null },
      { from: '2026-01-01T00:00:00Z', to: null },
      { from: '2026-01-02T00:00:00Z', to: null },
      { from: '2026-01-01T00:00:00Z', to: '2026-01-03T00:00:00Z' },
    ),
    source: fc.constantFrom(
      { title: 's' },
      { title: 's', published: '2025-12-15' },
      { title: 's', feed: 'stale' },
    ),
    dispute: fc.oneof(
      { weight: 11, arbitrary: fc.constant(undefined) },
      {
        weight: 1,
        arbitrary: fc.record({
          id: fc.constant('d'),
          status: fc.constantFrom('open' as const, 'upheld' as const, 'rejected' as const),
          since: fc.constant('2026-01-01'),
        }),
      },
    ),
  })
  .map(({ dispute, ...rest }) => (dispute === undefined ? rest : { ...rest, dispute }));

const countries = fc.uniqueArray(fc.constantFrom(...COUNTRIES), { maxLength: 3 });
type Value = Scalar | readonly Scalar[];
const VALUES: Readonly<Record<string, fc.Arbitrary<Value>>> = {
  'offering.regions': countries,
  'offering.places.storage': countries,
  'offering.admin': countries,
  'offering.level': fc.constantFrom(...LEVELS),
  'offering.flag': fc.boolean(),
  'offering.size': fc.integer({ min: 0, max: 4 }),
  'offering.model': fc.uniqueArray(fc.constantFrom('IaaS', 'PaaS', 'SaaS'), { minLength: 1, maxLength: 2 }),
  'offering.isolation': fc.uniqueArray(fc.constantFrom(...LEVELS), { minLength: 1, maxLength: 2 }),
  'offering.step': fc.constantFrom(...STEPS),
  'offering.seal': fc.constantFrom('SEAL-1', 'SEAL-2', 'SEAL-3'),
  'offering.staff.lowest(personnel.status)': fc.constantFrom(...LEVELS),
};
const PROVIDER_VALUES: Readonly<Record<string, fc.Arbitrary<Value>>> = {
  'provider.seat': fc.constantFrom(...COUNTRIES),
  'provider.since': day,
  'provider.staff': fc.integer({ min: 0, max: 3 }),
};
const ITEM_VALUES: Readonly<Record<string, fc.Arbitrary<Value>>> = {
  'facility.country': fc.constantFrom(...COUNTRIES),
  'personnel.status': fc.constantFrom(...LEVELS),
  'component.country': fc.constantFrom(...COUNTRIES),
};

/** A statement without its subject, so that the same one can be made about several. */
export type Unplaced = Omit<Fact, 'subject'> | Omit<Certificate, 'subject'>;

function factOf(values: Readonly<Record<string, fc.Arbitrary<Value>>>): fc.Arbitrary<Unplaced> {
  return fc.constantFrom(...Object.keys(values)).chain((attribute) =>
    fc
      .tuple(values[attribute] ?? fc.constant(true), fc.boolean(), fc.boolean(), statement)
      .map(([value, complete, lowerBound, over]) => ({
        kind: 'fact' as const,
        id: 'f',
        attribute,
        value,
        complete: Array.isArray(value) ? complete : true,
        ...(attribute === 'offering.level' || attribute === 'offering.step' ? { lowerBound } : {}),
        ...over,
      })),
  );
}

/** A fact about an offering, one about a provider, and one about a thing in a list. */
export const offeringFact = factOf(VALUES);
export const providerFact = factOf(PROVIDER_VALUES);
export const itemFact = factOf(ITEM_VALUES);

/** A certificate under any scheme; its scope may name the offerings given. */
export function certificateFor(offerings: readonly string[]): fc.Arbitrary<Unplaced> {
  return fc
    .record({
      scheme: fc.constantFrom(...SCHEMES.map(({ id }) => id)),
      level: fc.constantFrom(null, 'low', 'medium', 'high'),
      status: fc.constantFrom('held' as const, 'held' as const, 'conditional' as const, 'withdrawn' as const),
      issued: fc.option(day, { nil: null }),
      lastSurveillance: fc.option(day, { nil: null }),
      dimension: fc.constantFrom<Readonly<Record<string, string>>>({}, {}, { kind: 'old' }, { kind: 'new' }),
      named: fc.uniqueArray(fc.constantFrom(...offerings), { maxLength: 2 }),
      complete: fc.boolean(),
      over: statement,
    })
    .map(({ named, complete, over, ...rest }) => ({
      kind: 'certificate' as const,
      id: 'c',
      scope: { text: null, offerings: named, services: [], complete },
      registerId: null,
      ...rest,
      ...over,
    }));
}
