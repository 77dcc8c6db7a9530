import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../../text/json-value.ts';
import type { DocumentKind } from '../document-kinds.ts';
import { readAllDocuments } from '../read-documents.ts';
import { buildWorld } from '../world/world.ts';
import { checkReferences } from './check-references.ts';

const offering = (id: string): object => ({ id, name: id });
const vendor = (id: string): object => ({
  schema: 'placet.vendor/v1',
  id,
  name: id,
  legal: { seatCountries: ['KR'] },
  offerings: [offering(`${id}-main`)],
});
const DOCUMENTS = [
  { schema: 'placet.jurisdictions/v1', jurisdictions: [{ code: 'KR', en: 'Korea' }] },
  { schema: 'placet.group/v1', id: 'G', name: 'G', kind: 'country', members: [{ code: 'KR' }] },
  { schema: 'placet.scheme/v1', id: 'S', name: 'S', levels: ['low'] },
  vendor('acme'),
  vendor('other'),
]
  .map((document) => JSON.stringify(document))
  .join('\n');

const stored = readAllDocuments(new TextEncoder().encode(DOCUMENTS)).flatMap(({ kind, id, document }) =>
  kind === null || id === null || document === null
    ? []
    : [
        {
          kind,
          id,
          version: '1',
          document,
          recordedFrom: '2026-01-01T00:00:00Z',
          recordedTo: null,
          feed: null,
        },
      ],
);
const world = buildWorld(stored, { position: '1-1' });

function pointers(kind: DocumentKind, document: JsonObject): string[] {
  return checkReferences(kind, document, { world, registers: new Set(['R']) }).map(({ pointer }) => pointer);
}

describe('checkReferences', () => {
  it('knows the documents that the test names', () => {
    expect([...world.vendors.keys()]).toEqual(['acme', 'other']);
    expect([...world.offerings.keys()]).toEqual(['acme-main', 'other-main']);
  });

  it.each<[DocumentKind, JsonObject, string[]]>([
    ['facts', { vendor: 'acm', facts: [{ subject: 'offering:acme-mian' }] }, ['/vendor', '/facts/0/subject']],
    ['facts', { vendor: 'acme', facts: [{ subject: 'offering:other-main' }] }, ['/facts/0/subject']],
    [
      'vendor',
      {
        id: 'acme',
        offerings: [
          {
            id: 'other-main',
            runsOn: { offering: 'x' },
            operator: { entity: 'y' },
            technology: [{ entity: 'z' }],
          },
        ],
      },
      [
        '/offerings/0/id',
        '/offerings/0/runsOn/offering',
        '/offerings/0/operator/entity',
        '/offerings/0/technology/0/entity',
      ],
    ],
    [
      'vendor',
      {
        id: 'acme',
        facts: [
          { certificate: 'T', register: 'Q' },
          { certificate: 'S', register: 'R' },
        ],
      },
      ['/facts/0/certificate', '/facts/0/register'],
    ],
    [
      'register',
      {
        scheme: 'T',
        entries: [{ vendor: 'acme', offering: 'other-main', scheme: 'S' }],
        absences: [{ vendor: 'nobody' }],
      },
      ['/scheme', '/entries/0/offering', '/absences/0/vendor'],
    ],
    ['holding', { owner: 'x', owned: 'y' }, ['/owner', '/owned']],
    ['holder-list', { owned: 'x' }, ['/owned']],
    ['entity', { vendors: ['acme', 'nobody'] }, ['/vendors/1']],
    [
      'equivalence',
      { from: { all: [{ scheme: 'S' }], any: [{ scheme: 'T' }] }, to: { scheme: 'U', all: ['S', 'V'] } },
      ['/from/any/0/scheme', '/to/scheme', '/to/all/1'],
    ],
    ['equivalence', { from: 'nothing' }, []],
    ['market', { blocs: ['G', 'H'] }, ['/blocs/1']],
    [
      'group',
      { kind: 'country', union: ['G'], minus: ['H'], members: [{ code: 'KR' }, { code: 'XX' }] },
      ['/minus/0', '/members/1/code'],
    ],
    ['group', { kind: 'entity', members: [{ code: 'nobody' }] }, ['/members/0/code']],
    ['action', { satisfies: ['regime/clause'] }, ['/satisfies/0']],
    ['regime', { market: 'XX' }, ['/market']],
    ['regime', { market: '*' }, []],
    ['vocabulary', { facts: [] }, []],
  ])('finds what a %s refers to and nobody knows', (kind, document, expected) => {
    expect(pointers(kind, document)).toEqual(expected);
  });
});
