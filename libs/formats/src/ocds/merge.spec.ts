import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { canonicalJson, isJsonObject, type JsonObject } from '../json/json-value.ts';
import { parseJson } from '../json/parse-json.ts';
import { compileReleases, UnmergeableReleases } from './merge.ts';
import type { OcdsVersion } from './merge-rules.ts';

/** A release of one process; days stand for dates. */
function release(day: number, parts: object, id = `r${day}`): JsonObject {
  const value = parseJson(
    JSON.stringify({ ocid: 'ocds-x-1', id, date: `2026-01-0${day}T00:00:00Z`, tag: ['tender'], ...parts }),
  );
  if (!isJsonObject(value)) throw new Error('a release is an object');
  return value;
}

/** The compiled release without what every one has. */
function body(releases: readonly JsonObject[], version: OcdsVersion = '1.1'): unknown {
  const {
    tag: _tag,
    id: _id,
    date: _date,
    ocid: _ocid,
    ...rest
  } = compileReleases(releases, version).compiled;
  return rest;
}

/** A release titled like its id, at a date. */
function at(date: string, id: string): JsonObject {
  return { ...release(1, { tender: { title: id } }, id), date };
}

/** One entry of a history. */
function entry(day: number, value: string): object {
  return { releaseID: `r${day}`, releaseDate: `2026-01-0${day}T00:00:00Z`, releaseTag: ['tender'], value };
}

