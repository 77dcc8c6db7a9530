import { describe, expect, it } from '@jest/globals';
import { list, mapOf, number, orNull, record, ref, type Schema, text } from '../../openapi/schema.ts';
import { columnsOf, rowOf } from './columns.ts';

const SCHEMAS: Readonly<Record<string, Schema>> = {
  Score: record({ low: number(), high: number() }),
  Node: record({ id: text(), 'child?': ref('Node') }),
  Fact: record({ id: text(), value: text() }),
  Certificate: record({ id: text(), scheme: text() }),
};

const names = (item: Schema): string[] => columnsOf(item, SCHEMAS).map(({ name }) => name);

describe('columnsOf', () => {
  it('gives each member of an object a column, named by its place', () => {
    expect(
      names(record({ rank: number(), score: ref('Score'), 'owner?': orNull(record({ id: text() })) })),
    ).toEqual(['rank', 'score.low', 'score.high', 'owner.id']);
  });

  it('gives lists, maps and unions with texts one column of JSON', () => {
    const item = record({
      blocs: list(text()),
      names: mapOf(text()),
      runsOn: { oneOf: [ref('Fact'), { const: 'self' }] },
    });
    expect(names(item)).toEqual(['blocs', 'names', 'runsOn']);
  });

  it('joins the columns of alternatives', () => {
    expect(names({ oneOf: [ref('Fact'), ref('Certificate')] })).toEqual(['id', 'value', 'scheme']);
  });

  it('has a last column for members whose names are data', () => {
    const item = { ...record({ pointer: text() }), additionalProperties: text() };
    const columns = columnsOf(item, SCHEMAS);
    expect(columns.map(({ name }) => name)).toEqual(['pointer', 'others']);
    expect(rowOf({ pointer: '/0', notice: 'n-1' }, columns)).toEqual(['/0', '{"notice":"n-1"}']);
    expect(rowOf({ pointer: '/0' }, columns)).toEqual(['/0', null]);
  });

  it('ends with shapes that contain themselves', () => {
    expect(names(ref('Node'))).toEqual([
      'id',
      'child.id',
      'child.child.id',
      'child.child.child.id',
      'child.child.child.child',
    ]);
  });

  it('shows items that are no objects in one column', () => {
    expect(rowOf('KR', columnsOf(text(), SCHEMAS))).toEqual(['KR']);
  });
});

describe('rowOf', () => {
  it('leaves cells empty where nothing is, and keeps numbers, truth values and texts', () => {
    const columns = columnsOf(
      record({ a: text(), b: number(), c: { type: 'boolean' }, d: ref('Score'), e: list(text()) }),
      SCHEMAS,
    );
    expect(rowOf({ a: 'x', b: 0, c: false, d: null, e: ['1', '2'] }, columns)).toEqual([
      'x',
      0,
      false,
      null,
      null,
      '["1","2"]',
    ]);
  });
});
