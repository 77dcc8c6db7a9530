import type { ErrorObject } from 'ajv/dist/2020.js';
import { nearestNames } from '#domain';
import { pointerTo } from '../text/pointer.ts';
import { quote } from './quote.ts';

/** A violation of a document's JSON Schema, in words. */
export interface ShapeProblem {
  readonly pointer: string;
  /** Whether the name of the member is at fault rather than its value. */
  readonly at: 'key' | 'value';
  readonly message: string;
  readonly nearest?: string;
}

/** Says what a schema violation is about, why, and what to do; descriptions come from the schema itself. */
export function explainViolation(error: ErrorObject): ShapeProblem {
  const about = descriptionOf(error.parentSchema);
  switch (error.keyword) {
    case 'required':
      return missing(error);
    case 'additionalProperties':
      return unknownMember(error);
    case 'enum':
      return noneOf(error, about);
    case 'type':
      return valueProblem(error, typeMessage(error.data, namesIn(error.schema), about));
    case 'pattern':
    case 'format':
    case 'anyOf':
    case 'oneOf': {
      const expected = about ?? requiredChoice(error) ?? error.message ?? 'it has no allowed form';
      return valueProblem(error, `${quote(error.data)} doesn't fit here: ${expected}.`);
    }
    case 'const':
      return valueProblem(error, `${quote(error.data)} must be ${quote(error.schema)} here.`);
    case 'minLength':
      return valueProblem(error, `The text is empty${because(about)}. Write it, or leave the property out.`);
    default:
      return valueProblem(
        error,
        `${quote(error.data)} ${error.message ?? 'is not allowed'}${because(about)}.`,
      );
  }
}

function valueProblem(error: ErrorObject, message: string): ShapeProblem {
  return { pointer: error.instancePath, at: 'value', message };
}

function missing(error: ErrorObject): ShapeProblem {
  const name = memberNamed(error, 'missingProperty');
  const properties = recordOf(error.parentSchema?.['properties']);
  const about = descriptionOf(recordOf(properties[name]));
  return valueProblem(error, `"${name}" is missing in ${placeOf(error)}${because(about)}. Add it.`);
}

function unknownMember(error: ErrorObject): ShapeProblem {
  const name = memberNamed(error, 'additionalProperty');
  const known = Object.keys(recordOf(error.parentSchema?.['properties']));
  const [nearest] = nearestNames(name, known);
  const advice = nearest === undefined ? `Known are ${known.join(', ')}.` : `Did you mean "${nearest}"?`;
  return {
    pointer: pointerTo(error.instancePath, name),
    at: 'key',
    message: `"${name}" is not known in ${placeOf(error)}, so it would be ignored. ${advice}`,
    ...(nearest === undefined ? {} : { nearest }),
  };
}

function noneOf(error: ErrorObject, about: string | null): ShapeProblem {
  const allowed: readonly unknown[] = Array.isArray(error.schema) ? error.schema : [];
  const [nearest] = typeof error.data === 'string' ? nearestNames(error.data, namesIn(error.schema)) : [];
  const list = allowed.map((item) => quote(item)).join(', ');
  return {
    ...valueProblem(error, `${quote(error.data)} is none of ${list}${because(about)}. Write one of them.`),
    ...(nearest === undefined ? {} : { nearest }),
  };
}

function placeOf({ instancePath }: ErrorObject): string {
  return instancePath === '' ? 'the document' : instancePath;
}

function because(about: string | null): string {
  return about === null ? '' : ` (${about})`;
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function descriptionOf(schema: Readonly<Record<string, unknown>> | undefined): string | null {
  const description = schema?.['description'];
  return typeof description === 'string' ? description : null;
}

function memberNamed({ params }: ErrorObject, name: string): string {
  const value: unknown = recordOf(params)[name];
  return typeof value === 'string' ? value : '';
}

/** A choice of required members, such as "value or atLeast", told without the schema's words. */
function requiredChoice({ schema }: ErrorObject): string | null {
  const branches: readonly unknown[] = Array.isArray(schema) ? schema : [];
  const names = branches.flatMap((branch) => namesIn(recordOf(branch)['required']));
  return names.length === 0 ? null : `it needs one of ${names.join(', ')}`;
}

function namesIn(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.filter((item) => typeof item === 'string');
}

function typeMessage(value: unknown, wanted: readonly string[], about: string | null): string {
  const isScalar = typeof value === 'number' || typeof value === 'boolean';
  const hint =
    wanted.includes('string') && isScalar
      ? ' Put it in quotes.'
      : wanted.includes('array') && (isScalar || typeof value === 'string')
        ? ' Write it as a list.'
        : '';
  return `${quote(value)} is ${typeName(value)}, but ${wanted.join(' or ')} is expected here${because(about)}.${hint}`;
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
