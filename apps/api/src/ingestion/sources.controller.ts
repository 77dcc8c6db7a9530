import { Body, Controller, Delete, Get, HttpCode, Param, Patch, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import {
  AskRun,
  Conflict,
  NotFound,
  type SourceRecord,
  SourceRuns,
  type SourceSettings,
  SourceStore,
} from '#application';
import type { AuthenticatedRequest } from '../http/access.guard.ts';
import { pageByKey } from '../catalogue/page.ts';
import { Cursors, scopeOf } from '../http/cursors.ts';
import { ListQuery } from '../http/list.dto.ts';
import { requireVersion, showsVersion } from '../http/writes/versions.ts';
import { ProblemException } from '../http/problem.ts';
import { NewSource, SourceChange } from './source.dto.ts';
import { SourceRules } from './source-settings.ts';

/** Feeds and senders, and the runs of those that are looked at. */
@Controller('v1/sources')
export class SourcesController {
  constructor(
    private readonly sources: SourceStore,
    private readonly runs: SourceRuns,
    private readonly asking: AskRun,
    private readonly rules: SourceRules,
    private readonly cursors: Cursors,
  ) {}

  @Get()
  async list(@Query() query: ListQuery, @Req() request: AuthenticatedRequest): Promise<object> {
    const scope = scopeOf(request.principal, 'sources', query);
    const page = pageByKey(this.cursors, scope, query, await this.sources.list(), ({ id }) => id);
    return { items: page.items.map(toResponse), next: page.next };
  }

  @Get(':source')
  async find(@Param('source') id: string, @Req() request: AuthenticatedRequest): Promise<object> {
    const source = await this.existing(id);
    showsVersion(request, source.revision);
    return toResponse(source);
  }

  @Post()
  async add(@Body() body: NewSource, @Res() reply: FastifyReply): Promise<void> {
    const { id, kind, secret } = body;
    const settings = settingsOf(body, { name: body.name, ...NOTHING });
    await this.rules.check(kind, settings, secret !== undefined);
    if (!(await this.sources.add({ id, kind, ...settings }, secret ?? null)))
      throw new Conflict(`There is a source "${id}" already. Choose another id, or deliver to that one.`);
    await reply
      .status(201)
      .header('location', `/v1/sources/${id}`)
      .send(toResponse(await this.existing(id)));
  }

  @Patch(':source')
  async change(
    @Param('source') id: string,
    @Body() body: SourceChange,
    @Req() request: AuthenticatedRequest,
  ): Promise<object> {
    const source = await this.existing(id);
    requireVersion(request, source.revision);
    if (source.state === 'disabled')
      throw new Conflict(`Source "${id}" was deleted; its deliveries are kept. Make a new source.`);
    const settings = settingsOf(body, source);
    await this.rules.check(
      source.kind,
      settings,
      body.secret === undefined ? source.isSigned : body.secret !== null,
    );
    if (!(await this.sources.change(id, source.revision, settings, body.secret))) throw changedMeanwhile();
    return toResponse(await this.existing(id));
  }

  @Delete(':source')
  @HttpCode(204)
  async remove(@Param('source') id: string, @Req() request: AuthenticatedRequest): Promise<void> {
    const source = await this.existing(id);
    requireVersion(request, source.revision);
    if (!(await this.sources.remove(id, source.revision))) throw changedMeanwhile();
  }

  @Get(':source/runs')
  async listRuns(
    @Param('source') id: string,
    @Query() query: ListQuery,
    @Req() request: AuthenticatedRequest,
  ): Promise<object> {
    await this.existing(id);
    const scope = scopeOf(request.principal, `sources/${id}/runs`, query);
    const after = this.cursors.read<{ id: string }>(query.cursor, scope)?.id ?? null;
    const found = await this.runs.list(id, after, query.limit + 1);
    const page = found.slice(0, query.limit);
    const last = page.at(-1);
    return {
      items: page.map(({ received, counts, ...run }) => ({ ...run, counts: { received, ...counts } })),
      next: found.length > page.length && last ? this.cursors.write({ id: last.id }, scope) : null,
    };
  }

  @Post(':source/runs')
  @HttpCode(202)
  async askRun(@Param('source') id: string): Promise<object> {
    await this.asking.run(id);
    return { source: id, state: 'asked' };
  }

  private async existing(id: string): Promise<SourceRecord> {
    const source = await this.sources.find(id);
    if (!source) throw new NotFound('source', id);
    return source;
  }
}

const NOTHING = {
  format: null,
  mapping: null,
  url: null,
  schedule: null,
  paging: null,
  freshness: null,
  state: 'active',
} as const;

/** What is stated over what stands; null takes away. */
function settingsOf(stated: SourceChange, standing: SourceSettings): SourceSettings {
  return {
    name: stated.name ?? standing.name,
    format: over(stated.format, standing.format),
    mapping: over<unknown>(stated.mapping, standing.mapping),
    url: over(stated.url, standing.url),
    schedule: over(stated.schedule, standing.schedule),
    paging: over(stated.paging, standing.paging),
    freshness: over(stated.freshness, standing.freshness),
    state: stated.state ?? standing.state,
  };
}

function over<T>(value: T | undefined, before: T): T {
  return value === undefined ? before : value;
}

function changedMeanwhile(): ProblemException {
  const detail = 'The source was changed meanwhile. Read it again and repeat the change on what is there.';
  return new ProblemException('precondition-failed', detail, [{ header: 'If-Match', detail }]);
}

/** A source as it may be shown: whether it is signed, but no secret. */
function toResponse({ isSigned, ...source }: SourceRecord): object {
  return {
    ...Object.fromEntries(Object.entries(source).filter(([, value]) => value !== null)),
    signed: isSigned,
  };
}
