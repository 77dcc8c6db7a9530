/** A JSON Schema 2020-12 as far as answers need one. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly pattern?: string;
  readonly description?: string;
  readonly examples?: readonly unknown[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Schema | boolean;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
}

/** Any text, with a sentence that says what it is. */
export function text(description?: string, more: Schema = {}): Schema {
  return { type: 'string', ...more, ...(description === undefined ? {} : { description }) };
}

/** A whole number. */
export function count(description?: string): Schema {
  return { type: 'integer', minimum: 0, ...(description === undefined ? {} : { description }) };
}

/** A number. */
export function number(description?: string): Schema {
  return { type: 'number', ...(description === undefined ? {} : { description }) };
}

/** True or false. */
export function flag(description?: string): Schema {
  return { type: 'boolean', ...(description === undefined ? {} : { description }) };
}

/** One of a closed list of texts. */
export function oneOf(values: readonly string[], description?: string): Schema {
  return { type: 'string', enum: values, ...(description === undefined ? {} : { description }) };
}

/** A calendar date. */
export function day(description?: string): Schema {
  return text(description, { format: 'date' });
}

/** An RFC 3339 timestamp. */
export function instant(description?: string): Schema {
  return text(description, { format: 'date-time' });
}

/** A list. */
export function list(items: Schema, description?: string): Schema {
  return { type: 'array', items, ...(description === undefined ? {} : { description }) };
}

/** An object whose member names are data. */
export function mapOf(values: Schema, description?: string): Schema {
  return {
    type: 'object',
    additionalProperties: values,
    ...(description === undefined ? {} : { description }),
  };
}

/** The named schema among the components. */
export function ref(name: string): Schema {
  return { $ref: `#/components/schemas/${name}` };
}

/** The same, or null. */
export function orNull(schema: Schema): Schema {
  if (typeof schema.type === 'string' && schema.enum === undefined)
    return { ...schema, type: [schema.type, 'null'] };
  const { description, ...rest } = schema;
  return { oneOf: [rest, { type: 'null' }], ...(description === undefined ? {} : { description }) };
}

/** An object; every member is there unless its name is marked with a question mark, as in a TypeScript type. */
export function record(members: Readonly<Record<string, Schema>>, description?: string): Schema {
  const required = Object.keys(members).filter((name) => !name.endsWith('?'));
  return {
    type: 'object',
    ...(description === undefined ? {} : { description }),
    properties: Object.fromEntries(
      Object.entries(members).map(([name, schema]) => [name.replace(/\?$/, ''), schema]),
    ),
    ...(required.length === 0 ? {} : { required }),
  };
}

/** A page of a list: items, and the cursor of the next page. */
export function pageOf(item: Schema, description?: string): Schema {
  return record(
    { items: list(item), next: orNull(text('Cursor of the next page; null on the last one')) },
    description,
  );
}
