import { describe, expect, it } from '@jest/globals';
import type { ReadItem } from '#application';
import type { World } from '#domain';
import { readAllDocuments } from '../documents/read-documents.ts';
import type { StoredDocument } from '../documents/document-item.ts';
import { buildWorld } from '../documents/world/world.ts';
import { parseYaml } from '../text/yaml.ts';
import { DEFAULT_TEXT_LIMITS } from '../text/limits.ts';
import { ContentReader } from './content-reader.ts';

const NOTICES = `
schema: placet.mapping/v1
id: oz-board
version: '1'
name: Board of Oz
country: KR
language: en
input: { format: csv, recognise: [ref, round, heading] }
notice: { key: ref, version: [{ number: round }], kind: { constant: tender }, title: heading }
`;

const REGISTER = `
schema: placet.mapping/v1
id: oz-register
version: '1'
name: Register of Oz
input: { format: csv, recognise: [holder, grade] }
register:
  id: oz
  scheme: OZ
  name: Register of Oz
  authority: Wizard of Oz
  completeness: complete
  readFrom: authority
  entry: { holder: holder, level: { from: grade, map: { A: gold, B: tin } } }
  lookFor:
    - { vendor: alpha, names: [Alpha Cloud] }
`;

const SCHEME = `
schema: placet.scheme/v1
id: OZ
title: Scheme of Oz
holder: offering
levels: [silver, gold]
validity: P60M
`;

/** A world that holds documents, as if they had been delivered. */
function worldOf(...texts: string[]): World {
  const documents = texts
    .flatMap((text) => readAllDocuments(Buffer.from(text)))
    .map(({ kind, id, version, document, problems }): StoredDocument => {
      if (kind === null || id === null || document === null || problems.length > 0)
        throw new Error(JSON.stringify(problems));
      return { kind, id, version, document, recordedFrom: '2026-01-01T00:00:00Z', recordedTo: null };
    });
  return buildWorld(documents, { position: '1' });
}

async function read(
  text: string,
  world: World,
  hints: { mapping?: unknown; format?: string; skip?: ReadonlySet<number> } = {},
): Promise<{ format: string; items: ReadItem[] }> {
  async function* once(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(text);
  }
  const { format, items } = await new ContentReader().open(
    once(),
    { contentType: null, source: 'oz', ...hints, format: hints.format ?? null },
    () => world,
  );
  const found: ReadItem[] = [];
  for await (const item of items) found.push(item);
  return { format, items: found };
}

const valueOf = (text: string) => parseYaml(text, DEFAULT_TEXT_LIMITS).parsed?.value;

describe('mappings of sources', () => {
  it('read what a source delivers, whatever it looks like', async () => {
    const { format, items } = await read('ref,round,heading\nA1,1,Hosting\n', worldOf(), {
      mapping: valueOf(NOTICES),
    });
    expect(format).toBe('mapping:oz-board');
    expect(items).toMatchObject([
      { kind: 'notice', notice: { notice: { key: 'A1', title: { en: 'Hosting' } } } },
    ]);
  });

  it('that were delivered are found by name, and by what they recognise', async () => {
    const world = worldOf(NOTICES);
    const table = 'ref,round,heading\nA1,1,Hosting\n';
    expect((await read(table, world, { mapping: 'oz-board' })).items).toMatchObject([{ kind: 'notice' }]);
    expect(await read(table, world)).toMatchObject({
      format: 'mapping:oz-board',
      items: [{ kind: 'notice' }],
    });
  });

  it('that nobody knows refuse the delivery and name the nearest', async () => {
    await expect(read('a\n', worldOf(NOTICES), { mapping: 'oz-bord' })).rejects.toMatchObject({
      problem: { type: 'invalid-mapping', detail: expect.stringContaining('Did you mean "oz-board"?') },
    });
  });

  it('that are no longer valid refuse the delivery and say where they are wrong', async () => {
    const broken = { ...Object(valueOf(NOTICES)), notice: { key: 'ref', version: [{ number: 'round' }] } };
    await expect(read('a\n', worldOf(), { mapping: broken })).rejects.toMatchObject({
      problem: {
        type: 'invalid-mapping',
        errors: [{ pointer: '/notice', detail: expect.stringContaining('"kind" is missing') }],
      },
    });
  });

  it('may be 128 KiB long', async () => {
    const long = { ...Object(valueOf(NOTICES)), note: 'x'.repeat(130 * 1024) };
    await expect(read('a\n', worldOf(), { mapping: long })).rejects.toMatchObject({
      problem: { type: 'invalid-mapping', detail: expect.stringContaining('larger than 131072 bytes') },
    });
  });
});

