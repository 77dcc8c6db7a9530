import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { firstDay, isDay, nearestNames } from '#domain';
import type { JsonValue } from '../text/json-value.ts';
import { pointerTo } from '../text/pointer.ts';
import { schemaFiles } from './schema-files.ts';
import { quote } from './quote.ts';

/** A violation of a document's JSON Schema, in words. */
export interface ShapeProblem {
  readonly pointer: string;
  /** Whether the name of the member is at fault rather than its value. */
  readonly at: 'key' | 'value';
  readonly message: string;
  readonly nearest?: string;
}

let validators: ReadonlyMap<string, ValidateFunction> | null = null;

/** Compiles every schema once, on first use: the largest take some hundred milliseconds together. */
function validatorOf(file: string): ValidateFunction {
  validators ??= compileAll();
  const validator = validators.get(file);
  if (validator === undefined) throw new Error(`No JSON Schema named ${file} is installed.`);
  return validator;
}

function compileAll(): ReadonlyMap<string, ValidateFunction> {
  const ajv = new Ajv2020({
    strict: true,
    allErrors: true,
    verbose: true,
    allowUnionTypes: true,
    strictRequired: false,
  });
  ajv.addFormat('date', isDay);
  ajv.addFormat('partial-date', (date: string) => firstDay(date) !== null);
  const files = schemaFiles();
  for (const { schema } of files) ajv.addSchema(schema);
  return new Map(
    files.map(({ name, schema }) => {
      const validator = ajv.getSchema(String(schema['$id']));
      if (validator === undefined) throw new Error(`The JSON Schema ${name} has no usable $id.`);
      return [name, validator];
    }),
  );
}

/** Most violations of one document that are told; more would hide the first ones. */
const TOLD = 50;

/** Checks a document against its published JSON Schema and explains every violation once. */
export function checkShape(file: string, document: JsonValue): readonly ShapeProblem[] {
  const validate = validatorOf(file);
  if (validate(document)) return [];
  const errors = withoutNoise(validate.errors ?? []);
  const told = new Map<string, ShapeProblem>();
  for (const error of errors) {
    const problem = explain(error);
    told.set(`${problem.pointer}\n${problem.message}`, problem);
    if (told.size >= TOLD) break;
  }
  return [...told.values()];
}

/** Keeps the errors that name a cause: branches of a choice and echoes of inner errors say less than their parent. */
function withoutNoise(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const causes = errors.filter(({ keyword }) => keyword !== 'if');
  const choices = causes.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf');
  const isBranch = (error: ErrorObject): boolean =>
    choices.some((choice) => error !== choice && error.schemaPath.startsWith(`${choice.schemaPath}/`));
  // A branch in another definition has a schema path of its own, so it is recognised by where it fails.
  const isInsideChoice = (error: ErrorObject): boolean =>
    choices.some(
      (choice) =>
        error !== choice &&
        !choices.includes(error) &&
        (error.instancePath === choice.instancePath ||
          error.instancePath.startsWith(`${choice.instancePath}/`)) &&
        branchesOf(choice).some((branch) => isReachable(branch, error)),
    );
  return causes.filter((error) => !isBranch(error) && !isInsideChoice(error));
}

function branchesOf(choice: ErrorObject): readonly { readonly $ref?: string }[] {
  return Array.isArray(choice.schema) ? (choice.schema as readonly { readonly $ref?: string }[]) : [];
}

function isReachable(branch: { readonly $ref?: string }, error: ErrorObject): boolean {
  return branch.$ref !== undefined && error.schemaPath.startsWith(branch.$ref);
}

