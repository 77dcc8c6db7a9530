import type { INestApplication } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { ApiProperty } from '@nestjs/swagger';
import { type Dto, type DtoProperty, propertiesOf } from './dto-schema.ts';

/** The DTOs of an application: by name, and which ones each handler (`Controller.method`) takes. */
export interface FoundDtos {
  readonly properties: ReadonlyMap<string, readonly DtoProperty[]>;
  readonly byHandler: ReadonlyMap<string, readonly string[]>;
}

/**
 * Finds every DTO that a controller takes and makes its properties visible to @nestjs/swagger, which knows only what
 * its own decorators say; types and limits are filled in afterwards from the validation rules.
 */
export function findDtos(app: INestApplication): FoundDtos {
  const properties = new Map<string, readonly DtoProperty[]>();
  const byHandler = new Map<string, readonly string[]>();
  for (const controller of controllersOf(app)) {
    const prototype: object = controller.prototype;
    for (const method of new MetadataScanner().getAllMethodNames(prototype)) {
      const types: unknown = Reflect.getMetadata('design:paramtypes', prototype, method);
      const dtos = Array.isArray(types) ? types.filter(isDto) : [];
      for (const dto of dtos) properties.set(dto.name, expose(dto));
      byHandler.set(
        `${controller.name}.${method}`,
        dtos.map((dto) => dto.name),
      );
    }
  }
  return { properties, byHandler };
}

function controllersOf(app: INestApplication): Dto[] {
  return [...app.get(ModulesContainer).values()].flatMap((module) =>
    [...module.controllers.values()].flatMap(({ metatype }) => (isClass(metatype) ? [metatype] : [])),
  );
}

function isClass(type: unknown): type is Dto {
  return typeof type === 'function';
}

function isDto(type: unknown): type is Dto {
  return isClass(type) && type !== Object && propertiesOf(type).length > 0;
}

function expose(dto: Dto): readonly DtoProperty[] {
  const properties = propertiesOf(dto);
  const prototype: object = dto.prototype;
  for (const { name, required } of properties) ApiProperty({ type: 'string', required })(prototype, name);
  return properties;
}
