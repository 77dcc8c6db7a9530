import { GRADES, type World } from '#domain';
import { ATTRIBUTES, LEVELS, SCHEMES } from '../synthetic-rules.ts';
import { dayNumber, fieldsOf } from './condition.ts';

/** A field of a flat record: what nothing is stated about has grade -1 and a value that satisfies nothing. */
export type Field = number | boolean | string | readonly string[];
export type FlatRecord = { readonly id: string } & Readonly<Record<string, Field>>;

/** Fields with what stands for nothing, in a fixed order. */
export const FIELDS: ReadonlyMap<string, Field> = new Map<string, Field>([
  ['regions', []],
  ...[...ATTRIBUTES.levels, ...ATTRIBUTES.numbers].flatMap(({ id }) => blank(id, -1)),
  ...[...ATTRIBUTES.flags, ...ATTRIBUTES.providerFlags].flatMap(({ id }) => blank(id, false)),
  ...ATTRIBUTES.sets.flatMap(({ id }) => blank(id, [])),
  ...ATTRIBUTES.seats.flatMap(({ id }) => blank(id, '')),
  ...SCHEMES.flatMap(({ id }): readonly [string, Field][] => [
    ...blank(id, -1),
    [fieldsOf(id).from, 0],
    [fieldsOf(id).to, 0],
  ]),
]);

function blank(name: string, value: Field): readonly [string, Field][] {
  const fields = fieldsOf(name);
  return [
    [fields.grade, -1],
    [fields.value, value],
  ];
}

function plainValue(value: unknown): Field {
  if (Array.isArray(value)) return value.map(String);
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  const level = LEVELS.indexOf(String(value));
  return level < 0 ? String(value) : level;
}

/** Everything stated about an offering and its provider as one flat record. */
export function flatRecord(world: World, id: string): FlatRecord {
  const offering = world.offerings.get(id);
  const record: Record<string, Field> = Object.fromEntries(FIELDS);
  for (const subject of [`offering:${id}`, `provider:${offering?.vendor ?? ''}`]) {
    for (const { attribute, grade, value } of world.facts.get(subject) ?? []) {
      const fields = fieldsOf(attribute);
      if (attribute === 'offering.regions') record.regions = plainValue(value);
      else {
        record[fields.grade] = GRADES.indexOf(grade);
        record[fields.value] = plainValue(value);
      }
    }
    for (const { scheme, level, grade, valid } of world.certificates.get(subject) ?? []) {
      const fields = fieldsOf(scheme);
      record[fields.grade] = GRADES.indexOf(grade);
      record[fields.value] = SCHEMES.find((one) => one.id === scheme)?.levels.indexOf(level ?? '') ?? -1;
      record[fields.from] = dayNumber(valid.from ?? '1970-01-01');
      record[fields.to] = dayNumber(valid.to ?? '2100-01-01');
    }
  }
  return { ...record, id };
}