describe('the fingerprint of a mapping', () => {
  const reader = new ContentReader();
  const mended = NOTICES.replace('title: heading', 'title: ref');

  it('is another when anything in it is, even under one version', () => {
    const before = reader.mappingOf({ format: 'mapping:oz-board' }, worldOf(NOTICES));
    expect(before).toMatch(/^[0-9a-f]{64}$/);
    expect(reader.mappingOf({ format: 'mapping:oz-board' }, worldOf(NOTICES))).toBe(before);
    expect(reader.mappingOf({ format: 'mapping:oz-board' }, worldOf(mended))).not.toBe(before);
    expect(reader.mappingOf({ format: null, mapping: 'oz-board' }, worldOf(NOTICES))).toBe(before);
    expect(reader.mappingOf({ format: null, mapping: valueOf(NOTICES) }, worldOf())).toBe(before);
  });

  it('is none where no mapping reads notices', () => {
    for (const hints of [
      { format: 'ocds' },
      { format: 'mapping:nobody' },
      { format: null, mapping: 'nobody' },
      { format: null, mapping: { id: 'x' } },
      { format: null, mapping: valueOf(REGISTER) },
    ])
      expect(reader.mappingOf(hints, worldOf(NOTICES))).toBeNull();
  });
});

describe('registers by mapping', () => {
  const table = 'holder,grade\nAlpha Cloud,A\n';

  it('are one document, checked against their scheme', async () => {
    const { items } = await read(table, worldOf(SCHEME), { mapping: valueOf(REGISTER) });
    expect(items).toMatchObject([{ kind: 'document', document: { kind: 'register', key: 'oz' } }]);
  });

  it('wait as a whole for an entry whose level the scheme lacks, and say which line it is', async () => {
    const { items } = await read('holder,grade\nAlpha Cloud,B\n', worldOf(SCHEME), {
      mapping: valueOf(REGISTER),
    });
    expect(items).toMatchObject([
      {
        kind: 'broken',
        what: 'register',
        key: 'oz',
        problem: { type: 'invalid-document', errors: [{ line: 2, detail: expect.stringContaining('tin') }] },
      },
    ]);
  });

  it('are left unread when reading them ended the process', async () => {
    const { items } = await read(table, worldOf(SCHEME), { mapping: valueOf(REGISTER), skip: new Set([0]) });
    expect(items).toMatchObject([
      { kind: 'broken', what: 'register', key: 'oz', problem: { type: 'poison' } },
    ]);
  });
});

describe('owners', () => {
  const ENTITY = `
schema: placet.entity/v1
id: example
name: Example
identifiers: [{ scheme: LEI, value: EXAMPLECLOUD00000A12 }]
`;

  it('are completed when the world has an entity with their LEI', async () => {
    const identity = JSON.stringify({
      records: [
        {
          LEI: { $: 'EXAMPLECLOUD00000A12' },
          Entity: { LegalName: { $: 'Example Cloud Ltd' }, LegalAddress: { Country: { $: 'US' } } },
        },
      ],
    });
    const { format, items } = await read(identity, worldOf(ENTITY));
    expect(format).toBe('gleif');
    expect(items).toMatchObject([{ kind: 'document', document: { kind: 'entity', key: 'example' } }]);
  });
});

/** A document of a line and so many MiB. */
async function* parts(mebibytes: number): AsyncGenerator<Uint8Array> {
  yield Buffer.from('schema: placet.vendor/v1\n');
  const part = Buffer.alloc(1024 * 1024, '#');
  for (let sent = 0; sent < mebibytes; sent++) yield part;
}

describe('deliveries of documents', () => {
  it('may unpack to 64 MiB', async () => {
    const hints = { contentType: null, format: 'placet', source: 'oz' };
    await expect(new ContentReader().open(parts(64), hints, () => worldOf())).rejects.toMatchObject({
      problem: { type: 'delivery-too-large' },
    });
  });
});
