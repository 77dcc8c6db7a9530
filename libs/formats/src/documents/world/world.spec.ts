import { LayeredMap } from '#domain';
import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import type { StoredDocument } from '../document-item.ts';
import type { DocumentKind } from '../document-kinds.ts';
import { readAllDocuments } from '../read-documents.ts';
import { applyDocument, applyDocuments, buildWorld, emptyWorld } from './world.ts';
import type { AssembledWorld } from './assembled-world.ts';

const stored = (
  kind: DocumentKind,
  id: string,
  document: StoredDocument['document'],
  recordedFrom = '2026-01-01T00:00:00Z',
  recordedTo: string | null = null,
): StoredDocument => ({ kind, id, version: null, document, recordedFrom, recordedTo });

const vendor = (id: string, seat: string, recordedFrom?: string): StoredDocument =>
  stored(
    'vendor',
    id,
    {
      id,
      name: id,
      offerings: [{ id: `${id}-o`, name: 'O' }],
      facts: [
        { id: `${id}-seat`, attribute: 'provider.seat.registered', value: seat },
        {
          id: `${id}-cert`,
          subject: `offering:${id}-o`,
          certificate: 'FedRAMP',
          level: 'Low',
          registerId: 'F1',
        },
      ],
    },
    recordedFrom,
  );

const register = (entries: StoredDocument['document'][], recordedFrom?: string): StoredDocument =>
  stored(
    'register',
    'market',
    { id: 'market', scheme: 'FedRAMP', readFrom: 'issuer', entries },
    recordedFrom,
  );

const facts = (id: string, value: string, recordedFrom?: string): StoredDocument =>
  stored(
    'facts',
    id,
    { vendor: 'a', facts: [{ id, attribute: 'provider.seat.registered', value }] },
    recordedFrom,
  );

const isMap = (value: unknown): value is ReadonlyMap<string, unknown> =>
  value instanceof Map || value instanceof LayeredMap;

/** What a world says, without how it is held and in which order it came. */
const content = ({ shelves: _shelves, parts: _parts, ...world }: AssembledWorld): unknown =>
  Object.fromEntries(
    Object.entries(world).map(([name, value]) => [
      name,
      isMap(value) ? [...value].toSorted(([left], [right]) => (left < right ? -1 : 1)) : value,
    ]),
  );

const seats = (world: AssembledWorld): unknown => world.facts.get('provider:a')?.map(({ value }) => value);

describe('buildWorld', () => {
  it('puts facts and certificates under their subjects', () => {
    const world = buildWorld([vendor('a', 'DE')], { position: '7' });
    expect(world.position).toBe('7');
    expect(world.vendors.get('a')?.name).toBe('a');
    expect(world.offerings.get('a-o')?.vendor).toBe('a');
    expect(seats(world)).toEqual(['DE']);
    expect(world.certificates.get('offering:a-o')).toHaveLength(1);
    expect(world.facts.has('offering:a-o')).toBe(false);
  });

  it('takes what is current, or what was known at an instant', () => {
    const documents = [
      { ...vendor('a', 'DE', '2026-01-01T00:00:00Z'), recordedTo: '2026-02-01T00:00:00Z' },
      vendor('a', 'FR', '2026-02-01T00:00:00Z'),
    ];
    expect(seats(buildWorld(documents))).toEqual(['FR']);
    expect(seats(buildWorld(documents, { knownAt: '2026-01-15T00:00:00Z' }))).toEqual(['DE']);
    expect(seats(buildWorld(documents, { knownAt: '2025-01-15T00:00:00Z' }))).toBeUndefined();
  });

  it('ends in the same world whatever the order in which documents come', () => {
    const documents = [
      vendor('a', 'DE'),
      vendor('a', 'FR', '2026-03-01T00:00:00Z'),
      vendor('b', 'KR'),
      facts('a-seat', 'NL', '2026-04-01T00:00:00Z'),
      facts('extra', 'BE'),
      register([{ vendor: 'a', offering: 'a-o', registerId: 'F1', level: 'High' }]),
      register([], '2025-01-01T00:00:00Z'),
      stored('scheme', 'FedRAMP', {
        id: 'FedRAMP',
        holder: 'offering',
        levels: ['Low', 'High'],
        freshFor: 'P30D',
      }),
      stored('group', 'EEA', { id: 'EEA', kind: 'country', members: [{ code: 'NO' }], union: ['EU'] }),
      stored('group', 'EU', { id: 'EU', kind: 'country', members: [{ code: 'FR' }] }),
      stored('holding', 'p--a', { id: 'p--a', owner: 'p', owned: 'a', capital: 30 }),
      stored('entity', 'p', { id: 'p', name: 'P', country: 'FR' }),
    ];
    const expected = content(buildWorld(documents));
    fc.assert(
      fc.property(fc.shuffledSubarray(documents, { minLength: documents.length }), (shuffled) => {
        let world = emptyWorld();
        for (const document of shuffled) world = applyDocument(world, document);
        expect(content(world)).toEqual(expected);
      }),
      { numRuns: 50 },
    );
  });

  it('keeps rules that cannot be read out and says why', () => {
    const world = buildWorld([stored('regime', 'r', { id: 'r' })]);
    expect(world.regimes.size).toBe(0);
    expect(world.refused.get('regime:r@')?.length).toBeGreaterThan(0);
  });

  it('reads rules again when the vocabulary comes after them', () => {
    const text = `
schema: placet.vocabulary/v1
version: "1"
facts: [{id: provider.seat.registered, subject: provider, type: country, description: seat}]
needs: []
---
schema: placet.regime/v1
id: r
version: "1"
market: FR
title: R
authority: A
status: in_force
valid: {from: null, to: null}
sources: [{id: s1, title: S}]
requirements:
  - {id: seat, title: Seat, kind: gate, unit: provider, test: {fact: provider.seat.registered, in: [FR]}, source: {ref: s1}, confidence: high}
`;
    const [vocabulary, regime] = readAllDocuments(new TextEncoder().encode(text)).map(
      ({ kind, id, version, document }) => ({
        ...stored(kind ?? 'regime', id ?? '', document ?? {}),
        version,
      }),
    );
    if (vocabulary === undefined || regime === undefined) throw new Error('two documents are expected');
    const before = applyDocument(emptyWorld(), regime);
    expect(before.regimes.size).toBe(0);
    const after = applyDocument(before, vocabulary);
    expect(after.regimes.get('r')).toHaveLength(1);
    expect(after.refused.size).toBe(0);
  });
});

