import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { buildWorld, readDocuments } from '#formats';
import type { DocumentItem, StoredDocument } from '#formats';

const data = new URL('../data/', import.meta.url);
const VENDOR_SIDE = ['vendors', 'registers'] as const;
const LISTS = [
  'actions',
  'entities',
  'groups',
  'holdings',
  'jurisdictions',
  'markets',
  'vocabulary',
] as const;
const bytes = (path: string): Uint8Array => readFileSync(new URL(path, data));
const paths = (folder: string): readonly string[] =>
  readdirSync(new URL(`${folder}/`, data)).map((file) => `${folder}/${file}`);
const stored = (items: Iterable<DocumentItem>): readonly StoredDocument[] =>
  [...items].flatMap(({ kind, id, version, document }) =>
    kind === null || id === null || document === null
      ? []
      : [{ kind, id, version, document, recordedFrom: '2026-11-24T00:00:00Z', recordedTo: null }],
  );

const files = [...VENDOR_SIDE.flatMap(paths), ...LISTS.map((name) => `${name}.yaml`)];
const world = buildWorld(
  [...files, ...paths('schemes')].flatMap((path) => stored(readDocuments(bytes(path)))),
);
const hints = { vocabulary: world.vocabulary, schemes: world.schemes, groups: world.groups };

describe('the shipped data, read like any delivery', () => {
  it('has no problem of shape or meaning', () => {
    const problems = files.flatMap((path) =>
      [...readDocuments(bytes(path), hints)].flatMap((item) =>
        item.problems.map((problem) => `${path} ${problem.pointer}: ${problem.message}`),
      ),
    );
    expect(problems).toEqual([]);
  });

  it('becomes 94 vendors with 135 offerings in 47 markets', () => {
    expect([world.vendors.size, world.offerings.size, world.markets.size]).toEqual([94, 135, 47]);
    expect(world.groups.size).toBe(34);
    expect(world.entities.size).toBe(175);
    expect(world.refused.size).toBe(0);
  });

  it('holds one register that may close the world: the FedRAMP Marketplace, with all 94 vendors looked for', () => {
    const closing = [...world.registers.values()]
      .flat()
      .filter((register) => register.complete && register.readFromAuthority);
    expect(closing).toMatchObject([
      { id: 'fedramp-marketplace', grade: 'registered', asOf: '2026-04-28', freshFor: 'P90D' },
    ]);
    expect(closing[0]?.checkedVendors).toHaveLength(94);
  });

  it('leaves separations open upwards', () => {
    const isolation = world.facts
      .get('offering:aws-us-gov')
      ?.find((fact) => fact.attribute === 'offering.isolation');
    expect(isolation).toMatchObject({ value: ['logical'], complete: false, grade: 'documented', by: 'self' });
  });
});