function explain(error: ErrorObject): ShapeProblem {
  const pointer = error.instancePath;
  const place = pointer === '' ? 'the document' : pointer;
  const description = descriptionOf(error);
  const value = error.data as JsonValue;
  const params = error.params as Readonly<Record<string, unknown>>;
  switch (error.keyword) {
    case 'required': {
      const name = String(params['missingProperty']);
      const about = descriptionOfMember(error, name);
      return {
        pointer,
        at: 'value',
        message: `"${name}" is missing in ${place}${about === null ? '' : ` (${about})`}. Add it.`,
      };
    }
    case 'additionalProperties':
    case 'unevaluatedProperties': {
      const name = String(params['additionalProperty'] ?? params['unevaluatedProperty']);
      const known = Object.keys((error.parentSchema?.['properties'] as object | undefined) ?? {});
      const [nearest] = nearestNames(name, known);
      return {
        pointer: pointerTo(pointer, name),
        at: 'key',
        message:
          `"${name}" is not known in ${place}, so it would be ignored. ` +
          (nearest === undefined ? `Known are ${known.join(', ')}.` : `Did you mean "${nearest}"?`),
        ...(nearest === undefined ? {} : { nearest }),
      };
    }
    case 'enum': {
      const allowed = (error.schema as readonly JsonValue[]).map((item) => quote(item));
      const names = (error.schema as readonly JsonValue[]).filter((item) => typeof item === 'string');
      const [nearest] = typeof value === 'string' ? nearestNames(value, names) : [];
      return {
        pointer,
        at: 'value',
        message: `${quote(value)} is none of ${allowed.join(', ')}${because(description)}. Write one of them.`,
        ...(nearest === undefined ? {} : { nearest }),
      };
    }
    case 'type':
      return {
        pointer,
        at: 'value',
        message: typeMessage(value, error.schema as string | readonly string[], description),
      };
    case 'pattern':
    case 'format':
    case 'anyOf':
    case 'oneOf':
      return {
        pointer,
        at: 'value',
        message: `${quote(value)} doesn't fit here: ${description ?? requiredChoice(error) ?? error.message ?? 'it has no allowed form'}.`,
      };
    case 'const':
      return {
        pointer,
        at: 'value',
        message: `${quote(value)} must be ${quote(params['allowedValue'] as JsonValue)} here.`,
      };
    case 'minLength':
      return {
        pointer,
        at: 'value',
        message: `The text is empty${because(description)}. Write it, or leave the property out.`,
      };
    default:
      return {
        pointer,
        at: 'value',
        message: `${quote(value)} ${error.message ?? 'is not allowed'}${because(description)}.`,
      };
  }
}

function because(description: string | null): string {
  return description === null ? '' : ` (${description})`;
}

function descriptionOf(error: ErrorObject): string | null {
  const description: unknown = error.parentSchema?.['description'];
  return typeof description === 'string' ? description : null;
}

function descriptionOfMember(error: ErrorObject, name: string): string | null {
  const properties = error.parentSchema?.['properties'] as
    Readonly<Record<string, { description?: unknown }>> | undefined;
  const description = properties?.[name]?.description;
  return typeof description === 'string' ? description : null;
}

/** A choice of required members, such as "value or atLeast", told without the schema's words. */
function requiredChoice(error: ErrorObject): string | null {
  if (!Array.isArray(error.schema)) return null;
  const names = (error.schema as readonly { readonly required?: readonly string[] }[]).flatMap(
    ({ required }) => required ?? [],
  );
  return names.length === 0 ? null : `it needs one of ${names.join(', ')}`;
}

function typeMessage(
  value: JsonValue,
  wanted: string | readonly string[],
  description: string | null,
): string {
  const types = typeof wanted === 'string' ? [wanted] : wanted;
  const hint =
    types.includes('string') && (typeof value === 'number' || typeof value === 'boolean')
      ? ' Put it in quotes.'
      : types.includes('array') && (typeof value === 'string' || typeof value === 'number')
        ? ' Write it as a list.'
        : '';
  return `${quote(value)} is ${typeName(value)}, but ${types.join(' or ')} is expected here${because(description)}.${hint}`;
}

function typeName(value: JsonValue): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
