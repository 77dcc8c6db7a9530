import { describe, expect, it } from '@jest/globals';
import { readAllDocuments } from './read-documents.ts';
import { toScheme } from './to-domain/scheme.ts';
import { toVocabulary } from './to-domain/vocabulary.ts';
import type { ReadHints } from './document-item.ts';

const read = (text: string, hints?: ReadHints) => readAllDocuments(new TextEncoder().encode(text), hints);

const VENDOR = `schema: placet.vendor/v1
id: acme
name: Acme Cloud
legal:
  seatCountries: [DE]
offerings:
  - id: acme-main
    name: Acme
facts:
  - attribute: provider.seat.registered
    value: DE
`;

const vocabulary = toVocabulary({
  schema: 'placet.vocabulary/v1',
  version: '1',
  facts: [
    { id: 'provider.seat.registered', subject: 'provider', type: 'country', description: 'seat' },
    { id: 'offering.regions', subject: 'offering', type: 'country', many: true, description: 'regions' },
    {
      id: 'offering.isolation',
      subject: 'offering',
      type: 'level',
      levels: ['shared', 'physical'],
      description: 'i',
    },
  ],
  needs: [{ id: 'buyer.kind', type: 'code*', unstated: 'ask', description: 'who buys' }],
});

const certificate = (level: string): string =>
  `${VENDOR}  - {subject: "offering:acme-main", certificate: C5, level: ${level}}\n`;

