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
import { InvalidInput, KeepWebhooks, NotFound, type Webhook, type WebhookSettings } from '#application';
import { Egress, EgressRefused } from '#platform';
import { auditDetails } from '../audit/audit.interceptor.ts';
import { pageByKey } from '../catalogue/page.ts';
import { type AuthenticatedRequest, principalOf } from '../http/authenticated-request.ts';
import { Cursors, scopeOf } from '../http/cursors.ts';
import { ListQuery } from '../http/list.dto.ts';
import { ProblemException } from '../http/problem.ts';
import { requireVersion, showsVersion } from '../http/writes/versions.ts';
import { typesFor } from './audience.ts';
import { NewWebhook, ReplayQuery, WebhookChange } from './webhook.dto.ts';

const NEW = { types: undefined, markets: [], vendors: [], watches: [] };
const ID = new ParseUUIDPipe({ exceptionFactory: () => new NotFound('webhook', 'that is no UUID') });

/** Addresses that events are sent to, by Standard Webhooks. */
@Controller('v1/webhooks')
export class WebhooksController {
  constructor(
    private readonly webhooks: KeepWebhooks,
    private readonly egress: Egress,
    private readonly cursors: Cursors,
  ) {}

  @Get()
  async list(@Query() query: ListQuery, @Req() request: AuthenticatedRequest): Promise<object> {
    const { tenant } = principalOf(request);
    const scope = scopeOf(request.principal, 'webhooks', query);
    const page = pageByKey(this.cursors, scope, query, await this.webhooks.list(tenant), ({ id }) => id);
    return { items: page.items.map(toResponse), next: page.next };
  }

  @Post()
  async add(
    @Body() body: NewWebhook,
    @Req() request: AuthenticatedRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const principal = principalOf(request);
    const types = typesFor(principal, body.types, { pointer: '/types' });
    const settings = settingsOf(body, {
      name: body.name,
      url: body.url,
      filter: { ...NEW, types },
      isOrdered: false,
      concurrency: 4,
    });
    await this.requireAskable(settings.url);
    const { webhook, secret } = await this.webhooks.add(principal.tenant, settings);
    auditDetails(request, { made: { webhook: webhook.id, types } });
    await reply
      .status(201)
      .header('location', `/v1/webhooks/${webhook.id}`)
      .send({ ...toResponse(webhook), secret });
  }

  @Get(':webhook')
  async find(@Param('webhook', ID) id: string, @Req() request: AuthenticatedRequest): Promise<object> {
    const webhook = await this.webhooks.find(principalOf(request).tenant, id);
    showsVersion(request, webhook.revision);
    return toResponse(webhook);
  }

  @Patch(':webhook')
  async change(
    @Param('webhook', ID) id: string,
    @Body() body: WebhookChange,
    @Req() request: AuthenticatedRequest,
  ): Promise<object> {
    const principal = principalOf(request);
    const { tenant } = principal;
    const before = await this.webhooks.find(tenant, id);
    requireVersion(request, before.revision);
    if (body.types !== undefined) typesFor(principal, body.types, { pointer: '/types' });
    const settings = settingsOf(body, before);
    if (settings.url !== before.url) await this.requireAskable(settings.url);
    const changed = await this.webhooks.change(tenant, id, before.revision, {
      ...settings,
      state: body.state ?? before.state,
    });
    if (changed === undefined) throw changedMeanwhile();
    return toResponse(changed);
  }

  @Delete(':webhook')
  @HttpCode(204)
  async remove(@Param('webhook', ID) id: string, @Req() request: AuthenticatedRequest): Promise<void> {
    const { tenant } = principalOf(request);
    const { revision } = await this.webhooks.find(tenant, id);
    requireVersion(request, revision);
    if (!(await this.webhooks.remove(tenant, id, revision))) throw changedMeanwhile();
  }

  @Post(':webhook/rotate')
  @HttpCode(200)
  async rotate(@Param('webhook', ID) id: string, @Req() request: AuthenticatedRequest): Promise<object> {
    const { webhook, secret } = await this.webhooks.rotate(principalOf(request).tenant, id);
    return { secret, previousUntil: webhook.rotatingUntil };
  }

  @Post(':webhook/test')
  @HttpCode(202)
  async test(@Param('webhook', ID) id: string, @Req() request: AuthenticatedRequest): Promise<object> {
    const event = await this.webhooks.test(principalOf(request).tenant, id, request.trace ?? null);
    return { event };
  }

  @Post(':webhook/replay')
  @HttpCode(202)
  async replay(
    @Param('webhook', ID) id: string,
    @Query() { since, until }: ReplayQuery,
    @Req() request: AuthenticatedRequest,
  ): Promise<object> {
    const end = until === undefined ? null : new Date(until);
    const { tenant } = principalOf(request);
    return { events: await this.webhooks.replay(tenant, id, new Date(since), end) };
  }

  @Get(':webhook/attempts')
  async attempts(
    @Param('webhook', ID) id: string,
    @Query() query: ListQuery,
    @Req() request: AuthenticatedRequest,
  ): Promise<object> {
    const scope = scopeOf(request.principal, `webhooks/${id}/attempts`, query);
    const before = this.cursors.read<{ id: string }>(query.cursor, scope)?.id ?? null;
    const { tenant } = principalOf(request);
    const found = await this.webhooks.attempts(tenant, id, before, query.limit + 1);
    const items = found.slice(0, query.limit);
    const last = items.at(-1);
    return {
      items,
      next: last && found.length > items.length ? this.cursors.write({ id: last.id }, scope) : null,
    };
  }

  /** What can be known beforehand; every sending is checked again, since names change their meaning. */
  private async requireAskable(url: string): Promise<void> {
    try {
      await this.egress.check(url);
    } catch (error) {
      if (!(error instanceof EgressRefused)) throw error;
      throw new InvalidInput([{ pointer: '/url', detail: error.message }]);
    }
  }
}

/** What is stated over what stands. */
function settingsOf(stated: WebhookChange, standing: WebhookSettings): WebhookSettings {
  const { filter } = standing;
  const isOrdered = stated.ordered ?? standing.isOrdered;
  const concurrency = isOrdered ? 1 : (stated.concurrency ?? standing.concurrency);
  if (isOrdered && (stated.concurrency ?? 1) > 1)
    throw new InvalidInput([
      {
        pointer: '/concurrency',
        detail: 'What is sent in order is sent one at a time. Leave concurrency out, or ordered.',
      },
    ]);
  return {
    name: stated.name ?? standing.name,
    url: stated.url ?? standing.url,
    filter: {
      types: stated.types ?? filter.types,
      markets: stated.markets ?? filter.markets,
      vendors: stated.vendors ?? filter.vendors,
      watches: stated.watches ?? filter.watches,
    },
    isOrdered,
    concurrency,
  };
}

function changedMeanwhile(): ProblemException {
  const detail = 'The webhook was changed meanwhile. Read it again and repeat the change on what is there.';
  return new ProblemException('precondition-failed', detail, [{ header: 'If-Match', detail }]);
}

/** A webhook as it may be shown, without its secret. */
function toResponse({ tenant: _tenant, filter, isOrdered, ...webhook }: Webhook): object {
  const shown = { ...webhook, ...filter, ordered: isOrdered };
  return Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== null));
}
