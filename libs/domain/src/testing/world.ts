import { readRegime } from '../language/read-regime.ts';
import { readTest } from '../language/read-test.ts';
import type { Test } from '../language/test.ts';
import type { Certificate, Fact, Scalar } from '../model/evidence.ts';
import type { Group, Membership } from '../model/geography.ts';
import type { Regime } from '../model/regime.ts';
import type { Equivalence, EquivalenceEffect, EquivalenceTerm, Register, Scheme } from '../model/scheme.ts';
import type { Entity, Holding, HolderList, Offering, Share, Vendor } from '../model/vendor.ts';
import type { Vocabulary } from '../model/vocabulary.ts';
import type { World } from '../model/world.ts';
import { TEST_VOCABULARY } from './vocabulary.ts';

/** The day of test questions, unless they say otherwise. */
export const TODAY = '2026-11-24';
const RECORDED = { from: '2026-01-01T00:00:00Z', to: null };
const SOURCE = { title: 'test source' };
const ALWAYS = { from: null, to: null };

/** Builds a documented fact of a third party that holds at all times; lists are complete unless said. */
export function fact(
  subject: string,
  attribute: string,
  value: Scalar | readonly Scalar[],
  over: Partial<Fact> = {},
): Fact {
  return {
    kind: 'fact',
    id: `${subject}#${attribute}`,
    subject,
    attribute,
    value,
    complete: true,
    grade: 'documented',
    by: 'third_party',
    valid: ALWAYS,
    asOf: null,
    recorded: RECORDED,
    source: SOURCE,
    confidence: 'high',
    ...over,
  };
}

/** Builds a documented certificate that holds from 2026 until 2030. */
export function certificate(
  subject: string,
  schemeId: string,
  level: string | null = null,
  over: Partial<Certificate> = {},
): Certificate {
  return {
    kind: 'certificate',
    id: `${subject}#${schemeId}#${level ?? ''}`,
    subject,
    scheme: schemeId,
    level,
    dimension: {},
    status: 'held',
    scope: { text: null, offerings: [], services: [], complete: false },
    registerId: null,
    issued: null,
    lastSurveillance: null,
    grade: 'documented',
    by: 'third_party',
    valid: { from: '2026-01-01', to: '2030-01-01' },
    asOf: null,
    recorded: RECORDED,
    source: SOURCE,
    confidence: 'high',
    ...over,
  };
}

/** Builds an offering of the vendor of the same name that is on sale and runs on itself. */
export function offering(id: string, over: Partial<Offering> = {}): Offering {
  return {
    id,
    vendor: id,
    name: id,
    edition: 'public',
    status: 'available',
    available: ALWAYS,
    operator: null,
    runsOn: 'self',
    ...over,
  };
}

/** Builds a vendor that is the entity of the same name. */
export function vendor(id: string, over: Partial<Vendor> = {}): Vendor {
  return {
    id,
    name: id,
    localNames: {},
    aliases: [],
    kind: 'cloud',
    entity: id,
    seat: null,
    status: 'active',
    identifiers: [],
    ...over,
  };
}

/** Builds a scheme whose certificates are held by offerings. */
export function scheme(id: string, levels: readonly string[] = ['held'], over: Partial<Scheme> = {}): Scheme {
  return {
    id,
    holder: 'offering',
    levels,
    aliases: {},
    dimensions: {},
    validity: null,
    followUp: null,
    capsUnderlying: false,
    ...over,
  };
}

/** Builds a complete register reading of an authority. */
export function register(
  schemeId: string,
  checkedVendors: readonly string[],
  over: Partial<Register> = {},
): Register {
  return {
    id: `${schemeId}-register`,
    scheme: schemeId,
    name: `${schemeId} register`,
    complete: true,
    readFromAuthority: true,
    grade: 'registered',
    asOf: '2026-11-01',
    freshFor: 'P90D',
    source: SOURCE,
    recordedFrom: '2026-11-02T00:00:00Z',
    checkedVendors,
    ...over,
  };
}

/** Builds one side of an equivalence. */
export function term(
  schemeId: string,
  atLeast: string | null = null,
  over: Partial<EquivalenceTerm> = {},
): EquivalenceTerm {
  return { scheme: schemeId, atLeast, dimension: {}, on: null, ...over };
}

/** Builds an equivalence in force at all times. */
export function equivalence(
  from: readonly EquivalenceTerm[],
  to: { readonly scheme: string; readonly level?: string },
  effect: EquivalenceEffect = 'satisfies',
  over: Partial<Equivalence> = {},
): Equivalence {
  return {
    id: `${from.map((one) => one.scheme).join('+')}-${to.scheme}`,
    title: 'equivalence',
    from: { mode: 'all', terms: from },
    to: { scheme: to.scheme, level: to.level ?? null, dimension: {} },
    effect,
    status: 'in_force',
    valid: ALWAYS,
    when: null,
    confidence: 'high',
    source: null,
    ...over,
  };
}

/** Builds a complete group of countries; members are codes, or codes with dates. */
export function group(
  id: string,
  members: readonly (string | Partial<Membership>)[],
  over: Partial<Group> = {},
): Group {
  return {
    id,
    title: id,
    kind: 'country',
    bloc: false,
    complete: true,
    checkedUntil: null,
    undecided: [],
    members: members.map((member) => ({
      code: '',
      from: null,
      to: null,
      confidence: 'high',
      ...(typeof member === 'string' ? { code: member } : member),
    })),
    ...over,
  };
}

function share(stated: number | Share | null | undefined): Share | null {
  return typeof stated === 'number' ? { min: stated, max: stated } : (stated ?? null);
}

