import { Body, Controller, Get, HttpCode, Param, ParseUUIDPipe, Post, Query, Req } from '@nestjs/common';
import { IsIn, IsObject, IsOptional, IsString, IsUUID, Length, MaxLength } from 'class-validator';
import {
  type HeldItem,
  InvalidInput,
  NotFound,
  type QuarantineDecision,
  QuarantineStore,
  RetryQuarantined,
} from '#application';
import type { AuthenticatedRequest } from '../http/access.guard.ts';
import { Cursors, scopeOf } from '../http/cursors.ts';
import { ListQuery } from '../http/list.dto.ts';
import { ProblemException } from '../http/problem.ts';

const UUID = new ParseUUIDPipe({
  exceptionFactory: () =>
    new ProblemException('not-found', 'There is no such item; ids of quarantined items are UUIDs.'),
});

class QuarantineQuery extends ListQuery {
  @IsOptional() @IsString() @Length(1, 64) source?: string;
  @IsOptional() @IsUUID('all', { message: 'delivery must be a delivery id' }) delivery?: string;
  @IsOptional()
  @IsIn(['open', 'retried', 'discarded'], { message: 'state must be open, retried or discarded' })
  state: string = 'open';
}

class RetryBody {
  @IsOptional() @IsObject({ message: 'item must be the corrected item as a JSON object' }) item?: object;
  @IsOptional() @IsString() @MaxLength(500_000) text?: string;
  @IsOptional() @IsString() @Length(1, 2000) reason?: string;
}

class DiscardBody {
  @IsString({ message: 'reason is needed: say why the item is given up' })
  @Length(1, 2000)
  reason!: string;
}

/** What waits in quarantine, and what people decide about it. */
@Controller('v1/quarantine')
export class QuarantineController {
  constructor(
    private readonly quarantine: QuarantineStore,
    private readonly retries: RetryQuarantined,
    private readonly cursors: Cursors,
  ) {}

  @Get()
  async quarantined(@Query() query: QuarantineQuery, @Req() request: AuthenticatedRequest): Promise<object> {
    const scope = scopeOf(request.principal, 'quarantine', query);
    const after = this.cursors.read<{ id: string }>(query.cursor, scope)?.id ?? null;
    const found = await this.quarantine.list(
      { source: query.source, delivery: query.delivery, state: query.state },
      after,
      query.limit + 1,
    );
    const page = found.slice(0, query.limit);
    const last = page.at(-1);
    return {
      items: page,
      next: found.length > page.length && last ? this.cursors.write({ id: last.id }, scope) : null,
    };
  }

  @Get(':item')
  async find(@Param('item', UUID) id: string): Promise<object> {
    return toResponse(await this.existing(id));
  }

  @Post(':item/retry')
  @HttpCode(200)
  async retry(
    @Param('item', UUID) id: string,
    @Body() body: RetryBody,
    @Req() request: AuthenticatedRequest,
  ): Promise<object> {
    if (body.item !== undefined && body.text !== undefined) {
      throw new InvalidInput([
        {
          pointer: '/text',
          detail: 'Give the corrected item once: as JSON in item, or in its own format in text.',
        },
      ]);
    }
    const corrected = body.item === undefined ? body.text : JSON.stringify(body.item);
    const by = { actor: actorOf(request), reason: body.reason ?? null };
    await this.retries.retry(id, by, corrected === undefined ? null : Buffer.from(corrected));
    return toResponse(await this.existing(id));
  }

  @Post(':item/discard')
  @HttpCode(200)
  async discard(
    @Param('item', UUID) id: string,
    @Body() body: DiscardBody,
    @Req() request: AuthenticatedRequest,
  ): Promise<object> {
    await this.retries.discard(id, { actor: actorOf(request), reason: body.reason });
    return toResponse(await this.existing(id));
  }

  private async existing(id: string): Promise<HeldItem & { decisions: readonly QuarantineDecision[] }> {
    const item = await this.quarantine.find(id);
    if (!item) throw new NotFound('quarantined item', id);
    return item;
  }
}

function actorOf({ principal }: AuthenticatedRequest): string {
  if (!principal) throw new ProblemException('unauthenticated', 'The request carries no key.');
  return principal.id;
}

function toResponse(item: HeldItem & { decisions: readonly QuarantineDecision[] }): object {
  const { ordinal: _, ...shown } = item;
  return shown;
}
