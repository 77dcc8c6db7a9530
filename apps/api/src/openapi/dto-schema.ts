import { getMetadataStorage } from 'class-validator';
import { MAPPING_ID } from '../ingestion/source.dto.ts';
import { PROPERTY_DESCRIPTIONS } from './parameters.ts';
import type { Schema } from './schema.ts';

/** A class that requests are validated against. */
export type Dto = new () => object;

type Rule = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

/** One property of a DTO as the description shows it. */
export interface DtoProperty {
  readonly name: string;
  readonly required: boolean;
  readonly schema: Schema;
}

/** Reads a DTO's properties from the very rules that refuse requests; empty for classes without rules. */
export function propertiesOf(dto: Dto): DtoProperty[] {
  const groups = new Map<string, Rule[]>();
  for (const rule of getMetadataStorage().getTargetValidationMetadatas(dto, '', false, false))
    groups.set(rule.propertyName, [...(groups.get(rule.propertyName) ?? []), rule]);
  const defaults: object = groups.size === 0 ? {} : new dto();
  return [...groups].map(([name, rules]) => propertyOf(name, rules, Reflect.get(defaults, name)));
}

function propertyOf(name: string, rules: readonly Rule[], standard: unknown): DtoProperty {
  const isConditional = rules.some((rule) => rule.type === 'conditionalValidation');
  const checks = rules.filter((rule) => rule.type === 'customValidation');
  const isList = checks.some((rule) => rule.name === 'isArray');
  const own = mergeOf(checks.filter((rule) => !rule.each));
  const schema: Schema = isList ? { ...own, items: mergeOf(checks.filter((rule) => rule.each)) } : own;
  return {
    name,
    required: !isConditional && standard === undefined,
    schema: {
      ...schema,
      description: descriptionOf(name, rules),
      ...(standard === undefined ? {} : { default: standard }),
    },
  };
}

function mergeOf(rules: readonly Rule[]): Schema {
  return rules.reduce<Schema>((schema, rule) => ({ ...schema, ...schemaOf(rule) }), {});
}

/** What one rule says; a new kind of rule has to be taught here, or the description would be silent about it. */
function schemaOf({ name, propertyName, constraints }: Rule): Schema {
  const [first, second]: unknown[] = constraints ?? [];
  switch (name) {
    case 'isString':
      return { type: 'string' };
    case 'isArray':
      return { type: 'array' };
    case 'isObject':
      return { type: 'object', additionalProperties: true };
    case 'isMapping':
      return {
        oneOf: [
          { type: 'string', pattern: MAPPING_ID.source },
          { type: 'object', additionalProperties: true },
        ],
      };
    case 'isInt':
      return { type: 'integer' };
    case 'isUuid':
      return { type: 'string', format: 'uuid' };
    case 'isIso8601':
    case 'isRFC3339':
      return { type: 'string', format: 'date-time' };
    case 'isIn':
      return { type: 'string', enum: Array.isArray(first) ? first.map(String) : [] };
    case 'matches':
      return { type: 'string', pattern: first instanceof RegExp ? first.source : String(first) };
    case 'isLength':
      return { minLength: Number(first), maxLength: Number(second) };
    case 'maxLength':
      return { maxLength: Number(first) };
    case 'min':
      return { minimum: Number(first) };
    case 'max':
      return { maximum: Number(first) };
    case 'isBoolean':
      return { type: 'boolean' };
    case 'arrayNotEmpty':
      return { minItems: 1 };
    case 'arrayMaxSize':
      return { maxItems: Number(first) };
    default:
      throw new Error(
        `The rule "${name ?? '?'}" of "${propertyName}" is not known to the description. Teach it in dto-schema.ts.`,
      );
  }
}

function descriptionOf(property: string, rules: readonly Rule[]): string {
  const [rule] = rules;
  const owner = typeof rule?.target === 'function' ? rule.target.name : '';
  const description = PROPERTY_DESCRIPTIONS[`${owner}.${property}`];
  if (description === undefined)
    throw new Error(`The property "${owner}.${property}" has no description. Give it one in parameters.ts.`);
  return description;
}
