import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import { firstDay, isDay } from '#domain';
import type { JsonValue } from '../text/json-value.ts';
import { explainViolation, type ShapeProblem } from './shape-explanation.ts';
import { schemaFiles } from './schema-files.ts';

export type { ShapeProblem } from './shape-explanation.ts';

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
      const validator = ajv.getSchema(schema.$id ?? '');
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
  const told = new Map<string, ShapeProblem>();
  for (const error of withoutNoise(validate.errors ?? [])) {
    const problem = explainViolation(error);
    told.set(`${problem.pointer}\n${problem.message}`, problem);
    if (told.size >= TOLD) break;
  }
  return [...told.values()];
}

/** Keeps the errors that name a cause: branches of a choice and echoes of inner errors say less than their parent. */
function withoutNoise(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const optional = errors.filter(isOptional);
  const causes = errors.filter(
    (error) =>
      error.keyword !== 'if' && !optional.some((choice) => error === choice || isRefusedNull(error, choice)),
  );
  const choices = causes.filter(({ keyword }) => keyword === 'anyOf' || keyword === 'oneOf');
  return causes.filter((error) => !choices.some((choice) => isBranchError(error, choice)));
}

/** Null or one form is no choice for whoever wrote that form with a mistake: the mistake is told instead. */
function isOptional({ keyword, schema }: ErrorObject): boolean {
  const branches: readonly { readonly type?: unknown }[] = Array.isArray(schema) ? schema : [];
  return keyword === 'anyOf' && branches.length === 2 && branches[0]?.type === 'null';
}

function isRefusedNull(error: ErrorObject, choice: ErrorObject): boolean {
  return error.instancePath === choice.instancePath && error.keyword === 'type' && error.schema === 'null';
}

/** A branch in another definition has a schema path of its own, so it is recognised by where it fails as well. */
function isBranchError(error: ErrorObject, choice: ErrorObject): boolean {
  if (error === choice) return false;
  if (error.schemaPath.startsWith(`${choice.schemaPath}/`)) return true;
  const isInside =
    error.instancePath === choice.instancePath || error.instancePath.startsWith(`${choice.instancePath}/`);
  const branches: readonly { readonly $ref?: string }[] = Array.isArray(choice.schema) ? choice.schema : [];
  return isInside && branches.some(({ $ref }) => $ref !== undefined && error.schemaPath.startsWith($ref));
}
