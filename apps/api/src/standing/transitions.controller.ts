import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { IsIn, IsOptional, IsString, Length, Matches } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { InvalidInput, TransitionLog, type TransitionRecord, WorldKeeper } from '#application';
import { isDay, type Language, sayTransition, type Verdict, VERDICTS, type World } from '#domain';
import { requireMarket } from '../catalogue/known-market.ts';
import { answerIn } from '../explanation/explained.ts';
import type { AuthenticatedRequest } from '../http/authenticated-request.ts';
import { Cursors, scopeOf } from '../http/cursors.ts';
import { ListQuery } from '../http/list.dto.ts';

const FROM_TO = [...VERDICTS, 'none'] as const;
const MOMENT = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2}))?$/;

class TransitionListQuery extends ListQuery {
  @IsOptional()
  @Matches(/^[A-Z]{2,5}$/, { message: 'market must be a market code such as KR' })
  market?: string;
  @IsOptional() @IsString() @Length(1, 100) vendor?: string;
  @IsOptional() @IsString() @Length(1, 100) offering?: string;
  @IsOptional()
  @Matches(MOMENT, { message: 'since must be a date or a time such as 2026-11-24T09:00:00Z' })
  since?: string;
  @IsOptional()
  @Matches(MOMENT, { message: 'until must be a date or a time such as 2026-11-24T09:00:00Z' })
  until?: string;
  @IsOptional()
  @IsIn(FROM_TO, { message: `from must be one of ${FROM_TO.join(', ')}` })
  from?: Verdict | 'none';
  @IsOptional() @IsIn(FROM_TO, { message: `to must be one of ${FROM_TO.join(', ')}` }) to?: Verdict | 'none';
  @IsOptional()
  @IsIn(['newest', 'oldest'], { message: 'order must be newest or oldest' })
  order: 'newest' | 'oldest' = 'newest';
}

/** Changes of standing verdicts, with the way from each back to its cause. */
@Controller('v1/transitions')
export class TransitionsController {
  constructor(
    private readonly transitions: TransitionLog,
    private readonly worlds: WorldKeeper,
    private readonly cursors: Cursors,
  ) {}

  @Get()
  async list(
    @Query() query: TransitionListQuery,
    @Req() request: AuthenticatedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const { world } = this.worlds;
    requireMarket(world, query.market);
    const { limit, cursor, order, since, until, ...conditions } = query;
    const scope = scopeOf(request.principal, 'transitions', query);
    const after = this.cursors.read<{ id: string }>(cursor, scope)?.id ?? null;
    const asked = {
      ...conditions,
      ...(since === undefined ? {} : { since: instantOf(since, 'since') }),
      ...(until === undefined ? {} : { until: instantOf(until, 'until') }),
      tenant: request.principal?.tenant ?? null,
    };
    const found = await this.transitions.list(asked, order, after, limit + 1);
    const page = found.slice(0, limit);
    const last = page.at(-1);
    const language = answerIn(request, reply);
    return {
      items: page.map((transition) => toResponse(world, transition, language)),
      next: last && found.length > page.length ? this.cursors.write({ id: last.id }, scope) : null,
    };
  }
}

/** A date is its first moment in UTC. */
function instantOf(text: string, parameter: string): string {
  const date = new Date(text.length === 10 ? `${text}T00:00:00Z` : text);
  if (!isDay(text.slice(0, 10)) || Number.isNaN(date.getTime())) {
    const detail = `"${text}" is no time. Write a date or a time with its zone, such as 2026-11-24T09:00:00Z.`;
    throw new InvalidInput([{ parameter, detail }]);
  }
  return date.toISOString();
}

function toResponse(world: World, transition: TransitionRecord, language: Language): object {
  const { id, market, question, base, vendor, offering, before, after, asOf, position, at, parts } =
    transition;
  return {
    id,
    at,
    asOf,
    market,
    question: { id: question, need: base },
    vendor: { id: vendor, name: world.vendors.get(vendor)?.name ?? null },
    offering: { id: offering, name: world.offerings.get(offering)?.name ?? null },
    from: before,
    to: after,
    position,
    cause: causeOf(transition),
    gates: parts.gates,
    served: parts.served,
    sentence: sentenceOf(world, transition, language),
  };
}

function causeOf({ change, thing, asOf }: TransitionRecord): object {
  if (change === null) return { kind: 'day', day: asOf, thing };
  const { source, sourceName, delivery, pointer, ...entry } = change;
  return {
    kind: 'change',
    change: entry,
    source: source === null ? null : { id: source, name: sourceName },
    delivery,
    pointer,
  };
}

function sentenceOf(world: World, transition: TransitionRecord, language: Language): string {
  const { market, offering, vendor, before, after, asOf, parts, change, thing } = transition;
  const told = { market, offering, vendor, before, after, asOf, parts };
  if (change !== null) {
    const { kind, key, version, sourceName: source } = change;
    return sayTransition(
      world,
      { ...told, cause: { kind: 'change', change: { kind, key, version, source } } },
      language,
    );
  }
  const reached = { kind: 'date', effect: 'reached', id: asOf, subject: null, what: null } as const;
  return sayTransition(world, { ...told, cause: { kind: 'day', thing: thing ?? reached } }, language);
}
