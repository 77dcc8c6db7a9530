import { Injectable } from '@nestjs/common';
import { ApiDescription } from '../../openapi/api-description.ts';
import type { Schema } from '../../openapi/schema.ts';
import { type Column, columnsOf } from './columns.ts';
import { CSV, itemsOf, resolved } from './lists.ts';

/** What a route can answer with. */
export interface Representation {
  /** Media types of a success, the one that is given unasked first. */
  readonly types: readonly string[];
  /** Of a list. */
  readonly columns: readonly Column[] | null;
  /** Where the size and place of a page are asked for; null where there is but one. */
  readonly paging: 'query' | 'body' | null;
}

interface Operation {
  readonly parameters?: readonly { readonly name?: string; readonly in?: string }[];
  readonly requestBody?: { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> };
  readonly responses?: Readonly<
    Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: Schema }>> }>
  >;
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

/** Reads from the description of the API what every route can answer with, once. */
@Injectable()
export class Representations {
  private kept: ReadonlyMap<string, Representation> | undefined;

  constructor(private readonly description: ApiDescription) {}

  /** By route as the access table names it; undefined for what is not described. */
  of(route: string): Representation | undefined {
    this.kept ??= this.read();
    return this.kept.get(route);
  }

  private read(): ReadonlyMap<string, Representation> {
    const { paths, components }: Description = JSON.parse(this.description.document.text);
    return new Map(
      Object.entries(paths).flatMap(([path, operations]) =>
        Object.entries(operations).map(([method, operation]): [string, Representation] => [
          `${method.toUpperCase()} ${path.replaceAll(/\{([^}]+)\}/g, ':$1')}`,
          representationOf(operation, components.schemas),
        ]),
      ),
    );
  }
}

function representationOf(operation: Operation, schemas: Readonly<Record<string, Schema>>): Representation {
  const content = operation.responses?.['200']?.content ?? {};
  const items = CSV in content ? itemsOf(content['application/json']?.schema, schemas) : undefined;
  return {
    types: Object.keys(content),
    columns: items === undefined ? null : columnsOf(items, schemas),
    paging: pagingOf(operation, schemas),
  };
}

function pagingOf(operation: Operation, schemas: Readonly<Record<string, Schema>>): Representation['paging'] {
  if (operation.parameters?.some(({ name, in: place }) => name === 'cursor' && place === 'query'))
    return 'query';
  const body = resolved(operation.requestBody?.content?.['application/json']?.schema, schemas);
  return body?.properties?.['cursor'] === undefined ? null : 'body';
}
