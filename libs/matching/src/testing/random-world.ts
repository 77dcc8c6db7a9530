import * as fc from 'fast-check';
import type {
  Certificate,
  Equivalence,
  Fact,
  Holding,
  MarketQuestion,
  Offering,
  Register,
  World,
} from '#domain';
import { COUNTRIES, DAYS, GROUPS, SCHEMES, VOCABULARY } from './names.ts';
import { randomRegimes } from './random-rules.ts';
import {
  certificateFor,
  interval,
  itemFact,
  offeringFact,
  providerFact,
  type Unplaced,
} from './random-statements.ts';

const ALWAYS = { from: null, to: null };
const RECORDED = { from: '2026-01-01T00:00:00Z', to: null };
/** More offerings than statements that differ, so that many are alike. */
const OFFERINGS: readonly string[] = Array.from({ length: 12 }, (_, index) => `o${index}`);
const VENDORS: readonly string[] = ['v0', 'v1', 'v2', 'v3'];

/** Statements by subject. */
export type Stated = ReadonlyMap<string, readonly Unplaced[]>;

/** Subjects that statements may be about. */
export const SUBJECTS: readonly string[] = [
  ...OFFERINGS.map((id) => `offering:${id}`),
  ...VENDORS.map((id) => `provider:${id}`),
  'facility:o0/f1',
  'facility:o1/f1',
  'personnel:o1/p1',
];

/** Statements about one subject, drawn from a pool so that subjects come to say the same. */
export function statementsAbout(
  subject: string,
  pool: readonly Unplaced[],
): fc.Arbitrary<readonly Unplaced[]> {
  const kind = subject.slice(0, subject.indexOf(':'));
  const fits = pool.filter((one) =>
    one.kind === 'certificate' ? kind !== 'personnel' : one.attribute.startsWith(`${kind}.`),
  );
  return fits.length === 0
    ? fc.constant([])
    : fc.array(fc.constantFrom(...fits), { minLength: 4, maxLength: 14, size: 'max' });
}

/** A pool of statements. */
export const pool: fc.Arbitrary<readonly Unplaced[]> = fc
  .tuple(
    fc.array(offeringFact, { minLength: 12, maxLength: 24, size: 'max' }),
    fc.array(providerFact, { minLength: 3, maxLength: 6 }),
    fc.array(itemFact, { maxLength: 4 }),
    fc.array(certificateFor(OFFERINGS), { minLength: 2, maxLength: 8 }),
  )
  .map((parts) => parts.flat());

const stated = pool.chain((from) =>
  fc.tuple(
    fc.constant(from),
    fc
      .tuple(...SUBJECTS.map((subject) => statementsAbout(subject, from)))
      .map((lists): Stated => new Map(SUBJECTS.map((subject, index) => [subject, lists[index] ?? []]))),
  ),
);

const offerings = fc.tuple(
  ...OFFERINGS.map((id, index) =>
    fc
      .record({
        status: fc.constantFrom(
          ...Array.from({ length: 9 }, () => 'available' as const),
          'announced' as const,
        ),
        available: fc.oneof({ weight: 4, arbitrary: fc.constant(ALWAYS) }, interval),
        runsOn: fc.constantFrom(
          'self' as const,
          'self' as const,
          null,
          { offering: 'o0' },
          { offering: 'o1' },
        ),
      })
      .map((over): Offering => ({
        id,
        vendor: VENDORS[index % VENDORS.length] ?? 'v0',
        name: id,
        edition: 'public',
        operator: null,
        ...over,
      })),
  ),
);

const registers = fc.option(
  fc
    .record({
      checkedVendors: fc.subarray([...VENDORS]),
      asOf: fc.constantFrom(...DAYS),
      complete: fc.boolean(),
    })
    .map((over): Register => ({
      id: 'list',
      scheme: 'cloud',
      name: 'list',
      readFromAuthority: true,
      grade: 'audited',
      freshFor: 'P1M',
      source: { title: 's' },
      recordedFrom: '2026-01-01T00:00:00Z',
      ...over,
    })),
  { nil: null },
);

const EQUIVALENCES: readonly Equivalence[] = [
  {
    id: 'company-cloud',
    title: 'stands in',
    from: { mode: 'all', terms: [{ scheme: 'company', atLeast: 'medium', dimension: {}, on: null }] },
    to: { scheme: 'cloud', level: 'medium', dimension: {} },
    effect: 'satisfies',
    status: 'in_force',
    valid: ALWAYS,
    when: null,
    confidence: 'high',
    source: null,
  },
  {
    id: 'cloud-kind',
    title: 'kinds of one scheme',
    from: { mode: 'any', terms: [{ scheme: 'cloud', atLeast: null, dimension: { kind: 'new' }, on: null }] },
    to: { scheme: 'cloud', level: 'medium', dimension: {} },
    effect: 'satisfies',
    status: 'in_force',
    valid: ALWAYS,
    when: null,
    confidence: 'high',
    source: null,
  },
  {
    id: 'cloud-below',
    title: 'limits',
    from: { mode: 'all', terms: [{ scheme: 'cloud', atLeast: null, dimension: {}, on: 'underlying' }] },
    to: { scheme: 'cloud', level: null, dimension: {} },
    effect: 'caps',
    status: 'in_force',
    valid: ALWAYS,
    when: null,
    confidence: 'high',
    source: null,
  },
];

