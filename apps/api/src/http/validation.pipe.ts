import { type ArgumentMetadata, Injectable, type ValidationError, ValidationPipe } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, validate } from 'class-validator';
import { nearestNames } from '#domain';
import { QUERY_STRING } from './list.dto.ts';
import { ProblemException, type ProblemError } from './problem.ts';

/** Validates DTOs strictly; refusals point at the place and name the nearest valid property. */
@Injectable()
export class StrictValidationPipe extends ValidationPipe {
  constructor() {
    super({
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
      transform: true,
      stopAtFirstError: false,
    });
  }

  override async transform(value: unknown, metadata: ArgumentMetadata): Promise<unknown> {
    if (
      metadata.type === 'body' &&
      (typeof value !== 'object' || value === null || Array.isArray(value)) &&
      metadata.metatype !== undefined &&
      metadata.metatype !== Object
    ) {
      throw new ProblemException('invalid-request', 'The body must be a JSON object.', [
        { pointer: '', detail: 'Expected an object.' },
      ]);
    }
    const { metatype } = metadata;
    return this.toValidate(metadata) && isDto(metatype)
      ? readDto(metatype, value, metadata.type === 'body')
      : super.transform(value, metadata);
  }
}

async function readDto(target: new () => object, value: unknown, isBody: boolean): Promise<object> {
  const instance: object = plainToInstance(target, value ?? {}, { groups: isBody ? [] : [QUERY_STRING] });
  const failures = await validate(instance, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
  });
  const errors = failures.flatMap((failure) => problemsOf(failure, '', isBody, target));
  if (errors.length > 0)
    throw new ProblemException('invalid-input', errors.map((error) => error.detail).join(' '), errors);
  return instance;
}

/** `toValidate` let it through, so it is a class of ours. */
function isDto(metatype: ArgumentMetadata['metatype']): metatype is new () => object {
  return metatype !== undefined;
}

function problemsOf(
  error: ValidationError,
  parent: string,
  isBody: boolean,
  target: new () => object,
): ProblemError[] {
  const path = `${parent}/${error.property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  const place = isBody ? { pointer: path } : { parameter: error.property };
  const constraints = Object.entries(error.constraints ?? {});
  if (constraints.length > 0 && error.value === undefined) {
    const what = isBody ? 'property' : 'parameter';
    return [{ ...place, detail: `The ${what} "${error.property}" is missing.` }];
  }
  // A value of the wrong type breaks the rules about its size as well; that says nothing new.
  const typed = constraints.filter(([rule]) => TYPE_RULES.has(rule));
  const own = (typed.length > 0 ? typed : constraints).map(([rule, message]) => {
    if (rule === 'isIn') {
      const allowed = allowedOf(target, error.property);
      const strange = [error.value as unknown].flat().find((value) => !allowed.includes(String(value)));
      return {
        ...place,
        detail: sentence(message),
        nearest: nearestNames(String(strange), allowed),
      };
    }
    if (rule === 'matches') {
      const nearest = capitalsOf(target, error);
      return { ...place, detail: sentence(message), ...(nearest.length > 0 ? { nearest } : {}) };
    }
    if (rule !== 'whitelistValidation') return { ...place, detail: sentence(message) };
    const nearest = nearestNames(error.property, propertiesOf(target));
    return {
      ...place,
      detail: `There is no ${isBody ? 'property' : 'parameter'} "${error.property}" here.${nearest.length > 0 ? ` Did you mean ${nearest.join(' or ')}?` : ''}`,
      nearest,
    };
  });
  return [...own, ...(error.children ?? []).flatMap((child) => problemsOf(child, path, isBody, target))];
}

const TYPE_RULES: ReadonlySet<string> = new Set(['isInt', 'isString', 'isArray', 'isObject']);

/** The values that a rule of a property allows, for rules that list them. */
function allowedOf(target: new () => object, property: string): readonly string[] {
  return getMetadataStorage()
    .getTargetValidationMetadatas(target, '', false, false)
    .filter((rule) => rule.propertyName === property && rule.name === 'isIn')
    .flatMap((rule): unknown[] => (Array.isArray(rule.constraints?.[0]) ? rule.constraints[0] : []))
    .map(String);
}

/** What was meant where a code differs from its pattern only in lower case, such as `kr`. */
function capitalsOf(target: new () => object, { property, value }: ValidationError): readonly string[] {
  const patterns = getMetadataStorage()
    .getTargetValidationMetadatas(target, '', false, false)
    .filter((rule) => rule.propertyName === property && rule.name === 'matches')
    .flatMap((rule): unknown[] => rule.constraints ?? [])
    .filter((pattern) => pattern instanceof RegExp);
  return [value as unknown]
    .flat()
    .filter((code) => typeof code === 'string')
    .filter((code) => patterns.every((pattern) => !pattern.test(code) && pattern.test(code.toUpperCase())))
    .map((code) => code.toUpperCase());
}

function propertiesOf(target: new () => object): string[] {
  const metadata = getMetadataStorage().getTargetValidationMetadatas(target, '', false, false);
  return [...new Set(metadata.map((entry) => entry.propertyName))];
}

function sentence(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
}
