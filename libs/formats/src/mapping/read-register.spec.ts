import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { shapeOf, type RegisterEntryShape, type RegisterShape } from '../documents/document-shapes.ts';
import { toRegister } from '../documents/to-domain/register.ts';
import type { JsonObject } from '../text/json-value.ts';
import { DEFAULT_TEXT_LIMITS } from '../text/limits.ts';
import { parseYaml } from '../text/yaml.ts';
import { shippedMappings } from './catalogue.ts';
import type { RegisterMapping } from './mapping.ts';
import { readMapping } from './read-mapping.ts';
import { readMappedRegister, type MappedRegister } from './read-register.ts';

const MAPPING = `
schema: placet.mapping/v1
id: oz-register
version: '1'
name: Register of Oz
input:
  format: csv
  delimiter: ';'
  recognise: [holder, grade]
register:
  id: oz
  scheme: OZ
  name: Register of Oz
  authority: Wizard of Oz
  completeness: complete
  readFrom: authority
  skip:
    - { path: holder, is: [Total] }
  entry:
    holder: holder
    service: product
    level: { from: grade, map: { A: gold, B: silver } }
    from: { at: since, formats: [d.M.yyyy] }
  lookFor:
    - vendor: alpha
      names: [Alpha Cloud, ALPHA Inc.]
      offerings:
        - { offering: alpha-cloud, services: [Public cloud] }
        - { offering: alpha-main }
    - { vendor: beta, names: [Beta] }
    - { vendor: gamma, names: [Gamma] }
`;

function registerMapping(text: string): RegisterMapping {
  const { mapping, problems } = readMapping(Buffer.from(text));
  if (mapping === null || !('register' in mapping)) throw new Error(JSON.stringify(problems));
  return mapping;
}

function readTable(table: string, mapping = registerMapping(MAPPING)): Promise<MappedRegister> {
  return readMappedRegister([Buffer.from(table)], mapping, { accepted: '2026-11-24' });
}

function shipped(id: string): RegisterMapping {
  const mapping = shippedMappings().get(id);
  if (mapping === undefined || !('register' in mapping)) throw new Error(`No mapping of a register ${id}`);
  return mapping;
}

function shippedRegister(id: string): JsonObject {
  const path = new URL(`../../../reference/data/registers/${id}.yaml`, import.meta.url);
  const { parsed } = parseYaml(readFileSync(path, 'utf8'), DEFAULT_TEXT_LIMITS);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the shipped data are validated by their own suite
  return parsed?.value as JsonObject;
}

describe('a register read by a mapping', () => {
  it('is one document with entries, days, matches and absences', async () => {
    const { item, places } = await readTable(
      'holder;product;grade;since\nalpha  CLOUD;Public Cloud;A;1.2.2025\nNobody Ltd;;B;\nTotal;;;\nGamma Networks;;B;3.4.2026\n',
    );
    expect(item).toMatchObject({ kind: 'register', id: 'oz', version: '2026-11-24', problems: [] });
    expect(places.map(({ line }) => line)).toEqual([2, 3, 5]);
    expect(item.document).toMatchObject({
      schema: 'placet.register/v1',
      completeness: 'complete',
      closesWorld: true,
      asOf: '2026-11-24',
      entryCount: 3,
      entries: [
        {
          holder: 'alpha  CLOUD',
          level: 'gold',
          from: '2025-02-01',
          vendor: 'alpha',
          offering: 'alpha-cloud',
        },
        { holder: 'Nobody Ltd', level: 'silver', status: 'held' },
        { holder: 'Gamma Networks', from: '2026-04-03' },
      ],
      // "Gamma Networks" may be Gamma or not: that can't be told.
      absences: [
        { vendor: 'beta', listed: false },
        { vendor: 'gamma', listed: null },
      ],
    });
  });

  it('takes an entry without a service for the offering that needs none, and another product for itself alone', async () => {
    const { item } = await readTable(
      'holder;product;grade;since\nALPHA Inc.;;A;\nALPHA Inc.;Quantum box;A;\n',
    );
    expect(item.document).toMatchObject({
      entries: [
        { vendor: 'alpha', offering: 'alpha-main' },
        { vendor: 'alpha', scope: { text: 'Quantum box', complete: true } },
      ],
    });
  });

  it('is refused as a whole with every record that can not be read, where it stands and what to do', async () => {
    const { item } = await readTable(
      'holder;product;grade;since\nAlpha Cloud;;C;\n;;A;\nBeta;;B;31.2.2026\nGamma;;A;1.1.2026\n',
    );
    expect(item.problems).toMatchObject([
      { line: 2, message: expect.stringContaining('"C" is none that the mapping oz-register knows (A, B)') },
      { line: 3, message: expect.stringContaining('names no holder') },
      { line: 4, message: expect.stringContaining('"31.2.2026" (from) is no date') },
    ]);
  });

  it('is refused when it lists nothing: that is a failed export, not the end of all certificates', async () => {
    const { item } = await readTable('holder;product;grade;since\n');
    expect(item.problems).toMatchObject([{ message: expect.stringContaining('lists nothing') }]);
  });

  it('speaks of the day that it states, in its first record or around its records', async () => {
    const stated = MAPPING.replace('  skip:', '  asOf: { at: day, formats: [d.M.yyyy] }\n  skip:');
    const { item } = await readTable('holder;grade;day\nBeta;A;5.6.2026\n', registerMapping(stated));
    expect(item.version).toBe('2026-06-05');
    const unreadable = await readTable('holder;grade;day\nBeta;A;June\n', registerMapping(stated));
    expect(unreadable.item.problems).toMatchObject([{ message: expect.stringContaining('asOf') }]);
  });

  it('closes the world for vendors that were looked for, and for no others', async () => {
    const { item } = await readTable('holder;grade\nAlpha Cloud;A\nGamma Networks;B\n');
    const reading = toRegister(item.document ?? {}, { from: '', to: null, feed: null });
    expect(reading).toMatchObject({
      complete: true,
      asOf: '2026-11-24',
      checkedVendors: ['alpha', 'beta'],
      register: { scheme: 'OZ', readFromAuthority: true, grade: 'registered' },
    });
    expect(reading.certificates).toMatchObject([{ subject: 'offering:alpha-main', level: 'gold' }]);
  });
});

