import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import {
  completeQuestion,
  findMarket,
  InvalidInput,
  NoticeSearch,
  type OpenNotices,
  Rankings,
  TenantWorlds,
} from '#application';
import type { World } from '#domain';
import { Metrics } from '#platform';
import { AsOfQuery, DayQuery } from '../catalogue/as-of.dto.ts';
import { pageByKey } from '../catalogue/page.ts';
import { type AuthenticatedRequest, principalOf } from '../http/access.guard.ts';
import { Cursors, scopeOf } from '../http/cursors.ts';
import { RankingBody, RankingQuery } from './question.dto.ts';
import { KeptPages } from '../http/kept-pages.ts';
import { RankingPages } from './ranking-pages.ts';

/** Markets, and vendors ranked in a market. */
@Controller('v1')
export class MarketsController {
  constructor(
    private readonly worlds: TenantWorlds,
    private readonly rankings: Rankings,
    private readonly notices: NoticeSearch,
    private readonly kept: KeptPages,
    private readonly pages: RankingPages,
    private readonly metrics: Metrics,
    private readonly cursors: Cursors,
  ) {}

  @Get('markets')
  async list(
    @Query() query: AsOfQuery,
    @Req() request: AuthenticatedRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const world = await this.worlds.now(principalOf(request).tenant);
    const open = await this.notices.openByMarket(new Date());
    const scope = scopeOf(request.principal, 'markets', query);
    const page = pageByKey(this.cursors, scope, query, world.markets.keys(), (code) => code);
    const items: object[] = [];
    for (const code of page.items) items.push(await this.describe(world, code, open, query.asOf));
    await reply
      .type('application/json; charset=utf-8')
      .header('placet-position', world.position)
      .send(JSON.stringify({ items, next: page.next }));
  }

  @Get('markets/:market')
  async find(
    @Param('market') code: string,
    @Query() query: DayQuery,
    @Req() request: AuthenticatedRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const world = await this.worlds.now(principalOf(request).tenant);
    const market = findMarket(world, code);
    const answer = {
      ...(await this.describe(world, code, await this.notices.openByMarket(new Date()), query.asOf)),
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
    const answer = await this.pages.page({ market }, query, request);
    // What was believed once is asked rarely, and for the past at that.
    if (query.knownAt === undefined) this.kept.keepAndSend(request, reply, answer);
    else this.kept.send(request, reply, answer);
    stop();
  }

  @Post('rankings')
  @HttpCode(200)
  async rank(
    @Body() body: RankingBody,
    @Req() request: AuthenticatedRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { market, notice, lot, needs, where, ...query } = body;
    if (market === undefined && notice === undefined) {
      const detail = 'Say what to rank for: a market, such as "KR", or the id of a notice.';
      throw new InvalidInput([{ pointer: '/market', detail }]);
    }
    const { parts, position } = await this.pages.page({ market, notice, lot }, query, request, {
      needs,
      where,
    });
    await reply
      .type('application/json; charset=utf-8')
      .header('placet-position', position)
      .send(Buffer.concat(parts));
  }

  private async describe(
    world: World,
    code: string,
    open: ReadonlyMap<string, OpenNotices>,
    asOf: string | undefined,
  ): Promise<object> {
    const market = findMarket(world, code);
    const question = completeQuestion(world, { market: code, asOf }, new Date().toISOString().slice(0, 10));
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
