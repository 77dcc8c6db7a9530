import * as fc from 'fast-check';
import { GRADES, readRegime, type Regime } from '#domain';
import { COUNTRIES, DAYS, GROUPS, LEVELS, SCHEMES, VOCABULARY } from './names.ts';

type Document = Readonly<Record<string, unknown>>;
const countries = fc.uniqueArray(fc.constantFrom(...COUNTRIES, 'group:BLOC', 'group:home'), {
  minLength: 1,
  maxLength: 2,
});
const level = fc.constantFrom(...LEVELS);
const places = fc.constantFrom('offering.places.storage', 'offering.admin', 'offering.regions');

const leaf: fc.Arbitrary<Document> = fc.oneof(
  countries.map((set) => ({ fact: 'provider.seat', in: set })),
  fc.tuple(places, countries).map(([fact, set]) => ({ fact, within: set })),
  fc.tuple(places, countries).map(([fact, set]) => ({ fact, overlaps: set })),
  places.map((fact) => ({ fact, empty: true })),
  level.map((value) => ({ fact: 'offering.level', atLeast: value })),
  fc.constant({ fact: 'offering.flag', is: true }),
  fc.integer({ min: 0, max: 4 }).map((value) => ({ fact: 'offering.size', atLeast: value })),
  fc.constantFrom('IaaS', 'PaaS', 'SaaS').map((value) => ({ fact: 'offering.model', is: value })),
  level.map((value) => ({ fact: 'offering.isolation', atLeast: value })),
  fc.constantFrom(...DAYS).map((at) => ({ fact: 'offering.flag', is: true, at })),
  fc.constantFrom('provider.seat', 'offering.level').map((known) => ({ known })),
  fc.constantFrom('P10D', 'P2M').map((atMost) => ({ age: 'provider.since', atMost })),
  fc
    .tuple(
      fc.constantFrom('cloud', 'company'),
      fc.option(fc.constantFrom('low', 'medium', 'high'), { nil: null }),
      fc.constantFrom(null, 'offering', 'provider', 'underlying'),
    )
    .map(([certificate, atLeast, on]) => ({
      certificate,
      ...(atLeast === null ? {} : { atLeast }),
      ...(on === null ? {} : { on }),
    })),
  fc.constant({ certificate: 'site' }),
  fc
    .constantFrom('each', 'SOV-1')
    .map((objective) => ({ seal: { framework: 'frame', objective }, atLeast: 2 })),
  fc.constant({ age: { certificate: 'cloud', date: 'issued' }, atMost: 'P1M' }),
  fc.constant({ ratio: ['offering.size', 'provider.staff'], atLeast: 1 }),
  fc.constant({ count: 'offering.admin', except: { in: ['group:home'] }, atMost: 1 }),
  countries.map((set) => ({
    control: { of: ['capital'], holders: { outside: set }, measure: 'total' },
    atMost: { percent: 40 },
  })),
  countries.map((set) => ({ every: 'facility', test: { fact: 'facility.country', in: set } })),
  level.map((value) => ({ every: 'personnel', test: { fact: 'personnel.status', atLeast: value } })),
  fc.constant({ some: 'underlying', test: { fact: 'offering.flag', is: true } }),
  fc.constant({ every: 'underlying', test: { certificate: 'cloud' } }),
);
const needLeaf: fc.Arbitrary<Document> = fc.oneof(
  fc.constantFrom('public', 'private').map((kind) => ({ need: 'buyer.kind', in: [kind] })),
  level.map((value) => ({ need: 'workload.class', atLeast: value })),
);

const { test } = fc.letrec<{ test: Document }>((tie) => {
  const several = fc.array(tie('test'), { minLength: 1, maxLength: 3 });
  return {
    test: fc.oneof(
      { maxDepth: 2, withCrossShrink: true },
      { weight: 6, arbitrary: leaf },
      { weight: 1, arbitrary: needLeaf },
      { weight: 1, arbitrary: several.map((all) => ({ all })) },
      { weight: 1, arbitrary: several.map((any) => ({ any })) },
      { weight: 1, arbitrary: tie('test').map((not) => ({ not })) },
      { weight: 1, arbitrary: several.map((of) => ({ atLeast: 1, of })) },
      {
        weight: 1,
        arbitrary: fc
          .tuple(needLeaf, tie('test'), tie('test'))
          // oxlint-disable-next-line unicorn/no-thenable -- the language has a word `then`; nobody awaits a test
          .map(([condition, then, other]) => ({ if: condition, then, else: other })),
      },
    ),
  };
});

function sometimes<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
}

const substitute = fc.record(
  {
    by: fc.constantFrom('undertaking', 'partner', 'buyer_waiver'),
    until: fc.constantFrom(...DAYS),
    requires: leaf,
    for: fc.constant('test'),
  },
  { requiredKeys: ['by'] },
);