const holdings = fc.array(
  fc
    .record({
      owned: fc.constantFrom(...VENDORS),
      owner: fc.constantFrom('p-KR', 'p-US', 'v0'),
      capital: fc.constantFrom(null, { min: 30, max: 30 }, { min: 60, max: 100 }),
      valid: interval,
    })
    .map(({ owned, owner, capital, valid }): Holding => ({
      id: `${owner}--${owned}`,
      owner,
      owned,
      capital,
      votes: capital,
      relation: 'shareholder',
      rights: [],
      status: 'held',
      valid,
      recorded: RECORDED,
      grade: 'documented',
      confidence: 'high',
      source: { title: 's' },
    })),
  { maxLength: 4 },
);

function placed(subject: string, statements: readonly Unplaced[]): readonly (Fact | Certificate)[] {
  return statements.map((one, index) => ({ ...one, subject, id: `${subject}#${index}` }));
}

/** Puts statements in the place of what a world's subjects say. */
export function withStatements(world: World, about: Stated): World {
  const facts = new Map(world.facts);
  const certificates = new Map(world.certificates);
  for (const [subject, statements] of about) {
    const all = placed(subject, statements);
    const said = all.filter((one): one is Fact => one.kind === 'fact');
    const held = all.filter((one): one is Certificate => one.kind === 'certificate');
    if (said.length > 0) facts.set(subject, said);
    else facts.delete(subject);
    if (held.length > 0) certificates.set(subject, held);
    else certificates.delete(subject);
  }
  return { ...world, facts, certificates };
}

/** A world with the pool that its statements came from. */
export interface RandomWorld {
  readonly world: World;
  readonly pool: readonly Unplaced[];
}

/** Worlds of twelve offerings of four vendors, of which many are alike, with rules of every shape. */
export const randomWorld: fc.Arbitrary<RandomWorld> = fc
  .record({
    stated,
    offerings,
    registers,
    holdings,
    regimes: randomRegimes,
    equivalences: fc.subarray([...EQUIVALENCES]),
    stale: fc.option(fc.constantFrom(...DAYS), { nil: null }),
  })
  .map(({ stated: [from, about], regimes, ...parts }) => {
    const empty: World = {
      position: '0',
      vocabulary: VOCABULARY,
      jurisdictions: new Map(),
      groups: new Map(GROUPS.map((group) => [group.id, group])),
      markets: new Map(),
      schemes: new Map(SCHEMES.map((scheme) => [scheme.id, scheme])),
      registers: new Map(parts.registers === null ? [] : [['cloud', [parts.registers]]]),
      equivalences: parts.equivalences,
      regimes: new Map(regimes.map((regime) => [regime.id, [regime]])),
      vendors: new Map(
        VENDORS.map((id) => [
          id,
          {
            id,
            name: id,
            localNames: {},
            aliases: [],
            kind: 'cloud',
            entity: id,
            seat: null,
            status: 'active',
            identifiers: [],
          },
        ]),
      ),
      offerings: new Map(parts.offerings.map((one) => [one.id, one])),
      facts: new Map(),
      certificates: new Map(),
      entities: new Map(
        COUNTRIES.map((country) => [
          `p-${country}`,
          {
            id: `p-${country}`,
            name: country,
            country,
            kind: 'person',
            countryGrade: 'documented',
            confidence: 'high',
            source: null,
          },
        ]),
      ),
      holdings: new Map(VENDORS.map((id) => [id, parts.holdings.filter(({ owned }) => owned === id)])),
      holderLists: new Map(),
      staleFeeds: new Map(parts.stale === null ? [] : [['stale', parts.stale]]),
    };
    return { world: withStatements(empty, about), pool: from };
  });

/** Questions about the market of random worlds. */
export const randomQuestion: fc.Arbitrary<MarketQuestion> = fc
  .record({
    need: fc.record(
      {
        'buyer.kind': fc.constantFrom('public', 'private'),
        'workload.class': fc.constantFrom('none', 'low', 'high'),
        deployment: fc.constantFrom(['KR'], ['JP', 'KR']),
        'offering.model': fc.constantFrom('IaaS', 'SaaS'),
        'contract.exceptions': fc.constant(['way']),
      },
      { requiredKeys: [] },
    ),
    asOf: fc.constantFrom(...DAYS),
    team: fc.oneof(
      { weight: 7, arbitrary: fc.constant(undefined) },
      { weight: 1, arbitrary: fc.constant(['v0', 'v1']) },
    ),
  })
  .map(({ need, asOf, team }) => ({
    market: 'KR',
    need,
    asOf,
    explain: false,
    ...(team === undefined ? {} : { team }),
  }));
