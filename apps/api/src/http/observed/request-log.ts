import { Logger } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { type AuthenticatedRequest, routeOf } from '../access.guard.ts';
import { UNLIMITED_ROUTES } from '../limits/rate-limits.ts';

const logger = new Logger('Request');

/** Writes one line about an answered request: what, by whom, how it ended; never what was in it. */
export function logRequest(request: AuthenticatedRequest, reply: FastifyReply): void {
  const route = routeOf(request);
  const line = {
    method: request.method,
    // Addresses hold names of vendors and notices, and what was typed; the route says enough.
    route: request.routeOptions.url ?? null,
    status: reply.statusCode,
    ms: Math.round(reply.elapsedTime * 10) / 10,
    key: request.principal?.id ?? null,
    request: request.id,
    trace: request.trace ?? null,
  };
  // Health is asked every few seconds and would drown the rest.
  if (UNLIMITED_ROUTES.has(route)) logger.debug(line);
  else logger.log(line);
}