const vocabularyOf = (name: string, rest: StoredDocument['document'] = {}) => ({
  schema: 'placet.vocabulary/v1',
  version: '1',
  facts: [{ id: name, subject: 'offering', type: 'boolean', description: name }],
  needs: [],
  ...rest,
});

describe('an addition to the vocabulary', () => {
  const whole = stored('vocabulary', 'vocabulary', vocabularyOf('offering.a'), '2026-05-01T00:00:00Z');
  const addition = stored('vocabulary', 'b', vocabularyOf('offering.b', { id: 'b' }), '2026-06-01T00:00:00Z');

  it.each([[[whole, addition]], [[addition, whole]]])(
    'leaves every other name known, whichever comes first',
    (documents) => {
      const { vocabulary } = buildWorld(documents);
      expect([...vocabulary.attributes.keys()].toSorted()).toEqual(['offering.a', 'offering.b']);
      expect([...(vocabulary.added ?? [])]).toEqual(['offering.b']);
    },
  );
});

describe('applyDocuments', () => {
  it('replaces a vendor document as a whole and shares what it does not touch', () => {
    const before = buildWorld([vendor('a', 'DE'), vendor('b', 'KR')]);
    const empty = stored('vendor', 'a', { id: 'a', name: 'A' }, '2026-05-01T00:00:00Z');
    const after = applyDocument(before, empty, '8');
    expect(seats(after)).toBeUndefined();
    expect(after.offerings.has('a-o')).toBe(false);
    expect(after.facts.get('provider:b')).toBe(before.facts.get('provider:b'));
    expect(seats(before)).toEqual(['DE']);
    expect(after.position).toBe('8');
  });

  it('takes out a document whose recording has ended', () => {
    const before = buildWorld([vendor('a', 'DE')]);
    const after = applyDocuments(before, [{ ...vendor('a', 'DE'), recordedTo: '2026-06-01T00:00:00Z' }]);
    expect([after.vendors.size, after.offerings.size, after.facts.size, after.certificates.size]).toEqual([
      0, 0, 0, 0,
    ]);
  });

  it('ignores a document that is older than what it has', () => {
    const before = buildWorld([vendor('a', 'FR', '2026-03-01T00:00:00Z')]);
    expect(seats(applyDocument(before, vendor('a', 'DE', '2026-02-01T00:00:00Z')))).toEqual(['FR']);
  });

  it('lets a delivered fact supersede the statement with its id and brings that back when it is withdrawn', () => {
    const fact = facts('a-seat', 'NL', '2026-02-01T00:00:00Z');
    const world = buildWorld([vendor('a', 'DE'), fact, facts('extra', 'BE', '2026-03-01T00:00:00Z')]);
    expect(seats(world)).toEqual(['NL', 'BE']);
    expect(seats(applyDocument(world, { ...fact, recordedTo: '2026-04-01T00:00:00Z' }))).toEqual([
      'DE',
      'BE',
    ]);
  });

  it('believes the register about a certificate that the vendor cites by its number', () => {
    const world = buildWorld([
      vendor('a', 'DE'),
      register([{ vendor: 'a', offering: 'a-o', registerId: 'F1', level: 'High' }]),
    ]);
    expect(world.certificates.get('offering:a-o')?.map(({ level }) => level)).toEqual(['High']);
    const struck = applyDocument(world, register([], '2026-07-01T00:00:00Z'));
    expect(struck.certificates.get('offering:a-o')?.map(({ level }) => level)).toEqual(['Low']);
    expect(struck.registers.get('FedRAMP')).toHaveLength(1);
  });

  it('takes the freshness of a register from its scheme where the reading states none', () => {
    const world = buildWorld([register([])]);
    expect(world.registers.get('FedRAMP')?.[0]?.freshFor).toBe('P90D');
    const scheme = stored('scheme', 'FedRAMP', {
      id: 'FedRAMP',
      holder: 'offering',
      levels: ['Low'],
      freshFor: 'P30D',
    });
    expect(applyDocument(world, scheme).registers.get('FedRAMP')?.[0]?.freshFor).toBe('P30D');
  });
});
