import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import { ArrayMaxSize, IsArray, IsIn, IsOptional, IsString, Length, Matches } from 'class-validator';
import {
  InvalidInput,
  NOTICE_FACETS,
  NOTICE_SORTS,
  NotFound,
  NoticeCompiler,
  type NoticeCursor,
  type NoticeFacet,
  type NoticeQuery,
  type NoticeRow,
  NoticeSearch,
  type NoticeSort,
  NoticeStore,
  WorldKeeper,
} from '#application';
import { NOTICE_KINDS, NOTICE_STATUSES, processView, RELEVANCE_BANDS, type RelevanceBand } from '#domain';
import type { AuthenticatedRequest } from '../http/access.guard.ts';
import { Cursors, scopeOf } from '../http/cursors.ts';
import { List, ListQuery } from '../http/list.dto.ts';
import { dayOf } from './as-of.dto.ts';
import { requireMarket } from './known-market.ts';
import { NOTICE_ID } from './notice-id.pipe.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const AMOUNT = /^\d{1,18}(\.\d{1,4})?$/;

class NoticeListQuery extends ListQuery {
  @IsOptional() @IsString() @Length(1, 200) text?: string;
  @IsOptional()
  @Matches(/^[A-Z]{2,5}$/, { message: 'market must be a market code such as KR' })
  market?: string;
  @IsOptional() @IsString() @Length(1, 64) source?: string;
  @IsOptional() @IsString() @Length(1, 500) key?: string;
  @IsOptional()
  @IsIn(NOTICE_STATUSES, { message: `status must be one of ${NOTICE_STATUSES.join(', ')}` })
  status?: string;
  @IsOptional()
  @IsIn(NOTICE_KINDS, { message: `kind must be one of ${NOTICE_KINDS.join(', ')}` })
  kind?: string;
  @IsOptional() @IsString() @Length(1, 500) buyer?: string;
  @IsOptional()
  @List()
  @IsArray()
  @IsIn(RELEVANCE_BANDS, { each: true, message: `relevance must be one of ${RELEVANCE_BANDS.join(', ')}` })
  relevance?: RelevanceBand[];
  @IsOptional()
  @Matches(/^[0-9A-Za-z.-]{1,20}$/, {
    message: 'cpv must be a classification code or the beginning of one, such as 72',
  })
  cpv?: string;
  @IsOptional() @Matches(DAY, { message: 'deadlineFrom must be a calendar date' }) deadlineFrom?: string;
  @IsOptional() @Matches(DAY, { message: 'deadlineTo must be a calendar date' }) deadlineTo?: string;
  @IsOptional() @Matches(AMOUNT, { message: 'valueFrom must be an amount' }) valueFrom?: string;
  @IsOptional() @Matches(AMOUNT, { message: 'valueTo must be an amount' }) valueTo?: string;
  @IsOptional()
  @Matches(/^[A-Z]{3}$/, { message: 'currency must be a currency code such as EUR' })
  currency?: string;
  @IsOptional()
  @Matches(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$/, { message: 'language must be a language tag such as de' })
  language?: string;
  @IsOptional()
  @IsIn(NOTICE_SORTS, { message: `sort must be one of ${NOTICE_SORTS.join(', ')}` })
  sort: NoticeSort = 'published';
  @IsOptional()
  @List()
  @IsArray()
  @ArrayMaxSize(NOTICE_FACETS.length)
  @IsIn(NOTICE_FACETS, { each: true, message: `facets must be among ${NOTICE_FACETS.join(', ')}` })
  facets?: NoticeFacet[];
}

/** Procurement notices: search, present state, history. */
@Controller('v1/notices')
export class NoticesController {
  constructor(
    private readonly notices: NoticeStore,
    private readonly index: NoticeSearch,
    private readonly worlds: WorldKeeper,
    private readonly compiler: NoticeCompiler,
    private readonly cursors: Cursors,
  ) {}

  @Get()
  async search(@Query() query: NoticeListQuery, @Req() request: AuthenticatedRequest): Promise<object> {
    const { limit, cursor, cpv, sort, facets, language, ...conditions } = query;
    if (sort === 'value' && query.currency === undefined) {
      const detail = 'Values of several currencies have no order. Add a currency, such as currency=EUR.';
      throw new InvalidInput([{ parameter: 'sort', detail }]);
    }
    // As long as no country is known, notices may still come from any.
    const world = this.worlds.isLoaded ? this.worlds.world : undefined;
    if (world && world.jurisdictions.size > 0) requireMarket(world, query.market);
    for (const parameter of ['deadlineFrom', 'deadlineTo'] as const) dayOf(query[parameter], parameter);
    const scope = scopeOf(request.principal, 'notices', query);
    const after = this.cursors.read<NoticeCursor & Record<string, unknown>>(cursor, scope);
    const asked: NoticeQuery = {
      ...conditions,
      languages: this.languages(query.market, language),
      ...(cpv === undefined ? {} : { classification: cpv }),
    };
    const { rows, next } = await this.index.search(asked, sort, after, limit);
    return {
      items: rows.map(toResponse),
      next: next && this.cursors.write({ ...next }, scope),
      ...(facets === undefined ? {} : { facets: await this.index.facets(asked, facets) }),
    };
  }

  /** The languages that words are compared in: the one stated, else those of the market that is searched. */
  private languages(market: string | undefined, stated: string | undefined): readonly string[] {
    if (stated !== undefined) return [stated];
    if (market === undefined || !this.worlds.isLoaded) return [];
    return this.worlds.world.markets.get(market)?.languages ?? [];
  }

  @Get(':notice')
  async find(@Param('notice', NOTICE_ID) id: string): Promise<object> {
    const notice = await this.notices.find(id);
    if (!notice) throw new NotFound('notice', id);
    return toResponse(notice);
  }

  @Get(':notice/versions')
  async versions(@Param('notice', NOTICE_ID) id: string): Promise<object> {
    const view = processView(this.compiler.compile(await this.notices.publications(id)));
    if (!view) throw new NotFound('notice', id);
    return { items: view.history, conflicts: view.conflicts, next: null };
  }
}

function toResponse({ id, body, status, versions, relevance, clauseHints }: NoticeRow): object {
  return {
    id,
    ...body,
    status,
    versions,
    ...(relevance === null ? {} : { relevance }),
    ...(clauseHints === null ? {} : { clauseHints }),
  };
}
