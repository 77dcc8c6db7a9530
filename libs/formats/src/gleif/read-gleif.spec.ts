import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { checkShape } from '../documents/shape.ts';
import type { DocumentItem } from '../documents/document-item.ts';
import type { KnownEntities } from '../owners/known-entities.ts';
import { readGleif } from './read-gleif.ts';

async function read(bytes: Uint8Array, known?: KnownEntities): Promise<readonly DocumentItem[]> {
  const items: DocumentItem[] = [];
  for await (const item of readGleif(bytes, known)) items.push(item);
  return items;
}
const fixture = (name: string, known?: KnownEntities) =>
  read(readFileSync(new URL(`./fixtures/${name}`, import.meta.url)), known);

const KNOWN: KnownEntities = {
  byLei: (lei) => (lei === 'EXAMPLECLOUD00000A12' ? 'example' : undefined),
  document: () => ({ schema: 'placet.entity/v1', id: 'example', name: 'Example', vendors: ['example'] }),
};

describe('identities of GLEIF', () => {
  it('become entities with their LEI, country and the state of their registration', async () => {
    const [first] = await fixture('identities.json');
    expect(first).toMatchObject({
      kind: 'entity',
      id: 'lei-examplecloud00000a12',
      pointer: '/0',
      document: {
        name: 'Example Cloud Ltd',
        aliases: ['Example Hosting Ltd'],
        country: 'US',
        countryGrade: 'documented',
        countrySource: { published: '2024-05-06' },
        identifiers: [{ scheme: 'LEI', value: 'EXAMPLECLOUD00000A12' }],
        note: 'Registration of the LEI: lapsed.',
      },
    });
  });

  it('complete the entity that has the LEI', async () => {
    const [first] = await fixture('identities.json', KNOWN);
    expect(first).toMatchObject({
      id: 'example',
      document: { name: 'Example', vendors: ['example'], country: 'US' },
    });
  });

  it('are refused without a sound LEI or a name', async () => {
    const items = await fixture('identities.json');
    expect(items.slice(1).map(({ problems }) => problems[0]?.message)).toEqual([
      '"nonsense" is no LEI: twenty letters and digits, the last two digits.',
      'The entity EXAMPLETOP0000000C56 has no legal name.',
    ]);
  });

  it('come from the API too', async () => {
    const attributes = {
      lei: 'EXAMPLETOP0000000C56',
      entity: {
        legalName: { name: 'Example Ministry' },
        jurisdiction: 'NO',
        category: 'RESIDENT_GOVERNMENT_ENTITY',
      },
      registration: {
        status: 'ISSUED',
        lastUpdateDate: '2024-01-02T00:00:00Z',
        corroborationLevel: 'ENTITY_SUPPLIED_ONLY',
      },
    };
    const data = { type: 'lei-records', id: attributes.lei, attributes };
    for (const body of [{ data }, { data: [data] }]) {
      const [item] = await read(Buffer.from(JSON.stringify(body)));
      expect(item).toMatchObject({
        id: 'lei-exampletop0000000c56',
        document: { name: 'Example Ministry', country: 'NO', kind: 'state', countryGrade: 'claimed' },
      });
      expect(item?.document).not.toHaveProperty('note');
    }
  });
});

describe('relationships of GLEIF', () => {
  it('make a direct parent a holder without figures', async () => {
    const [first] = await fixture('relationships.xml', KNOWN);
    expect(first).toMatchObject({
      kind: 'holding',
      document: {
        owner: 'lei-exampleparent0000b34',
        owned: 'example',
        relation: 'parent that consolidates it directly',
        status: 'held',
        valid: { from: '2018-03-01' },
        asOf: '2024-05-06',
        grade: 'documented',
      },
    });
    expect(first?.document).not.toHaveProperty('capital');
    expect(first?.document).not.toHaveProperty('recordOnly');
    expect(first?.pointer).toBe('/*/rr:RelationshipRecords/rr:RelationshipRecord[1]');
  });

  it('keep the ultimate parent for the record, and end what is not active', async () => {
    const [, second] = await fixture('relationships.xml');
    expect(second?.document).toMatchObject({
      recordOnly: true,
      status: 'ended',
      valid: { to: '2023-02-03' },
      grade: 'claimed',
      confidence: 'medium',
    });
  });

  it('are refused between what has no LEI, and of a kind that nobody knows', async () => {
    const items = await fixture('relationships.xml');
    expect(items.slice(2).map(({ problems }) => problems[0]?.message)).toEqual([
      '"short" is no LEI.',
      '"IS_A_FRIEND_OF" is no relationship of GLEIF.',
    ]);
  });

  it('are not read from a document with a DOCTYPE', async () => {
    const [item] = await read(Buffer.from('<!DOCTYPE x [<!ENTITY a "b">]><LEIData/>'));
    expect(item).toMatchObject({ kind: null, problems: [{ stage: 'text' }] });
  });
});

const samples = new URL('../../../../../shared/samples/reference/gleif/', import.meta.url);
/** Counted by hand: `LEIRecord` and `RelationshipRecord` elements, objects of the array, records of the API. */
const RECORDS: Readonly<Record<string, number>> = {
  '549300LBI3LRIZ2V8V66_lapsed.json': 1,
  '9845001B2AD43E664E58_issued.json': 1,
  'lei-data.json': 13,
  'lei-data.xml': 13,
  'lei-updates-data2.xml': 12,
  'rr-data.xml': 10,
  'rr-updates-data2.xml': 11,
};

if (existsSync(samples)) {
  describe('the samples of GLEIF', () => {
    it.each(readdirSync(samples).map((name) => [name]))('%s is read to valid documents', async (name) => {
      const items = await read(readFileSync(new URL(name, samples)));
      const invalid = items.flatMap(({ kind, document, pointer, problems }) => [
        ...problems.map(({ message }) => `${pointer} ${message}`),
        ...(kind === null || document === null
          ? []
          : checkShape(`${kind}.v1.json`, document).map(({ message }) => `${pointer} ${message}`)),
      ]);
      expect(invalid).toEqual([]);
      expect(items).toHaveLength(RECORDS[name] ?? -1);
    });
  });
}
