import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { IsOptional, IsString, Length, Matches } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { Metrics } from '#platform';
import type { AuthenticatedRequest } from '../http/access.guard.ts';
import { KeptPages } from '../http/kept-pages.ts';
import { RankingQuery } from '../matching/question.dto.ts';
import { RankingPages } from '../matching/ranking-pages.ts';
import { NOTICE_ID } from './notice-id.pipe.ts';

class NoticeRankingQuery extends RankingQuery {
  @IsOptional()
  @Matches(/^[A-Z]{2,5}$/, { message: 'market must be a market code such as KR' })
  market?: string;
  @IsOptional() @IsString() @Length(1, 200) lot?: string;
}

/** Vendors ranked for one notice: the rules of its market, its need, and its own clauses. */
@Controller('v1/notices')
export class NoticeRankingController {
  constructor(
    private readonly pages: RankingPages,
    private readonly kept: KeptPages,
    private readonly metrics: Metrics,
  ) {}

  @Get(':notice/vendors')
  async vendors(
    @Param('notice', NOTICE_ID) notice: string,
    @Query() query: NoticeRankingQuery,
    @Req() request: AuthenticatedRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const stop = this.metrics.rankings.startTimer({ kind: 'notice' });
    const { market, lot, ...asked } = query;
    const subject = {
      notice,
      ...(market === undefined ? {} : { market }),
      ...(lot === undefined ? {} : { lot }),
    };
    this.kept.send(request, reply, await this.pages.page(subject, asked, request));
    stop();
  }
}