/** Builds a documented holding; a number is an exact percentage of capital and votes. */
export function holding(
  owner: string,
  owned: string,
  capital: number | Share | null,
  over: Partial<Holding> = {},
): Holding {
  return {
    id: `${owner}--${owned}`,
    owner,
    owned,
    capital: share(capital),
    votes: share(capital),
    relation: 'shareholder',
    rights: [],
    status: 'held',
    valid: ALWAYS,
    recorded: RECORDED,
    grade: 'documented',
    confidence: 'high',
    source: SOURCE,
    ...over,
  };
}

/** Builds an entity of the owner graph. */
export function entity(id: string, country: string | null, kind: Entity['kind'] = 'private'): Entity {
  return { id, name: id, country, kind, countryGrade: 'documented', confidence: 'high', source: null };
}

/** Builds a gate of a regime document. */
export function gate(
  id: string,
  test: unknown,
  over: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  return {
    id,
    title: id,
    kind: 'gate',
    unit: 'offering',
    test,
    source: { ref: 's1', clause: '1' },
    confidence: 'high',
    ...over,
  };
}

/** Builds a regime document in force in KR since 2020. */
export function regimeDocument(
  id: string,
  requirements: readonly unknown[],
  over: Readonly<Record<string, unknown>> = {},
): Readonly<Record<string, unknown>> {
  return {
    schema: 'placet.regime/v1',
    id,
    version: '1',
    market: 'KR',
    title: id,
    authority: 'authority',
    status: 'in_force',
    valid: { from: '2020-01-01' },
    sources: [{ id: 's1', title: 'the law' }],
    requirements,
    ...over,
  };
}

/** The parts of a test world; everything may be left out. */
export interface WorldParts {
  readonly vocabulary?: Vocabulary;
  readonly groups?: readonly Group[];
  readonly schemes?: readonly Scheme[];
  readonly registers?: readonly Register[];
  readonly equivalences?: readonly Equivalence[];
  /** Regime documents, checked like delivered ones. */
  readonly regimes?: readonly Readonly<Record<string, unknown>>[];
  readonly vendors?: readonly Vendor[];
  readonly offerings?: readonly Offering[];
  readonly facts?: readonly Fact[];
  readonly certificates?: readonly Certificate[];
  readonly entities?: readonly Entity[];
  readonly holdings?: readonly Holding[];
  readonly holderLists?: readonly HolderList[];
  readonly staleFeeds?: Readonly<Record<string, string>>;
}

function keyed<Entry>(
  entries: readonly Entry[],
  keyOf: (entry: Entry) => string,
): ReadonlyMap<string, Entry> {
  return new Map(entries.map((entry) => [keyOf(entry), entry]));
}

function grouped<Entry>(
  entries: readonly Entry[],
  keyOf: (entry: Entry) => string,
): ReadonlyMap<string, readonly Entry[]> {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) groups.set(keyOf(entry), [...(groups.get(keyOf(entry)) ?? []), entry]);
  return groups;
}

function readDocument(
  document: Readonly<Record<string, unknown>>,
  index: number,
  vocabulary: Vocabulary,
  names: Parameters<typeof readRegime>[2],
): Regime {
  const recorded = `2026-01-01T00:00:${String(index % 60).padStart(2, '0')}Z`;
  const reading = readRegime(document, vocabulary, names, recorded);
  if (!reading.ok) throw new Error(`Regime refused: ${JSON.stringify(reading.problems, null, 2)}`);
  return reading.regime;
}

/** Reads a test for a world of tests; throws with its problems when it is refused. */
export function testFrom(document: unknown, world?: World): Test {
  const names = world === undefined ? {} : { schemes: world.schemes, groups: world.groups };
  const reading = readTest(document, world?.vocabulary ?? TEST_VOCABULARY, names);
  if (!reading.ok) throw new Error(`Test refused: ${JSON.stringify(reading.problems, null, 2)}`);
  return reading.test;
}

/** Makes a world of its parts; each offering without a vendor of its own gets one. */
export function worldOf(parts: WorldParts): World {
  const vocabulary = parts.vocabulary ?? TEST_VOCABULARY;
  const offerings = parts.offerings ?? [];
  const known = new Set((parts.vendors ?? []).map(({ id }) => id));
  const implied = [...new Set(offerings.map((one) => one.vendor))].filter((id) => !known.has(id));
  const schemes = keyed(parts.schemes ?? [], ({ id }) => id);
  const groups = keyed(parts.groups ?? [], ({ id }) => id);
  const regimes = (parts.regimes ?? []).map((document, index) =>
    readDocument(document, index, vocabulary, { schemes, groups }),
  );
  return {
    position: '0',
    vocabulary,
    jurisdictions: new Map(),
    groups,
    markets: new Map(),
    schemes,
    registers: grouped(parts.registers ?? [], (reading) => reading.scheme),
    equivalences: parts.equivalences ?? [],
    regimes: grouped(regimes, ({ id }) => id),
    vendors: keyed([...(parts.vendors ?? []), ...implied.map((id) => vendor(id))], ({ id }) => id),
    offerings: keyed(offerings, ({ id }) => id),
    facts: grouped(parts.facts ?? [], ({ subject }) => subject),
    certificates: grouped(parts.certificates ?? [], ({ subject }) => subject),
    entities: keyed(parts.entities ?? [], ({ id }) => id),
    holdings: grouped(parts.holdings ?? [], ({ owned }) => owned),
    holderLists: keyed(parts.holderLists ?? [], ({ owned }) => owned),
    staleFeeds: new Map(Object.entries(parts.staleFeeds ?? {})),
  };
}
