import { Controller, Get, Header, Param, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { NotFound } from '#application';
import { nearestNames } from '#domain';
import { type SchemaFile, schemaFiles } from '#formats';
import { PROBLEMS } from '../http/problem.ts';
import { ApiDescription } from './api-description.ts';
import { describeEvents } from './async-api.ts';
import { API_VERSION } from './describe-api.ts';

/** What programs read about this API: the description, the schemas of documents, and the kinds of problem. */
@Controller()
export class DescriptionController {
  private files: readonly SchemaFile[] | undefined;

  constructor(private readonly description: ApiDescription) {}

  @Get('openapi.json')
  async describe(@Res() reply: FastifyReply): Promise<void> {
    const { text, etag } = this.description.document;
    await reply
      .type('application/json; charset=utf-8')
      .headers({ etag, 'cache-control': 'no-cache' })
      .send(text);
  }

  @Get('asyncapi.json')
  @Header('cache-control', 'no-cache')
  events(): object {
    return describeEvents(API_VERSION);
  }

  @Get('schemas')
  schemas(): object {
    return {
      items: this.schemaFiles().map(({ name, schema }) => ({
        name,
        title: String(schema['title'] ?? name),
        href: `/schemas/${name}`,
      })),
    };
  }

  @Get('schemas/:name')
  async schema(@Param('name') name: string, @Res() reply: FastifyReply): Promise<void> {
    const files = this.schemaFiles();
    const file = files.find((candidate) => candidate.name === name);
    if (!file)
      throw new NotFound(
        'schema',
        name,
        nearestNames(
          name,
          files.map((one) => one.name),
        ),
      );
    await reply
      .type('application/schema+json; charset=utf-8')
      .header('cache-control', 'no-cache')
      .send(JSON.stringify(file.schema));
  }

  @Get('problems')
  problems(): object {
    return {
      items: Object.entries(PROBLEMS).map(([name, problem]) => ({ type: `/problems/${name}`, ...problem })),
    };
  }

  @Get('problems/:type')
  problem(@Param('type') name: string): object {
    const found = Object.entries(PROBLEMS).find(([known]) => known === name);
    if (!found) throw new NotFound('kind of problem', name, nearestNames(name, Object.keys(PROBLEMS)));
    return { type: `/problems/${name}`, ...found[1] };
  }

  private schemaFiles(): readonly SchemaFile[] {
    this.files ??= schemaFiles();
    return this.files;
  }
}
