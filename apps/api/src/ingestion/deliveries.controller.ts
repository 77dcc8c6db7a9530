import { Readable } from 'node:stream';
import { Controller, Get, Param, ParseUUIDPipe, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import {
  AcceptDelivery,
  type Delivery,
  DeliveryStore,
  NotFound,
  SourceStore,
  WorldKeeper,
} from '#application';
import { Env } from '#platform';
import type { AuthenticatedRequest } from '../http/access.guard.ts';
import { deliveryBytes, notEmpty, UNPACKED_LIMITS } from '../http/body.ts';
import { Cursors, scopeOf } from '../http/cursors.ts';
import { ListQuery } from '../http/list.dto.ts';
import { ProblemException } from '../http/problem.ts';
import { unwrapped } from './cloud-event.ts';
import { progressOf } from './delivery-progress.ts';
import { signedBody } from './signature.ts';

const CATCHES_UP_WITHIN_MS = 1000;
const UUID = new ParseUUIDPipe({
  exceptionFactory: () =>
    new ProblemException('not-found', 'There is no such delivery; delivery ids are UUIDs.'),
});

/** Takes deliveries in and tells what became of every item. */
@Controller('v1')
export class DeliveriesController {
  constructor(
    private readonly accept: AcceptDelivery,
    private readonly deliveries: DeliveryStore,
    private readonly sources: SourceStore,
    private readonly worlds: WorldKeeper,
    private readonly cursors: Cursors,
    private readonly env: Env,
  ) {}

  @Post('sources/:source/deliveries')
  async send(
    @Param('source') source: string,
    @Req() request: AuthenticatedRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (request.principal?.source && request.principal.source !== source) {
      throw new ProblemException('forbidden', `This key may deliver to "${request.principal.source}" only.`);
    }
    if (request.body === undefined) {
      throw new ProblemException('invalid-request', 'A delivery needs a body and a Content-Type header.', [
        { pointer: '', detail: 'The body is missing.' },
      ]);
    }
    await this.requireSignature(source, request);
    const bytes = deliveryBytes(request, this.env.PLACET_BODY_MAX_MB * 1024 * 1024);
    const { body, contentType } = await unwrapped(request.headers, bytes);
    const { id } = await this.accept.run({
      source,
      body: notEmpty(body),
      contentType,
      maxBytes: UNPACKED_LIMITS.bytes,
      traceparent: request.trace ?? null,
    });
    await reply
      .status(202)
      .header('location', `/v1/deliveries/${id}`)
      .send({ id, source, state: 'accepted' });
  }

  @Get('deliveries/:delivery')
  async find(
    @Param('delivery', UUID) id: string,
    @Req() request: AuthenticatedRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const delivery = await this.visible(id, request);
    // The position that goes with this answer includes what the delivery has applied.
    if (delivery.finished !== null)
      reply.header('placet-position', await this.worlds.upToNow(CATCHES_UP_WITHIN_MS));
    return toResponse(delivery);
  }

  @Get('deliveries/:delivery/items')
  async items(
    @Param('delivery', UUID) id: string,
    @Query() query: ListQuery,
    @Req() request: AuthenticatedRequest,
  ): Promise<object> {
    await this.visible(id, request);
    const scope = scopeOf(request.principal, `deliveries/${id}/items`, query);
    const after = this.cursors.read<{ ordinal: number }>(query.cursor, scope)?.ordinal ?? -1;
    const found = await this.deliveries.items(id, after, query.limit + 1);
    const page = found.slice(0, query.limit);
    const last = page.at(-1);
    return {
      items: page.map((item) => ({
        pointer: item.pointer,
        outcome: item.outcome,
        ...(item.kind === null || item.key === null ? {} : { [item.kind]: item.key }),
        ...(item.problem === null ? {} : { problem: item.problem }),
      })),
      next: found.length > page.length && last ? this.cursors.write({ ordinal: last.ordinal }, scope) : null,
    };
  }

  /** A source with a secret takes signed deliveries only; what is signed is the body as it came over the wire. */
  private async requireSignature(source: string, request: AuthenticatedRequest): Promise<void> {
    const secrets = await this.sources.secrets(source);
    if (secrets.length === 0 || !(request.body instanceof Readable)) return;
    request.body = Readable.from(signedBody(request.body, request.headers, secrets, new Date()));
  }

  private async visible(id: string, request: AuthenticatedRequest): Promise<Delivery> {
    const delivery = await this.deliveries.find(id);
    const own = request.principal?.source;
    if (!delivery || (own && own !== delivery.source)) throw new NotFound('delivery', id);
    return delivery;
  }
}

function toResponse(delivery: Delivery): object {
  return {
    id: delivery.id,
    source: delivery.source,
    state: delivery.state,
    format: delivery.format,
    contentType: delivery.contentType,
    sha256: delivery.sha256,
    accepted: delivery.accepted,
    started: delivery.started,
    finished: delivery.finished,
    counts: { received: delivery.received, ...delivery.counts },
    bytes: delivery.bytes,
    ...progressOf(delivery, new Date()),
    problems: delivery.problem ? [delivery.problem] : [],
  };
}