describe('compileReleases', () => {
  it('names the compiled release after the process and the last date', () => {
    expect(compileReleases([release(2, {}), release(1, {})], '1.1').compiled).toEqual({
      ocid: 'ocds-x-1',
      id: 'ocds-x-1-2026-01-02T00:00:00Z',
      date: '2026-01-02T00:00:00Z',
      tag: ['compiled'],
    });
  });

  it('keeps the history of each value, and of repeats only the first', () => {
    const releases = [
      release(1, { tender: { title: 'A' } }),
      release(2, { tender: { title: 'A' } }),
      release(3, { tender: { title: 'B' } }),
    ];
    expect(compileReleases(releases, '1.1').versioned).toEqual({
      ocid: 'ocds-x-1',
      tender: { title: [entry(1, 'A'), entry(3, 'B')] },
    });
  });

  it('merges lists of objects by id, whether printed as text or number', () => {
    expect(
      body([
        release(1, { awards: [{ id: '1', title: 'a' }, { id: '2' }] }),
        release(2, { awards: [{ id: 1, status: 'active' }, { id: '3' }] }),
      ]),
    ).toEqual({ awards: [{ id: '1', title: 'a', status: 'active' }, { id: '2' }, { id: '3' }] });
  });

  it('replaces whole the lists that the schema says, even by an empty one', () => {
    expect(
      body([
        release(1, { parties: [{ id: 'p', roles: ['buyer'], additionalIdentifiers: [{ id: '1' }] }] }),
        release(2, { parties: [{ id: 'p', roles: ['payer'], additionalIdentifiers: [] }] }),
      ]),
    ).toEqual({ parties: [{ id: 'p', roles: ['payer'], additionalIdentifiers: [] }] });
  });

  it('replaces suppliers whole in 1.0 and merges them by id in 1.1', () => {
    const releases = [
      release(1, { awards: [{ id: '1', suppliers: [{ id: 'a' }] }] }),
      release(2, { awards: [{ id: '1', suppliers: [{ id: 'b' }] }] }),
    ];
    expect(body(releases, '1.0')).toEqual({ awards: [{ id: '1', suppliers: [{ id: 'b' }] }] });
    expect(body(releases, '1.1')).toEqual({ awards: [{ id: '1', suppliers: [{ id: 'a' }, { id: 'b' }] }] });
  });

  it('replaces a list whole when an object in it has no id', () => {
    expect(
      body([release(1, { lots: [{ id: '1' }, { t: 'x' }] }), release(2, { lots: [{ t: 'y' }] })]),
    ).toEqual({ lots: [{ t: 'y' }] });
  });

  it('removes what a null takes back, values and whole objects, and lets it return', () => {
    const first = release(1, { tender: { title: 'A', value: { amount: 1 } }, buyer: { name: 'B' } });
    const second = release(2, { tender: { title: null }, buyer: null });
    expect(body([first, second])).toEqual({ tender: { value: { amount: 1 } } });
    expect(body([first, second, release(3, { buyer: { id: '7' } })])).toEqual({
      tender: { value: { amount: 1 } },
      buyer: { id: '7' },
    });
  });

  it('takes nothing from empty objects and empty lists merged by id', () => {
    const full = release(1, { tender: { title: 'A', items: [{ id: '1' }] } });
    expect(
      body([full, release(2, { tender: {}, awards: [] }), release(3, { tender: { items: [] } })]),
    ).toEqual({
      tender: { title: 'A', items: [{ id: '1' }] },
    });
  });

  it('sorts by instant, whatever the offset, and by id where instants are equal', () => {
    expect(body([at('2026-01-02T00:30:00+01:00', 'early'), at('2026-01-01T23:45:00Z', 'late')])).toEqual({
      tender: { title: 'late' },
    });
    expect(body([at('2026-01-01T00:00:00Z', 'b'), at('2026-01-01T01:00:00+01:00', 'a')])).toEqual({
      tender: { title: 'b' },
    });
  });

  it('ignores duplicates and reports two bodies under one id', () => {
    const one = release(1, { tender: { title: 'A' } });
    const other = release(1, { tender: { title: 'B' } });
    expect(compileReleases([one, one], '1.1').conflicts).toEqual([]);
    expect(compileReleases([other, one, other], '1.1').conflicts).toEqual([{ id: 'r1', bodies: 2 }]);
    expect(body([other, one])).toEqual(body([one, other]));
  });

  it('refuses releases of several processes, and several of which one has no date', () => {
    const undated: JsonObject = { ocid: 'ocds-x-1', id: 'u' };
    expect(() => compileReleases([release(1, {}), { ...release(1, {}), ocid: 'ocds-x-2' }], '1.1')).toThrow(
      UnmergeableReleases,
    );
    expect(() => compileReleases([release(1, {}), undated], '1.1')).toThrow('has no date');
    expect(() => compileReleases([], '1.1')).toThrow(UnmergeableReleases);
  });

  it('gives the same result for every order with repeats', () => {
    const value = fc.oneof(
      fc.constantFrom('a', 'b', null, 1),
      fc.array(fc.constantFrom('x', 'y'), { maxLength: 2 }),
    );
    const item = fc.record({ id: fc.constantFrom('1', '2', 3), name: value }, { requiredKeys: ['id'] });
    const part = fc.record(
      {
        title: value,
        items: fc.array(item, { maxLength: 2 }),
        value: fc.record({ amount: value }, { requiredKeys: [] }),
      },
      { requiredKeys: [] },
    );
    const some = fc.array(
      fc
        .tuple(fc.integer({ min: 1, max: 3 }), fc.constantFrom('r1', 'r2'), part)
        .map(([day, id, tender]) => release(day, { tender }, id)),
      { minLength: 1, maxLength: 6 },
    );
    fc.assert(
      fc.property(
        some.chain((releases) =>
          fc.tuple(
            fc.constant(releases),
            fc.shuffledSubarray(releases, { minLength: releases.length }),
            fc.array(fc.constantFrom(...releases), { maxLength: 4 }),
          ),
        ),
        ([releases, shuffled, repeats]) => {
          const expected = compileReleases(releases, '1.1');
          const result = compileReleases([...repeats, ...shuffled], '1.1');
          expect(canonicalJson(result.compiled)).toBe(canonicalJson(expected.compiled));
          expect(canonicalJson(result.versioned)).toBe(canonicalJson(expected.versioned));
          expect(result.conflicts).toEqual(expected.conflicts);
        },
      ),
    );
  });
});
