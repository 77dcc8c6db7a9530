import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiKeys, type Principal, ROUTE_ROLES } from '#access';
import { isInside } from './inside.ts';
import { RateLimits, UNLIMITED_ROUTES } from './limits/rate-limits.ts';
import { ProblemException } from './problem.ts';
import type { RepeatableRequest } from './writes/repeated-request.ts';

/** A request after the guard. */
export interface AuthenticatedRequest extends FastifyRequest {
  principal?: Principal;
  /** Its idempotency key, while the work under it is done. */
  repeatable?: RepeatableRequest;
  /** What the audit is told about it, while it is worked on. */
  audited?: { begun?: string; details?: Readonly<Record<string, unknown>> };
  /** The trace context of the work on it. */
  trace?: string;
  /** The version of the resource that its answer shows. */
  version?: number;
}

/** The route of a request as the access table names it: `GET /v1/markets/:market`. */
export function routeOf(request: FastifyRequest): string {
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  return `${method} ${request.routeOptions.url ?? ''}`;
}

/** Who asks, on a route that is not public. */
export function principalOf({ principal }: AuthenticatedRequest): Principal {
  if (principal === undefined) throw new Error('The guard lets nobody through without a principal.');
  return principal;
}

/** Denies by default: the route's template must be in the matrix, and the key's role in its row. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(
    private readonly keys: ApiKeys,
    private readonly limits: RateLimits,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const route = routeOf(request);
    const roles = ROUTE_ROLES[route];
    const reply = context.switchToHttp().getResponse<FastifyReply>();
    if (roles === 'public') {
      if (!UNLIMITED_ROUTES.has(route) && !isInside(request)) this.limits.count(reply, 'address', request.ip);
      return true;
    }
    const principal = await this.recognise(request, reply);
    if (!isInside(request)) this.limits.count(reply, 'key', principal.id);
    if (!roles?.includes(principal.role)) {
      throw new ProblemException('forbidden', `The role "${principal.role}" may not call ${route}.`);
    }
    request.principal = principal;
    return true;
  }

  private async recognise(request: FastifyRequest, reply: FastifyReply): Promise<Principal> {
    if (!isInside(request)) this.limits.requireLeft(reply, request.ip);
    const header = request.headers.authorization;
    const [, token] = /^Bearer +(\S+)$/i.exec(header ?? '') ?? [];
    const principal = token === undefined ? undefined : await this.keys.recognise(token, new Date());
    if (principal) return principal;
    this.limits.count(reply, 'address', request.ip);
    const detail =
      header === undefined ? 'The request carries no key.' : 'The key is unknown, expired or revoked.';
    throw new ProblemException('unauthenticated', detail, [], {
      'www-authenticate': 'Bearer realm="placet"',
    });
  }
}
