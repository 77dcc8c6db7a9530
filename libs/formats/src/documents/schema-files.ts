import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import type { AnySchemaObject } from 'ajv/dist/2020.js';

/** One published JSON Schema. */
export interface SchemaFile {
  /** File name, such as `vendor.v1.json`; the same under which it is served. */
  readonly name: string;
  readonly schema: AnySchemaObject;
}

/** The folder of the JSON Schemas, seen from the sources or from the compiled tree beside them. */
function schemaFolder(): string {
  const candidates = ['../../schemas', '../../../../../libs/formats/schemas'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  const folder = candidates.find((path) => existsSync(path));
  if (folder === undefined)
    throw new Error('The JSON Schemas (libs/formats/schemas) are missing from this installation.');
  return folder;
}

function readSchema(path: string): AnySchemaObject {
  const schema: AnySchemaObject = JSON.parse(readFileSync(path, 'utf8'));
  return schema;
}

/** Reads all published JSON Schemas, ordered by name. */
export function schemaFiles(): readonly SchemaFile[] {
  const folder = schemaFolder();
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .toSorted()
    .map((name) => ({
      name,
      schema: readSchema(join(folder, name)),
    }));
}
