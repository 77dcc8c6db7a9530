import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import { DocumentStore, NotFound, WorldKeeper } from '#application';
import { nearestNames } from '#domain';
import { type AnyMapping, mappingsIn, shippedMappings } from '#formats';
import { pageByKey } from '../catalogue/page.ts';
import type { AuthenticatedRequest } from '../http/access.guard.ts';
import { Cursors, scopeOf } from '../http/cursors.ts';
import { ListQuery } from '../http/list.dto.ts';

/** Mappings by which flat sources and registers are read: those that come with Placet and those delivered. */
@Controller('v1/mappings')
export class MappingsController {
  constructor(
    private readonly worlds: WorldKeeper,
    private readonly documents: DocumentStore,
    private readonly cursors: Cursors,
  ) {}

  @Get()
  list(@Query() query: ListQuery, @Req() request: AuthenticatedRequest): object {
    const scope = scopeOf(request.principal, 'mappings', query);
    const { all } = mappingsIn(this.worlds.world);
    const page = pageByKey(this.cursors, scope, query, all, ({ id }) => id);
    return { items: page.items.map(briefOf), next: page.next };
  }

  @Get(':mapping')
  async find(@Param('mapping') id: string): Promise<object> {
    const mappings = mappingsIn(this.worlds.world);
    const mapping = mappings.get(id);
    if (mapping === undefined) throw new NotFound('mapping', id, nearestNames(id, mappings.ids));
    const delivered = await this.documents.versions('mapping', id);
    return {
      ...briefOf(mapping),
      recordedFrom: delivered.findLast(({ recordedTo }) => recordedTo === null)?.recordedFrom ?? null,
      document: mapping,
      versions: delivered.map(({ body, recordedFrom, recordedTo }) => ({
        version: versionIn(body),
        recordedFrom,
        recordedTo,
      })),
    };
  }
}

function briefOf(mapping: AnyMapping): object {
  const { id, version, name, country, input } = mapping;
  const isShipped = shippedMappings().get(id) === mapping;
  return {
    id,
    version,
    name,
    ...(country === undefined ? {} : { country }),
    format: input.format,
    makes: 'register' in mapping ? 'register' : 'notices',
    ...('register' in mapping ? { register: mapping.register.id, scheme: mapping.register.scheme } : {}),
    origin: isShipped ? 'shipped' : 'delivered',
  };
}

function versionIn(body: unknown): string {
  const version: unknown = typeof body === 'object' && body !== null ? Reflect.get(body, 'version') : '';
  return String(version);
}
