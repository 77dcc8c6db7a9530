import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { checkShape } from '../documents/shape.ts';
import type { KnownEntities } from '../owners/known-entities.ts';
import { readBods } from './read-bods.ts';

const LEI = 'EXAMPLECLOUD00000A12';
const fixture = (name: string, known?: KnownEntities) => [
  ...readBods(readFileSync(new URL(`./fixtures/${name}`, import.meta.url)), known),
];
const text = (value: unknown, known?: KnownEntities) => [
  ...readBods(Buffer.from(JSON.stringify(value)), known),
];

const line = (id: string): string =>
  JSON.stringify({ statementId: id, recordId: id, recordType: 'entity', recordDetails: { name: id } });

describe('statements of BODS 0.4', () => {
  const items = fixture('statements-0.4.json');
  const at = (pointer: string) => items.find((item) => item.pointer === pointer);

  it('are accounted for one by one, each at its place', () => {
    expect(items.map(({ pointer }) => pointer).toSorted()).toEqual(
      [...Array(10).keys()].map((index) => `/${index}`).toSorted(),
    );
    expect(at('/1')?.line).toBeGreaterThan(1);
  });

  it('give an entity its country, kind and numbers', () => {
    expect(at('/1')).toMatchObject({
      kind: 'entity',
      id: `lei-${LEI.toLowerCase()}`,
      document: {
        name: 'Example Cloud Ltd',
        country: 'US',
        countryGrade: 'claimed',
        identifiers: [
          { scheme: 'LEI', value: LEI },
          { scheme: 'Company number', value: '0042' },
        ],
      },
    });
    expect(at('/2')).toMatchObject({ id: 'bods-parent', document: { kind: 'state', country: 'NO' } });
  });

  it('keep nothing of a person but name, kind and a single nationality', () => {
    const { document } = at('/3') ?? {};
    expect(document).toMatchObject({ name: 'Person One', kind: 'person', country: 'NO' });
    expect(JSON.stringify(document)).not.toContain('1970');
  });

  it('give a holding the interests that go on, shares as intervals', () => {
    expect(at('/0')?.document).toMatchObject({
      id: 'bods-rel1',
      owner: 'bods-parent',
      owned: `lei-${LEI.toLowerCase()}`,
      capital: { min: 50, max: 75 },
      votes: { min: 60, max: 60 },
      relation: 'shareholding, votingRights',
      status: 'held',
      valid: { from: '2019-05-01' },
      asOf: '2024-01-10',
      grade: 'documented',
      source: { url: 'https://register.example/1', published: '2024-01-12', issuer: 'official_filing' },
    });
  });

  it('count neither offices nor what follows from direct holdings', () => {
    expect(at('/4')?.document).toMatchObject({ relation: 'boardMember', recordOnly: true });
    expect(at('/6')?.document).toMatchObject({ relation: 'shareholding (indirect)', recordOnly: true });
    expect(at('/5')?.document).not.toHaveProperty('recordOnly');
  });

  it('count an indirect holding whose chain nobody states', () => {
    const statement = {
      statementId: 'a',
      recordId: 'r',
      recordType: 'relationship',
      statementDate: '2024-01-01',
      recordDetails: {
        subject: 'x',
        interestedParty: 'y',
        interests: [{ type: 'shareholding', directOrIndirect: 'indirect', share: { exact: 30 } }],
      },
    };
    expect(text([statement])[0]?.document).not.toHaveProperty('recordOnly');
  });

  it('say of an unnamed party that the list of holders is not complete', () => {
    expect(at('/7')).toMatchObject({
      kind: 'holder-list',
      id: 'bods-parent',
      document: {
        complete: false,
        note: 'A holder is not named: subjectExemptFromDisclosure: listed.',
      },
    });
  });

  it('end a holding with the statement that closes its record, which comes last', () => {
    const of = items.filter(({ id }) => id === 'bods-rel3');
    expect(of.map(({ pointer }) => pointer)).toEqual(['/5', '/8']);
    expect(of[1]?.document).toMatchObject({
      status: 'ended',
      valid: { from: '2015-01-01', to: '2025-05-31' },
    });
  });

  it('quarantine what is no statement, and let its neighbours pass', () => {
    expect(at('/9')).toMatchObject({ kind: null });
    expect(at('/9')?.problems[0]?.message).toContain('"rumour" is no type of statement');
  });

  it('complete an entity that is known by its LEI instead of replacing it', () => {
    const known: KnownEntities = {
      byLei: (lei) => (lei === LEI ? 'example' : undefined),
      document: (entity) =>
        entity === 'example'
          ? { schema: 'placet.entity/v1', id: 'example', name: 'Example', vendors: ['example'] }
          : undefined,
    };
    const matched = fixture('statements-0.4.json', known);
    expect(matched.find(({ id }) => id === 'example')?.document).toMatchObject({
      name: 'Example',
      vendors: ['example'],
      country: 'US',
      identifiers: [{ scheme: 'LEI', value: LEI }, { value: '0042' }],
    });
    expect(matched.find(({ id }) => id === 'bods-rel1')?.document).toMatchObject({ owned: 'example' });
  });
});

describe('statements of BODS until 0.3', () => {
  const items = fixture('statements-0.2.json');

  it('are one record with those that they replace', () => {
    expect(items.map(({ id }) => id)).toEqual([
      'bods-e-1',
      'bods-p-1',
      'bods-e-1',
      'bods-o-1',
      'bods-o-1',
      null,
    ]);
    expect(items[2]?.document).toMatchObject({ name: 'New Cloud AS' });
    expect(items[4]?.document).toMatchObject({
      owner: 'bods-p-1',
      owned: 'bods-e-1',
      capital: { min: 80, max: 80 },
    });
  });

  it('state intervals with flags, and no country of a person with two nationalities', () => {
    expect(items[3]?.document).toMatchObject({ capital: { min: 25, max: 50 } });
    expect(items[1]?.document).not.toHaveProperty('country');
  });

  it('can not be used where nobody knows what is owned', () => {
    expect(items[5]?.problems[0]?.message).toContain('names no subject');
  });
});

describe('deliveries of BODS', () => {
  it('may be JSON Lines, of which a broken one harms no other', () => {
    const items = [...readBods(Buffer.from(`${line('a')}\n{"statementId": \n${line('b')}\n`))];
    expect(items.filter(({ problems }) => problems.length === 0).map(({ id }) => id)).toEqual([
      'bods-a',
      'bods-b',
    ]);
    expect(items.filter(({ problems }) => problems.length > 0)).toMatchObject([{ pointer: '/1', line: 2 }]);
  });
});

const samples = new URL('../../../../../shared/samples/reference/bods/', import.meta.url);

if (existsSync(samples)) {
  describe('the samples of BODS', () => {
    it.each(readdirSync(samples).map((name) => [name]))('%s is read to valid documents', (name) => {
      const bytes = readFileSync(new URL(name, samples));
      const statements: unknown[] = JSON.parse(bytes.toString('utf8'));
      const items = [...readBods(bytes)];
      expect(items).toHaveLength(statements.length);
      const invalid = items.flatMap(({ kind, document, pointer, problems }) => [
        ...problems.map(({ message }) => `${pointer} ${message}`),
        ...(kind === null || document === null
          ? []
          : checkShape(`${kind}.v1.json`, document).map(({ message }) => `${pointer} ${message}`)),
      ]);
      expect(invalid).toEqual([]);
    });
  });
}