describe('readDocuments', () => {
  it('reads a short hand-written vendor', () => {
    const [item, ...rest] = read(VENDOR, { vocabulary });
    expect(rest).toEqual([]);
    expect(item).toMatchObject({
      pointer: '',
      line: 1,
      kind: 'vendor',
      id: 'acme',
      version: null,
      problems: [],
    });
    expect(item?.document).toMatchObject({ name: 'Acme Cloud', legal: { seatCountries: ['DE'] } });
  });

  it('reads the same from YAML, JSON, a JSON list and JSON Lines', () => {
    const document = read(VENDOR)[0]?.document;
    const json = JSON.stringify(document);
    expect(read(JSON.stringify(document, null, 2))[0]?.document).toEqual(document);
    expect(read(`[${json}, ${json}]`).map((item) => [item.pointer, item.document])).toEqual([
      ['/0', document],
      ['/1', document],
    ]);
    expect(read(`${json}\n\n${json}\n`).map((item) => [item.pointer, item.line, item.document])).toEqual([
      ['/0', 1, document],
      ['/1', 3, document],
    ]);
  });

  it('reads a stream of YAML documents and leaves a broken one alone', () => {
    const items = read(
      `# a stream\n---\n${VENDOR}---\na: [1\n---\n${VENDOR.replace('id: acme\n', 'id: other\n')}`,
    );
    expect(items.map(({ pointer, id, problems }) => [pointer, id, problems.length])).toEqual([
      ['/0', 'acme', 0],
      ['/1', null, 1],
      ['/2', 'other', 0],
    ]);
    expect(items[1]?.problems[0]?.line).toBe(15);
  });

  it('leaves a broken line of JSON Lines alone', () => {
    const line = JSON.stringify(read(VENDOR)[0]?.document);
    const bytes = new Uint8Array([
      ...new TextEncoder().encode(`${line}\n{"schema": "\n`),
      0x7b,
      0xff,
      0x7d,
      0x0a,
      ...new TextEncoder().encode(line),
    ]);
    const items = readAllDocuments(bytes);
    expect(items.map(({ id, problems }) => [id, problems[0]?.stage ?? null])).toEqual([
      ['acme', null],
      [null, 'text'],
      [null, 'text'],
      ['acme', null],
    ]);
    expect(items[2]?.problems[0]).toMatchObject({ line: 3, message: expect.stringContaining('UTF-8') });
  });

  it('yields one item for each element of a list and quarantines only the bad one', () => {
    const items = read(`schema: placet.groups/v2
groups:
  - id: EU
    title: European Union
    kind: country
    complete: true
    members:
      - code: FR
        from: 1993-11-01
  - id: GCC
    title: Gulf
    kind: country
    complete: maybe
  - id: EU
    kind: country
`);
    expect(items.map(({ pointer, kind, id, problems }) => [pointer, kind, id, problems.length])).toEqual([
      ['/groups/0', 'group', 'EU', 0],
      ['/groups/1', 'group', 'GCC', 1],
      ['/groups/2', 'group', 'EU', 1],
    ]);
    expect(items[0]?.document).toMatchObject({
      schema: 'placet.group/v1',
      id: 'EU',
      title: 'European Union',
    });
    expect(items[1]?.problems[0]).toMatchObject({ pointer: '/groups/1/complete', line: 13, column: 15 });
    expect(items[2]?.problems[0]?.message).toContain('stands twice');
  });

  it('gives every delivered fact an identity of subject, attribute, source and start', () => {
    const items = read(`schema: placet.facts/v1
vendor: acme
source: {title: Questionnaire 7}
facts:
  - {attribute: provider.seat.registered, value: DE}
  - {subject: "offering:acme-main", attribute: offering.regions, value: [DE], valid: {from: 2026-03}}
  - {id: mine, subject: "offering:acme-main", certificate: C5, level: type2}
`);
    expect(items.map(({ kind, id }) => [kind, id])).toEqual([
      ['facts', 'facts/provider/acme/provider.seat.registered@questionnaire-7'],
      ['facts', 'facts/offering/acme-main/offering.regions@questionnaire-7@2026-03-01'],
      ['facts', 'mine'],
    ]);
    expect(items[1]?.document).toMatchObject({ vendor: 'acme', source: { title: 'Questionnaire 7' } });
    expect(items[1]?.document?.['facts']).toHaveLength(1);
  });

  it('proposes the nearest attribute and says where it stands', () => {
    const [item] = read(VENDOR.replace('seat.registered', 'seat.registred'), { vocabulary });
    expect(item?.problems).toEqual([
      expect.objectContaining({
        pointer: '/facts/0/attribute',
        line: 10,
        column: 16,
        stage: 'meaning',
        nearest: 'provider.seat.registered',
      }),
    ]);
  });

  it.each([
    ['a value of another type', 'value: Germany', '/facts/0/value', 'country code'],
    ['another vendor as subject', 'value: DE\n    subject: provider:other', '/facts/0/subject', 'acme'],
    [
      'an interval that ends before it starts',
      'value: DE\n    valid: {from: 2026-02, to: 2026-01}',
      '/facts/0/valid',
      'never',
    ],
    ['a day that no calendar has', 'value: DE\n    asOf: 2026-02-30', '/facts/0/asOf', 'date'],
  ])('refuses %s', (_what, replacement, pointer, message) => {
    const [item] = read(VENDOR.replace('value: DE', replacement), { vocabulary });
    expect(item?.problems.map((problem) => problem.pointer)).toEqual([pointer]);
    expect(item?.problems[0]?.message).toContain(message);
  });

  it('refuses a level that a scheme lacks', () => {
    const { scheme } = toScheme({
      id: 'C5',
      holder: 'offering',
      levels: ['type1', 'type2'],
      aliases: { 'Type 2': 'type2' },
    });
    const hints = { vocabulary, schemes: new Map([['C5', scheme]]) };
    expect(read(certificate('Type 2'), hints)[0]?.problems).toEqual([]);
    expect(read(certificate('typ2'), hints)[0]?.problems).toEqual([
      expect.objectContaining({ pointer: '/facts/1/level', nearest: 'type2' }),
    ]);
  });

  it('says what a document without a known schema should be', () => {
    expect(read('schema: placet.vender/v1\nid: a\n')[0]).toMatchObject({
      kind: null,
      problems: [{ pointer: '/schema', line: 1, message: expect.stringContaining('placet.vendor/v1') }],
    });
    expect(read('just text')[0]?.problems[0]?.message).toContain('"schema"');
    expect(read('')[0]?.problems[0]?.message).toContain('holds no document');
  });

  it('refuses an item beyond 4 MiB but not its neighbours', () => {
    const note = Array.from({ length: 20 }, () => `"${'x'.repeat(220_000)}"`).join(',');
    const text = `{"schema":"placet.entities/v1","entities":[{"id":"a","name":"A","aliases":[${note}]},{"id":"b","name":"B"}]}`;
    expect(read(text).map(({ id, document, problems }) => [id, document === null, problems.length])).toEqual([
      ['a', true, 1],
      ['b', false, 0],
    ]);
  });

  it('refuses a complete register that announces more entries than it holds', () => {
    const [item] = read(
      'schema: placet.register/v1\nid: r\nscheme: C5\ncompleteness: complete\nentryCount: 2\nentries: [{vendor: acme}]\n',
    );
    expect(item?.problems).toEqual([expect.objectContaining({ pointer: '/entryCount', stage: 'meaning' })]);
  });

  it('lets the domain explain the tests of a regime', () => {
    const [item] = read(
      `schema: placet.regime/v1
id: r
version: "1"
market: FR
title: R
authority: A
status: in_force
valid: {from: 2026-01-01, to: null}
sources: [{id: s1, title: S}]
requirements:
  - id: seat
    title: Seat
    kind: gate
    unit: provider
    test: {fact: provider.seat.registerd, in: [FR]}
    source: {ref: s1}
    confidence: high
`,
      { vocabulary },
    );
    expect(item).toMatchObject({ kind: 'regime', id: 'r', version: '1' });
    expect(item?.problems).toEqual([
      expect.objectContaining({
        pointer: '/requirements/0/test/fact',
        line: 15,
        stage: 'meaning',
        nearest: 'provider.seat.registered',
      }),
    ]);
  });
});
