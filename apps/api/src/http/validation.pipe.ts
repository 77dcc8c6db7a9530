import { type ArgumentMetadata, Injectable, type ValidationError, ValidationPipe } from '@nestjs/common';
import { getMetadataStorage } from 'class-validator';
import { nearestNames } from '#domain';
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
    const errors = this.toValidate(metadata) ? await this.validateOnly(value, metadata) : [];
    if (errors.length > 0) {
      throw new ProblemException('invalid-input', errors.map((error) => error.detail).join(' '), errors);
    }
    return super.transform(value, metadata);
  }

  private async validateOnly(value: unknown, metadata: ArgumentMetadata): Promise<ProblemError[]> {
    const { plainToInstance } = await import('class-transformer');
    const { validate } = await import('class-validator');
    const target = metadata.metatype;
    if (!isDto(target)) return [];
    const instance: object = plainToInstance(target, value ?? {});
    const failures = await validate(instance, {
      whitelist: true,
      forbidNonWhitelisted: true,
      forbidUnknownValues: true,
    });
    return failures.flatMap((failure) => problemsOf(failure, '', metadata.type === 'body', target));
  }
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
  const own = Object.entries(error.constraints ?? {}).map(([rule, message]) => {
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

function propertiesOf(target: new () => object): string[] {
  const metadata = getMetadataStorage().getTargetValidationMetadatas(target, '', false, false);
  return [...new Set(metadata.map((entry) => entry.propertyName))];
}

function sentence(message: string): string {
  return `${message.charAt(0).toUpperCase()}${message.slice(1)}.`;
}