describe('the shipped mappings of registers', () => {
  it('read the data file of the FedRAMP Marketplace as its shipped reading has it, all 642 entries', async () => {
    const document = shippedRegister('fedramp-marketplace');
    const file = {
      meta: { last_change: '2026-04-28T02:40:42.651Z', produced_by: 'General Services Administration' },
      data: { Metrics: {}, Products: (shapeOf<RegisterShape>(document).entries ?? []).map(toProduct) },
    };
    const { item } = await readMappedRegister(
      [Buffer.from(JSON.stringify(file))],
      shipped('us-fedramp-marketplace'),
      { accepted: '2026-11-24' },
    );
    expect(item.problems).toEqual([]);
    const recorded = { from: '', to: null, feed: null };
    const read = toRegister(item.document ?? {}, recorded);
    const expected = toRegister(document, recorded);
    const brief = ({ certificates }: typeof read): string[] =>
      certificates
        .map(({ subject, level, registerId, valid }) => [subject, level, registerId, valid.from].join(' '))
        .toSorted();
    expect(item.document).toMatchObject({ asOf: '2026-04-28', entryCount: 642 });
    expect(brief(read)).toEqual(brief(expected));
    expect(read.checkedVendors).toEqual(expected.checkedVendors);
  });

  it.each([
    ['au-hcf', 'hcf', 'HCF'],
    ['kr-csap', 'csap', 'CSAP'],
  ])('read the table of %s as its shipped reading has it', async (id, register, scheme) => {
    const document = shippedRegister(register);
    const rows = (shapeOf<RegisterShape>(document).entries ?? []).map(
      (entry) =>
        `${scheme},${holderOf(entry)},${entry.service ?? ''},${entry.level ?? ''},certified,${entry.from ?? ''},`,
    );
    const table = ['scheme,vendor,offering,level,status,issued,expires', ...rows].join('\n');
    expect(
      shippedMappings()
        .recognise(Buffer.from(table))
        .map((one) => one.id),
    ).toEqual([id]);
    const { item } = await readMappedRegister([Buffer.from(table)], shipped(id), { accepted: '2026-11-24' });
    expect(item.problems).toEqual([]);
    const recorded = { from: '', to: null, feed: null };
    const subjects = (from: JsonObject): (string | null)[][] =>
      toRegister(from, recorded).certificates.map(({ subject, level, valid }) => [
        subject,
        level,
        valid.from,
      ]);
    expect(subjects(item.document ?? {})).toEqual(subjects(document));
    // Read from the press, it proves nothing by absence.
    expect(toRegister(item.document ?? {}, recorded).complete).toBe(false);
  });
});

/** An entry as the data file of the Marketplace prints it. */
function toProduct(entry: RegisterEntryShape): object {
  const { registerId, service, level, status, from, models } = entry;
  const track: unknown = Reflect.get(entry, 'track');
  const printed = track === 'li-saas' ? 'LI-SaaS' : track === '20x' ? `20x ${level}` : level;
  return {
    id: registerId,
    csp: holderOf(entry),
    cso: service,
    status: Reflect.get(entry, 'statusStated'),
    auth_date: status === 'held' && from ? `${from}T20:00:00.000Z` : 'Not Active',
    impact_level: printed,
    service_model: models,
  };
}

function holderOf(entry: RegisterEntryShape): string {
  return String(Reflect.get(entry, 'holder'));
}
