import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ArrayMaxSize, IsArray, IsIn, IsOptional, IsString, IsUUID } from 'class-validator';
import type { FastifyReply } from 'fastify';
import { type EventType, isPosition } from '#application';
import { type AuthenticatedRequest, principalOf } from '../http/authenticated-request.ts';
import { List } from '../http/list.dto.ts';
import { ProblemException } from '../http/problem.ts';
import { typesFor, WANTED_TYPES } from './audience.ts';
import { ChangeStreams } from './change-streams.ts';

/** Media type of Server-Sent Events. */
const EVENT_STREAM = 'text/event-stream; charset=utf-8';

class StreamQuery {
  @IsOptional()
  @List()
  @IsArray()
  @ArrayMaxSize(20)
  @IsIn(WANTED_TYPES, { each: true, message: `type must be one of ${WANTED_TYPES.join(', ')}` })
  type?: EventType[];
  @IsOptional() @List() @IsArray() @ArrayMaxSize(200) @IsString({ each: true }) market?: string[];
  @IsOptional() @List() @IsArray() @ArrayMaxSize(200) @IsString({ each: true }) vendor?: string[];
  @IsOptional()
  @List()
  @IsArray()
  @ArrayMaxSize(200)
  @IsUUID(undefined, { each: true, message: 'watch must be the id of a watch' })
  watch?: string[];
  @IsOptional() @IsIn(['yes', 'no'], { message: 'follow must be yes or no' }) follow: 'yes' | 'no' = 'yes';
}

/** Events as they happen. */
@Controller('v1/changes')
export class ChangeStreamController {
  constructor(private readonly streams: ChangeStreams) {}

  @Get('stream')
  async stream(
    @Query() query: StreamQuery,
    @Req() request: AuthenticatedRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const principal = principalOf(request);
    const { type, market = [], vendor = [], watch = [], follow } = query;
    const types = typesFor(principal, type, { parameter: 'type' });
    const position = await this.streams.begin(principal, lastSeen(request));
    const filter = { types, markets: market, vendors: vendor, watches: watch };
    reply.headers({ 'content-type': EVENT_STREAM, 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
    reply.hijack();
    const headers = Object.entries(reply.getHeaders()).filter(([, value]) => value !== undefined);
    reply.raw.writeHead(200, Object.fromEntries(headers));
    if (request.method === 'HEAD') reply.raw.end();
    else await this.streams.serve(reply.raw, principal, position, filter, follow === 'yes');
  }
}

/** The last event that the client has had, as browsers say it when they come back. */
function lastSeen({ headers }: AuthenticatedRequest): string | undefined {
  const stated = headers['last-event-id'];
  if (stated === undefined || stated === '') return undefined;
  if (typeof stated === 'string' && isPosition(stated)) return stated;
  const detail = 'Last-Event-ID must be the id of an event of this stream.';
  throw new ProblemException('invalid-request', detail, [{ header: 'Last-Event-ID', detail }]);
}
