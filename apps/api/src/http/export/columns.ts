import type { Schema } from '../../openapi/schema.ts';

/** One column of an exported table: its name is the place of its value in the JSON, such as `score.low`. */
export interface Column {
  readonly name: string;
  readonly path: readonly string[];
  /** The members that the path leads past: what is left of an object whose named members have columns of their own. */
  readonly besides?: readonly string[];
}

/** What stands in one cell. */
export type Cell = string | number | boolean | null;

type Schemas = Readonly<Record<string, Schema>>;

const REFERENCE = '#/components/schemas/';
const MAX_DEPTH = 4;

/**
 * Columns of a list, from the schema of its items: so they are the same and in the same order whatever the items are.
 * Members of objects get a column each; lists, and objects whose member names are data, get one column of JSON.
 */
export function columnsOf(item: Schema, schemas: Schemas): Column[] {
  const found = flatten(item, schemas, []);
  const names = new Set<string>();
  return found.filter(({ name }) => !names.has(name) && names.add(name));
}

/** The cells of one item. */
export function rowOf(item: unknown, columns: readonly Column[]): Cell[] {
  return columns.map(({ path, besides }) => {
    const value = path.reduce<unknown>(memberOf, item);
    return cellOf(besides === undefined ? value : rest(value, besides));
  });
}

function flatten(schema: Schema, schemas: Schemas, path: readonly string[]): Column[] {
  const column = { name: path.join('.'), path };
  const shape = shapeOf(schema, schemas);
  if (shape === null || path.length >= MAX_DEPTH)
    return path.length === 0 ? [{ name: 'value', path }] : [column];
  const members = Object.entries(shape.properties ?? {}).flatMap(([name, member]) =>
    flatten(member, schemas, [...path, name]),
  );
  const isOpen = typeof shape.additionalProperties === 'object' || shape.additionalProperties === true;
  return isOpen
    ? [
        ...members,
        { name: [...path, 'others'].join('.'), path, besides: Object.keys(shape.properties ?? {}) },
      ]
    : members;
}

/** The object that a schema describes, alternatives joined; null where it is anything else. */
function shapeOf(schema: Schema, schemas: Schemas): Schema | null {
  if (schema.$ref !== undefined) {
    const target = schemas[schema.$ref.slice(REFERENCE.length)];
    return target === undefined ? null : shapeOf(target, schemas);
  }
  const parts = (schema.oneOf ?? schema.anyOf ?? schema.allOf)?.filter((part) => part.type !== 'null');
  if (parts !== undefined) {
    const shapes = parts.map((part) => shapeOf(part, schemas));
    const known = shapes.filter((shape) => shape !== null);
    return known.length === 0 || known.length < shapes.length ? null : joined(known);
  }
  return schema.properties === undefined ? null : schema;
}

function joined(shapes: readonly Schema[]): Schema {
  const additional = shapes.find((shape) => shape.additionalProperties !== undefined)?.additionalProperties;
  const properties: Record<string, Schema> = {};
  // Of two alternatives with the same member the first decides its columns.
  for (const shape of shapes)
    for (const [name, member] of Object.entries(shape.properties ?? {})) properties[name] ??= member;
  return { properties, ...(additional === undefined ? {} : { additionalProperties: additional }) };
}

function memberOf(value: unknown, name: string): unknown {
  return isObject(value) ? value[name] : undefined;
}

function rest(value: unknown, named: readonly string[]): unknown {
  if (!isObject(value)) return undefined;
  const others = Object.entries(value).filter(([name]) => !named.includes(name));
  return others.length === 0 ? undefined : Object.fromEntries(others);
}

function cellOf(value: unknown): Cell {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return JSON.stringify(value);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
