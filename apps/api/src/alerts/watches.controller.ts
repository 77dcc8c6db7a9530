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
import { InvalidInput, KeepWatches, NotFound, type Watch, WorldKeeper } from '#application';
import { pageByKey } from '../catalogue/page.ts';
import { type AuthenticatedRequest, principalOf } from '../http/authenticated-request.ts';
import { Cursors, scopeOf } from '../http/cursors.ts';
import { ListQuery } from '../http/list.dto.ts';
import { ProblemException } from '../http/problem.ts';
import { isTimeZone } from '../http/time-zone.ts';
import { requireVersion, showsVersion } from '../http/writes/versions.ts';
import { ATOM_TYPE, atomFeed } from './atom-feed.ts';
import { FeedAddresses } from './feed-addresses.ts';
import { FeedQuery, NewWatch, WatchChange } from './watch.dto.ts';
import { watchedBy } from './watch-subject.ts';

const FEED_ENTRIES = 50;
const ID = new ParseUUIDPipe({ exceptionFactory: () => new NotFound('watch', 'that is no UUID') });

/** Saved questions whose changes of verdict, or new notices, are announced. */
@Controller('v1/watches')
export class WatchesController {
  constructor(
    private readonly watches: KeepWatches,
    private readonly worlds: WorldKeeper,
    private readonly feeds: FeedAddresses,
    private readonly cursors: Cursors,
  ) {}

  @Get()
  async list(@Query() query: ListQuery, @Req() request: AuthenticatedRequest): Promise<object> {
    const scope = scopeOf(request.principal, 'watches', query);
    const all = await this.watches.list(principalOf(request).tenant);
    const page = pageByKey(this.cursors, scope, query, all, ({ id }) => id);
    return { items: page.items.map((watch) => this.toResponse(watch)), next: page.next };
  }

  @Post()
  async add(
    @Body() body: NewWatch,
    @Req() request: AuthenticatedRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { name, digest = 'none', timeZone = 'UTC' } = body;
    requireTimeZone(timeZone);
    const subject = watchedBy(body, this.worlds.world, new Date().toISOString().slice(0, 10));
    const settings = { name, digest, timeZone };
    const watch = await this.watches.add(principalOf(request).tenant, subject, settings);
    await reply.status(201).header('location', `/v1/watches/${watch.id}`).send(this.toResponse(watch));
  }

  @Get(':watch')
  async find(@Param('watch', ID) id: string, @Req() request: AuthenticatedRequest): Promise<object> {
    const watch = await this.watches.find(principalOf(request).tenant, id);
    showsVersion(request, watch.revision);
    return this.toResponse(watch);
  }

  @Patch(':watch')
  async change(
    @Param('watch', ID) id: string,
    @Body() body: WatchChange,
    @Req() request: AuthenticatedRequest,
  ): Promise<object> {
    const { tenant } = principalOf(request);
    const before = await this.watches.find(tenant, id);
    requireVersion(request, before.revision);
    const { name = before.name, digest = before.digest, timeZone = before.timeZone } = body;
    requireTimeZone(timeZone);
    const changed = await this.watches.change(tenant, id, before.revision, { name, digest, timeZone });
    if (changed === undefined) throw changedMeanwhile();
    return this.toResponse(changed);
  }

  @Delete(':watch')
  @HttpCode(204)
  async remove(@Param('watch', ID) id: string, @Req() request: AuthenticatedRequest): Promise<void> {
    const { tenant } = principalOf(request);
    const watch = await this.watches.find(tenant, id);
    requireVersion(request, watch.revision);
    if (!(await this.watches.remove(tenant, watch))) throw changedMeanwhile();
  }

  @Get(':watch/alerts')
  async alerts(
    @Param('watch', ID) id: string,
    @Query() query: ListQuery,
    @Req() request: AuthenticatedRequest,
  ): Promise<object> {
    const scope = scopeOf(request.principal, `watches/${id}/alerts`, query);
    const before = this.cursors.read<{ position: string }>(query.cursor, scope)?.position ?? null;
    const { alerts } = await this.watches.alerts(principalOf(request).tenant, id, before, query.limit + 1);
    const page = alerts.slice(0, query.limit);
    const last = page.at(-1);
    return {
      items: page.map(({ position: _position, ...alert }) => alert),
      next:
        last && alerts.length > page.length ? this.cursors.write({ position: last.position }, scope) : null,
    };
  }

  @Post(':watch/feed')
  @HttpCode(200)
  async renewFeed(@Param('watch', ID) id: string, @Req() request: AuthenticatedRequest): Promise<object> {
    return this.toResponse(await this.watches.renewFeed(principalOf(request).tenant, id));
  }

  @Get(':watch/feed.atom')
  async feed(
    @Param('watch', ID) id: string,
    @Query() { token }: FeedQuery,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const tenant = this.feeds.tenantIn(token);
    // Whatever is wrong with an address, it leads nowhere: nobody learns which watches there are.
    if (!/^[a-z0-9][a-z0-9-]{0,62}$/.test(tenant)) throw new NotFound('feed', id);
    const { watch, alerts } = await this.watches.alerts(tenant, id, null, FEED_ENTRIES);
    if (!this.feeds.isGenuine(token, watch)) throw new NotFound('watch', id);
    await reply.type(ATOM_TYPE).send(atomFeed(watch, alerts, this.feeds.of(watch)));
  }

  private toResponse(watch: Watch): object {
    const { tenant: _tenant, feedNo: _feedNo, question: _question, subject, digestDue, ...shown } = watch;
    return {
      ...shown,
      ...subject,
      ...(digestDue === null ? {} : { digestDue }),
      feed: this.feeds.of(watch),
    };
  }
}

function requireTimeZone(name: string): void {
  if (isTimeZone(name)) return;
  const detail = `"${name}" is no time zone. Write its IANA name, such as Europe/Paris or UTC.`;
  throw new InvalidInput([{ pointer: '/timeZone', detail }]);
}

function changedMeanwhile(): ProblemException {
  const detail = 'The watch was changed meanwhile. Read it again and repeat the change on what is there.';
  return new ProblemException('precondition-failed', detail, [{ header: 'If-Match', detail }]);
}
