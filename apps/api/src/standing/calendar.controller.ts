import { applyDecorators, Controller, Get, Query, Req, Res } from '@nestjs/common';
import { IsArray, IsIn, IsOptional, IsString, Length, Matches } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { Clock, WorldKeeper } from '#application';
import { addDuration, type Language } from '#domain';
import { writeICalendar } from '#formats';
import { dayOf } from '../catalogue/as-of.dto.ts';
import { requireMarket, requireVendor } from '../catalogue/known-market.ts';
import { pageByKey } from '../catalogue/page.ts';
import { answerIn } from '../explanation/explained.ts';
import type { AuthenticatedRequest } from '../http/authenticated-request.ts';
import { Cursors, scopeOf } from '../http/cursors.ts';
import { List, ListQuery } from '../http/list.dto.ts';
import {
  CALENDAR_KINDS,
  CalendarEntries,
  type CalendarEntry,
  type CalendarKind,
} from './calendar-entries.ts';

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const HORIZON = { months: 12, days: 0 };

const InMarket = (): PropertyDecorator =>
  applyDecorators(
    IsOptional(),
    Matches(/^[A-Z]{2,5}$/, { message: 'market must be a market code such as KR' }),
  );
const OfVendor = (): PropertyDecorator => applyDecorators(IsOptional(), IsString(), Length(1, 100));
const OfKinds = (): PropertyDecorator =>
  applyDecorators(
    IsOptional(),
    List(),
    IsArray(),
    IsIn(CALENDAR_KINDS, { each: true, message: `kind must be one of ${CALENDAR_KINDS.join(', ')}` }),
  );
const Until = (): PropertyDecorator =>
  applyDecorators(IsOptional(), Matches(DAY, { message: 'until must be a calendar date' }));

class CalendarQuery {
  @InMarket() market?: string;
  @OfVendor() vendor?: string;
  @OfKinds() kind?: CalendarKind[];
  @Until() until?: string;
}

class CalendarListQuery extends ListQuery {
  @InMarket() market?: string;
  @OfVendor() vendor?: string;
  @OfKinds() kind?: CalendarKind[];
  @Until() until?: string;
}

/** What is to come: verdicts that will turn, rules that begin or end, certificates that end, notices that close. */
@Controller('v1')
export class CalendarController {
  constructor(
    private readonly entries: CalendarEntries,
    private readonly worlds: WorldKeeper,
    private readonly cursors: Cursors,
    private readonly clock: Clock,
  ) {}

  @Get('calendar')
  async list(
    @Query() query: CalendarListQuery,
    @Req() request: AuthenticatedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const found = await this.gather(query, answerIn(request, reply));
    const scope = scopeOf(request.principal, 'calendar', query);
    return pageByKey(this.cursors, scope, query, found, ({ day, id }) => `${day} ${id}`);
  }

  @Get('calendar.ics')
  async subscribe(
    @Query() query: CalendarQuery,
    @Req() request: AuthenticatedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const found = await this.gather(query, answerIn(request, reply));
    reply.header('content-type', 'text/calendar; charset=utf-8');
    // The same entries are the same bytes for a day, so that subscribers can ask whether anything changed.
    return writeICalendar(
      ['Placet', query.market, query.vendor].filter(Boolean).join(' '),
      `${this.clock.today()}T00:00:00Z`,
      found.map(({ id, day, at, title, sentence, kind, market }) => ({
        uid: `${id}@placet`,
        start: at ?? day,
        summary: title,
        description: sentence,
        categories: [kind, ...(market === null ? [] : [market])],
      })),
    );
  }

  private gather(query: CalendarQuery, language: Language): Promise<readonly CalendarEntry[]> {
    const { market, vendor, kind, until } = query;
    requireMarket(this.worlds.world, market);
    requireVendor(this.worlds.world, vendor);
    const after = this.clock.today();
    return this.entries.gather(
      {
        after,
        until: until === undefined ? addDuration(after, HORIZON) : dayOf(until, 'until'),
        ...(market === undefined ? {} : { market }),
        ...(vendor === undefined ? {} : { vendor }),
        kinds: new Set(kind ?? CALENDAR_KINDS),
      },
      language,
    );
  }
}
