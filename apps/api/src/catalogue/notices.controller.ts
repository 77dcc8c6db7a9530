import { Controller, Get, Param, ParseUUIDPipe, Query, Req } from '@nestjs/common';
import { IsIn, IsOptional, IsString, Length, Matches } from 'class-validator';
import { NotFound, NoticeCompiler, type NoticeCursor, type NoticeRow, NoticeStore } from '#application';
import { NOTICE_STATUSES, processView } from '#domain';
import type { AuthenticatedRequest } from '../http/access.guard.ts';
import { Cursors, scopeOf } from '../http/cursors.ts';
import { ListQuery } from '../http/list.dto.ts';
import { ProblemException } from '../http/problem.ts';

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
  @Matches(/^[0-9A-Za-z.-]{1,20}$/, {
    message: 'cpv must be a classification code or the beginning of one, such as 72',
  })
  cpv?: string;
  @IsOptional() @Matches(DAY, { message: 'deadlineFrom must be a calendar date' }) deadlineFrom?: string;
  @IsOptional() @Matches(DAY, { message: 'deadlineTo must be a calendar date' }) deadlineTo?: string;
  @IsOptional() @Matches(AMOUNT, { message: 'valueFrom must be an amount' }) valueFrom?: string;
  @IsOptional() @Matches(AMOUNT, { message: 'valueTo must be an amount' }) valueTo?: string;
}

const UUID = new ParseUUIDPipe({
  exceptionFactory: () =>
    new ProblemException(
      'not-found',
      'There is no such notice; notice ids are UUIDs. Find one with /v1/notices?source=&key=.',
    ),
});

/** Procurement notices: search, present state, history. */
@Controller('v1/notices')
export class NoticesController {
  constructor(
    private readonly notices: NoticeStore,
    private readonly compiler: NoticeCompiler,
    private readonly cursors: Cursors,
  ) {}

  @Get()
  async search(@Query() query: NoticeListQuery, @Req() request: AuthenticatedRequest): Promise<object> {
    const { limit, cursor, cpv, ...conditions } = query;
    const scope = scopeOf(request.principal, 'notices', query);
    const after = this.cursors.read<NoticeCursor & Record<string, unknown>>(cursor, scope);
    const found = await this.notices.search(
      { ...conditions, ...(cpv === undefined ? {} : { classification: cpv }) },
      after,
      limit + 1,
    );
    const page = found.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map(toResponse),
      next:
        last && found.length > page.length
          ? this.cursors.write({ published: last.published, id: last.id }, scope)
          : null,
    };
  }

  @Get(':notice')
  async find(@Param('notice', UUID) id: string): Promise<object> {
    const notice = await this.notices.find(id);
    if (!notice) throw new NotFound('notice', id);
    return toResponse(notice);
  }

  @Get(':notice/versions')
  async versions(@Param('notice', UUID) id: string): Promise<object> {
    const view = processView(this.compiler.compile(await this.notices.publications(id)));
    if (!view) throw new NotFound('notice', id);
    return { items: view.history, conflicts: view.conflicts, next: null };
  }
}

function toResponse({ id, body, status, versions }: NoticeRow): object {
  return { id, ...body, status, versions };
}
