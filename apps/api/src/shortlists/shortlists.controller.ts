import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  Param,
  ParseUUIDPipe,
  Patch,
  Post,
  Query,
  Req,
  Res,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { KeepShortlists, type Shortlist, type ShortlistContent } from '#application';
import { pageByKey } from '../catalogue/page.ts';
import { type AuthenticatedRequest, principalOf } from '../http/access.guard.ts';
import { Cursors, scopeOf } from '../http/cursors.ts';
import { ListQuery } from '../http/list.dto.ts';
import { ProblemException } from '../http/problem.ts';
import { requireVersion, showsVersion } from '../http/writes/versions.ts';
import { Asked } from '../matching/asked.ts';
import { ShortlistComparisons } from './shortlist-comparison.ts';
import { NewShortlist, ShortlistChange, ShortlistComparisonQuery } from './shortlist.dto.ts';
import { ShortlistQuestions } from './shortlist-questions.ts';

const UUID = new ParseUUIDPipe({
  exceptionFactory: () =>
    new ProblemException(
      'not-found',
      'There is no such shortlist; shortlist ids are UUIDs. List yours with /v1/shortlists.',
    ),
});

/** Shortlists: needs over several markets, and the offerings chosen for them; everybody in the tenant shares them. */
@Controller('v1/shortlists')
export class ShortlistsController {
  constructor(
    private readonly shortlists: KeepShortlists,
    private readonly questions: ShortlistQuestions,
    private readonly comparisons: ShortlistComparisons,
    private readonly asked: Asked,
    private readonly cursors: Cursors,
  ) {}

  @Get()
  async list(@Query() query: ListQuery, @Req() request: AuthenticatedRequest): Promise<object> {
    const scope = scopeOf(request.principal, 'shortlists', query);
    const all = await this.shortlists.list(principalOf(request).tenant);
    const page = pageByKey(this.cursors, scope, query, all, ({ id }) => id);
    return { items: page.items.map(toResponse), next: page.next };
  }

  @Get(':shortlist')
  async find(@Param('shortlist', UUID) id: string, @Req() request: AuthenticatedRequest): Promise<object> {
    return answer(request, await this.shortlists.find(principalOf(request).tenant, id));
  }

  @Post()
  async add(
    @Body() body: NewShortlist,
    @Req() request: AuthenticatedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const content = contentOf(body, { needs: body.needs, offerings: [] });
    this.questions.read(await this.asked.now(request), content);
    const { tenant, name: by } = principalOf(request);
    const added = await this.shortlists.add(tenant, by, { name: body.name, content });
    reply.header('location', `/v1/shortlists/${added.id}`);
    return answer(request, added);
  }

  @Patch(':shortlist')
  async change(
    @Param('shortlist', UUID) id: string,
    @Body() body: ShortlistChange,
    @Req() request: AuthenticatedRequest,
  ): Promise<object> {
    const world = await this.asked.now(request);
    const changed = await this.shortlists.change(principalOf(request).tenant, id, (before) => {
      requireVersion(request, before.version);
      const content = contentOf(body, before);
      this.questions.read(world, content);
      return { name: body.name ?? before.name, content };
    });
    return answer(request, changed);
  }

  @Delete(':shortlist')
  @HttpCode(204)
  async remove(@Param('shortlist', UUID) id: string, @Req() request: AuthenticatedRequest): Promise<void> {
    await this.shortlists.remove(principalOf(request).tenant, id, ({ version }) =>
      requireVersion(request, version),
    );
  }

  @Get(':shortlist/comparison')
  async compare(
    @Param('shortlist', UUID) id: string,
    @Query() query: ShortlistComparisonQuery,
    @Req() request: AuthenticatedRequest,
  ): Promise<object> {
    const shortlist = await this.shortlists.find(principalOf(request).tenant, id);
    const { position, needs, offerings, clauses } = await this.asked.from(
      request,
      query.knownAt,
      async (world) => ({
        position: world.position,
        ...(await this.comparisons.compare(world, shortlist, query)),
      }),
    );
    const scope = scopeOf(request.principal, `shortlists/${id}/${shortlist.version}/comparison`, query);
    const after = this.cursors.read<{ row: number }>(query.cursor, scope)?.row ?? 0;
    const end = after + query.limit;
    return {
      position,
      shortlist: { id, name: shortlist.name },
      needs,
      offerings,
      items: clauses.slice(after, end),
      next: end < clauses.length ? this.cursors.write({ row: end }, scope) : null,
    };
  }
}

/** What is stated, over what was there before. */
function contentOf(stated: ShortlistChange, before: ShortlistContent): ShortlistContent {
  const { dealBreakers } = stated;
  return {
    needs: stated.needs ?? before.needs,
    dealBreakers: dealBreakers === undefined ? before.dealBreakers : dealBreakers,
    weights: stated.weights ?? before.weights,
    unknowns: stated.unknowns ?? before.unknowns,
    offerings: stated.offerings ?? before.offerings,
  };
}

function answer(request: AuthenticatedRequest, shortlist: Shortlist): object {
  showsVersion(request, shortlist.version);
  return toResponse(shortlist);
}

function toResponse(shortlist: Shortlist): object {
  const { id, name, needs, dealBreakers = null, weights = null, unknowns = null } = shortlist;
  const { offerings, by, created, changed } = shortlist;
  return { id, name, needs, dealBreakers, weights, unknowns, offerings, by, created, changed };
}
