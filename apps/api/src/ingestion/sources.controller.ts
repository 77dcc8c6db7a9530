import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { IsIn, IsOptional, IsString, Length, Matches } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { Conflict, NotFound, type SourceRecord, SourceStore } from '#application';
import type { AuthenticatedRequest } from '../http/access.guard.ts';
import { showsVersion } from '../http/writes/versions.ts';

class NewSource {
  @Matches(/^[a-z0-9][a-z0-9-]{0,62}$/, {
    message: 'id must be lower-case letters, digits and dashes, at most 63',
  })
  id!: string;
  @IsString() @Length(1, 200) name!: string;
  @IsIn(['push'], { message: 'kind must be push' }) kind!: 'push';
  @IsOptional()
  @IsIn(['placet', 'ocds'], {
    message: 'format must be placet or ocds; leave it out to detect it from the content',
  })
  format?: string;
  @IsOptional()
  @Matches(/^P(?=.)(\d+Y)?(\d+M)?(\d+W)?(\d+D)?(T(?=.)(\d+H)?(\d+M)?)?$/, {
    message: 'freshness must be an ISO 8601 duration such as P1D or PT6H',
  })
  freshness?: string;
}

/** Feeds and senders. */
@Controller('v1')
export class SourcesController {
  constructor(private readonly sources: SourceStore) {}

  @Get('sources')
  async list(): Promise<object> {
    return { items: (await this.sources.list()).map(toResponse), next: null };
  }

  @Get('sources/:source')
  async find(@Param('source') id: string, @Req() request: AuthenticatedRequest): Promise<object> {
    const source = await this.sources.find(id);
    if (!source) throw new NotFound('source', id);
    showsVersion(request, source.revision);
    return toResponse(source);
  }

  @Post('sources')
  async add(@Body() body: NewSource, @Res() reply: FastifyReply): Promise<void> {
    const added = await this.sources.add({
      id: body.id,
      name: body.name,
      kind: body.kind,
      format: body.format ?? null,
      mapping: null,
      url: null,
      schedule: null,
      freshness: body.freshness ?? null,
    });
    if (!added)
      throw new Conflict(
        `There is a source "${body.id}" already. Choose another id, or deliver to that one.`,
      );
    const source = await this.sources.find(body.id);
    await reply
      .status(201)
      .header('location', `/v1/sources/${body.id}`)
      .send(source ? toResponse(source) : {});
  }
}

function toResponse(source: SourceRecord): object {
  return Object.fromEntries(
    Object.entries({ ...source, lastDelivery: source.lastDelivery }).filter(([, value]) => value !== null),
  );
}