const gate = fc
  .record({
    test,
    evidence: fc.constantFrom(...GRADES),
    confidence: fc.constantFrom(...Array.from({ length: 9 }, () => 'high'), 'low'),
    declarable: fc.boolean(),
    when: sometimes(fc.oneof(needLeaf, leaf)),
    trigger: sometimes(leaf),
    grace: sometimes(
      fc.constantFrom('provider.since', 'contract.date').map((from) => ({ from, for: 'P1M' })),
    ),
    unless: sometimes(
      fc.array(
        leaf.map((other) => ({ title: 'way', test: other })),
        { minLength: 1, maxLength: 1 },
      ),
    ),
    provenBy: sometimes(fc.constant({ certificate: 'cloud', atLeast: 'low' })),
    readings: sometimes(leaf.map((other) => [{ note: 'other', test: other }])),
    substitutes: sometimes(substitute.map((one) => [{ id: 'way', ...one }])),
    meetBy: sometimes(fc.constantFrom('anyMember', 'everyMember', 'pooled')),
  })
  .map((parts) => ({ kind: 'gate', unit: 'offering', ...withoutUndefined(parts) }));

function withoutUndefined(parts: Readonly<Record<string, unknown>>): Document {
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
}

const points = fc.integer({ min: 1, max: 3 });
const scored = fc
  .record({
    how: fc.oneof(
      fc.tuple(test, points).map(([one, worth]): Document => ({ test: one, points: worth })),
      fc
        .array(fc.record({ points, test: leaf }), { minLength: 1, maxLength: 3 })
        .map((ladder): Document => ({ ladder })),
      fc.constant<Document>({
        ladder: {
          fact: 'offering.step',
          steps: [1, 2, 3].map((at) => ({ at, points: at, seal: at, usable: true })),
        },
      }),
      fc.constant<Document>({ linear: { fact: 'offering.size', from: 0, to: 3, points: 2 } }),
    ),
    when: sometimes(needLeaf),
    objective: fc.constantFrom('SOV-1', 'SOV-2', 'SOV-3', 'none'),
    evidence: fc.constantFrom('claimed', 'documented'),
  })
  .map(({ how, ...rest }) => ({ kind: 'scored', unit: 'offering', ...how, ...withoutUndefined(rest) }));

function regimeOf(requirements: readonly Document[], market: string, over: Document): Regime | null {
  const document = {
    schema: 'placet.regime/v1',
    id: `rules-${market.toLowerCase()}`,
    version: '1',
    market,
    title: 'rules',
    authority: 'authority',
    status: 'in_force',
    valid: { from: '2020-01-01' },
    sources: [{ id: 's1', title: 'the law' }],
    requirements: requirements.map((one, index) => ({
      id: `r${index}`,
      title: 'rule',
      source: { ref: 's1' },
      confidence: 'high',
      ...one,
    })),
    ...over,
  };
  const schemes = new Map(SCHEMES.map((scheme) => [scheme.id, scheme]));
  const groups = new Map(GROUPS.map((group) => [group.id, group]));
  const reading = readRegime(document, VOCABULARY, { schemes, groups }, '2026-01-01T00:00:00Z');
  return reading.ok ? reading.regime : null;
}

/** Regimes of a market and of its bloc that the language accepts; refused drafts are drawn again. */
export const randomRegimes: fc.Arbitrary<readonly Regime[]> = fc
  .tuple(
    fc.array(gate, { minLength: 1, maxLength: 5 }),
    fc.array(scored, { maxLength: 4 }),
    fc.array(fc.oneof(gate, scored), { maxLength: 2 }),
    fc.constantFrom<Document>(
      { modes: ['minimum'] },
      { modes: ['overall'], stated: { each: 'offering.seal' } },
      { modes: ['overall'], stated: { 'SOV-1': 'offering.seal' } },
    ),
    fc.constantFrom<Document>(
      {},
      {},
      { status: 'guidance' },
      { appliesWhen: { need: 'buyer.kind', in: ['public'] } },
    ),
  )
  .map(([gates, marks, ofBloc, modes, over]) => {
    const weights = [{ id: 'w', valid: { from: null }, of: { 'SOV-1': 2, 'SOV-2': 1 } }];
    return { gates, marks, ofBloc, over, framework: { id: 'frame', weights, ...modes } };
  })
  .map(({ gates, marks, ofBloc, over, framework }) => [
    regimeOf([...gates, ...marks], 'KR', { framework, ...over }),
    ofBloc.length === 0 ? undefined : regimeOf(ofBloc, 'BLOC', {}),
  ])
  .filter((regimes) => !regimes.includes(null))
  .map((regimes) => regimes.filter((regime): regime is Regime => regime !== undefined && regime !== null));
