import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import {
  completeQuestion,
  findMarket,
  KeptAnswers,
  NoticeSearch,
  type OpenNotices,
  type Ranking,
  type RankingRequest,
  Rankings,
  WorldKeeper,
} from '#application';
import type { RankedDecision, World } from '#domain';
import { Metrics } from '#platform';
import type { AuthenticatedRequest } from '../http/access.guard.ts';
import { Cursors, scopeOf } from '../http/cursors.ts';
import { Asked } from './asked.ts';
import { RankingBody, RankingQuery } from './question.dto.ts';
import { headOf, rankingItem } from './responses.ts';

interface PageCursor extends Readonly<Record<string, unknown>> {
  readonly position: string;
  readonly rank: number;
}

/** Markets, and vendors ranked in a market. */
@Controller('v1')
export class MarketsController {
  constructor(
    private readonly worlds: WorldKeeper,
    private readonly asked: Asked,
    private readonly rankings: Rankings,
    private readonly notices: NoticeSearch,
    private readonly kept: KeptAnswers,
    private readonly cursors: Cursors,
    private readonly metrics: Metrics,
  ) {}

  @Get('markets')
  async list(@Res() reply: FastifyReply): Promise<void> {
    const world = this.worlds.world;
    const open = await this.notices.openByMarket(new Date());
    const items: object[] = [];
    for (const code of [...world.markets.keys()].toSorted())
      items.push(await this.describe(world, code, open));
    await reply
      .type('application/json; charset=utf-8')
      .header('placet-position', world.position)
      .send(JSON.stringify({ items, next: null }));
  }

  @Get('markets/:market')
  async find(@Param('market') code: string, @Res() reply: FastifyReply): Promise<void> {
    const world = this.worlds.world;
    const market = findMarket(world, code);
    const answer = {
      ...(await this.describe(world, code, await this.notices.openByMarket(new Date()))),
      needs: market.needs,
      languages: market.languages,
      currency: market.currency,
    };
    await reply
      .type('application/json; charset=utf-8')
      .header('placet-position', world.position)
      .send(JSON.stringify(answer));
  }

  @Get('markets/:market/vendors')
  async vendors(
    @Param('market') market: string,
    @Query() query: RankingQuery,
    @Req() request: AuthenticatedRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const stop = this.metrics.rankings.startTimer({ kind: 'market' });
    const today = new Date().toISOString().slice(0, 10);
    const keptKey =
      query.knownAt === undefined
        ? JSON.stringify([
            this.worlds.world.position,
            today,
            market,
            query,
            query.cursor ? request.principal?.id : '',
          ])
        : null;
    const kept = keptKey === null ? undefined : this.kept.get(keptKey);
    const answer = kept ?? (await this.page(market, query, request, keptKey));
    await send(reply, this.worlds.world.position, answer);
    stop({ kept: kept ? 'yes' : 'no' });
  }

  @Post('rankings')
  @HttpCode(200)
  async rank(
    @Body() body: RankingBody,
    @Req() request: AuthenticatedRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await send(reply, this.worlds.world.position, await this.page(body.market, body, request, null));
  }

  private async page(
    market: string,
    query: RankingQuery & Partial<RankingBody>,
    request: AuthenticatedRequest,
    keptKey: string | null,
  ): Promise<{ body: string; etag?: string }> {
    const world = await this.asked.world(query.knownAt);
    const scope = scopeOf(request.principal, `rankings/${market}`, query);
    const cursor = this.cursors.read<PageCursor>(query.cursor, scope);
    const asked = this.asked.request(world, market, query, { needs: query.needs, where: query.where });
    const ranking = await this.at(world, asked, query.knownAt === undefined ? cursor : null);
    const listed = query.verdict
      ? ranking.ranked.filter(
          ({ decision }) => decision.verdict !== null && query.verdict?.includes(decision.verdict),
        )
      : ranking.ranked;
    const rest = listed.filter((item) => item.rank > (cursor?.rank ?? 0));
    const page = rest.slice(0, query.limit);
    const last = page.at(-1);
    const answer = {
      ...headOf(ranking, query.knownAt ?? null),
      counts: ranking.counts,
      items: page.map((item) => this.item(ranking, item, query.explain)),
      next:
        last && rest.length > page.length
          ? this.cursors.write({ position: ranking.world.position, rank: last.rank }, scope)
          : null,
    };
    return keptKey === null ? { body: JSON.stringify(answer) } : this.kept.put(keptKey, answer);
  }

  /** Later pages go on in the ranking that the first page showed, as long as it is kept. */
  private at(world: World, asked: RankingRequest, cursor: PageCursor | null): Promise<Ranking> {
    const kept = cursor ? this.rankings.keptAt(cursor.position, asked) : undefined;
    return kept ?? this.rankings.rank(world, asked);
  }

  private item(ranking: Ranking, item: RankedDecision, explain: 'none' | 'summary' | 'full'): object {
    const base = rankingItem(ranking, item, this.rankings.validUntil(ranking, item.decision));
    if (explain === 'none') return base;
    const decision =
      explain === 'full' ? this.rankings.explain(ranking, item.decision.offering) : item.decision;
    return {
      ...base,
      openQuestions: decision.questions,
      ...(explain === 'full' ? { requirements: decision.requirements } : {}),
    };
  }

  private async describe(
    world: World,
    code: string,
    open: ReadonlyMap<string, OpenNotices>,
  ): Promise<object> {
    const market = findMarket(world, code);
    const question = completeQuestion(world, { market: code }, new Date().toISOString().slice(0, 10));
    const ranking = await this.rankings.rank(world, { question, weights: null, where: null });
    return {
      code,
      name: market.name,
      ...(market.localName === undefined ? {} : { localName: market.localName }),
      blocs: market.blocs,
      regimes: ranking.regimes,
      openNotices: open.get(code)?.notices ?? 0,
      counts: ranking.counts,
    };
  }
}

async function send(
  reply: FastifyReply,
  position: string,
  answer: { body: string; etag?: string },
): Promise<void> {
  if (answer.etag !== undefined) reply.header('etag', answer.etag);
  await reply.type('application/json; charset=utf-8').header('placet-position', position).send(answer.body);
}
