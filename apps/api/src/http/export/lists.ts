import type { Schema } from '../../openapi/schema.ts';

/** The media types that every list has beside JSON. */
export const CSV = 'text/csv';
export const LINES = 'application/x-ndjson';
export const SPREADSHEET = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** What a list of this answer is made of; undefined if the answer is no list. */
export function itemsOf(
  answer: Schema | undefined,
  schemas: Readonly<Record<string, Schema>>,
): Schema | undefined {
  const schema = resolved(answer, schemas);
  return schema?.properties?.['items']?.items;
}

/** The schema itself, where this is a reference to a named one. */
export function resolved(
  schema: Schema | undefined,
  schemas: Readonly<Record<string, Schema>>,
): Schema | undefined {
  return schema?.$ref === undefined ? schema : schemas[schema.$ref.split('/').at(-1) ?? ''];
}
