import { Logger } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type AuthenticatedRequest, routeOf } from '../access.guard.ts';
import { UNLIMITED_ROUTES } from '../limits/rate-limits.ts';

const logger = new Logger('Request');

/** What a line of the log tells about an answered request. */
export interface AnsweredRequest {
  readonly method: string;
  /** Addresses hold names of vendors and notices, and what was typed; the route's template says enough. */
  readonly route: string | null;
  readonly status: number;
  readonly ms: number;
  readonly key: string | null;
  readonly request: string;
  readonly trace: string | null;
}

/** Writes one line about an answered request: what, by whom, how it ended; never what was in it. */
export function logAnswer(answered: AnsweredRequest): void {
  logger.log({ ...answered, ms: Math.round(answered.ms * 10) / 10 });
}

/** The same about a request that the framework answered. */
export function logRequest(request: AuthenticatedRequest, reply: FastifyReply): void {
  const route = routeOf(request);
  const line: AnsweredRequest = {
    method: request.method,
    route: request.routeOptions.url ?? null,
    status: reply.statusCode,
    ms: Math.round(reply.elapsedTime * 10) / 10,
    key: request.principal?.id ?? null,
    request: request.id,
    trace: request.trace ?? null,
  };
  // Health is asked every few seconds and would drown the rest.
  if (UNLIMITED_ROUTES.has(route)) logger.debug(line);
  else logAnswer(line);
}
