import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ApiKeys, isInScope, isOpenTo, type Principal, ROUTE_ROLES, scopeOfRoute } from '#access';
import { type AuthenticatedRequest, routeOf } from './authenticated-request.ts';
import { isInside } from './inside.ts';
import { RateLimits, UNLIMITED_ROUTES } from './limits/rate-limits.ts';
import { ProblemException } from './problem.ts';

const BEARER = /^Bearer +(\S+)$/i;

/** Who may ask what, and how often: the one place that says so, for handlers and for answers that are kept. */
@Injectable()
export class Admission {
  constructor(
    private readonly keys: ApiKeys,
    private readonly limits: RateLimits,
  ) {}

  /**
   * Admits a request or refuses it by default: the route's template must be in the matrix, and the key's role in its
   * row. @throws ProblemException 401, 403 or 429.
   */
  async admit(request: AuthenticatedRequest, reply: FastifyReply): Promise<void> {
    const route = routeOf(request);
    const roles = ROUTE_ROLES[route];
    if (roles === 'public') {
      if (!UNLIMITED_ROUTES.has(route) && !isInside(request)) this.limits.count(reply, 'address', request.ip);
      return;
    }
    const principal = await this.principalOf(request, reply);
    if (!isInside(request)) this.limits.count(reply, 'key', principal.id);
    const refusal = refusalOf(principal, route);
    if (refusal !== null) throw new ProblemException('forbidden', refusal);
    request.principal = principal;
  }

  /**
   * Who asks, if {@link admit} would admit the request without asking anybody; nothing is counted. `undefined` where it
   * takes longer to say, or where the request would be refused.
   */
  foreseen(request: AuthenticatedRequest): Principal | undefined {
    const token = tokenOf(request);
    const principal = token === undefined ? undefined : this.keys.known(token, Date.now());
    if (principal === undefined || refusalOf(principal, routeOf(request)) !== null) return undefined;
    return this.limits.hasLeft(principal.id, request.ip) ? principal : undefined;
  }

  /** Counts a request that was foreseen to be admitted, and remembers who asks. */
  count(request: AuthenticatedRequest, reply: FastifyReply, principal: Principal): void {
    this.limits.count(reply, 'key', principal.id);
    request.principal = principal;
  }

  private async principalOf(request: AuthenticatedRequest, reply: FastifyReply): Promise<Principal> {
    if (!isInside(request)) this.limits.requireLeft(reply, request.ip);
    const token = tokenOf(request);
    const principal = token === undefined ? undefined : await this.keys.recognise(token, new Date());
    if (principal) return principal;
    this.limits.count(reply, 'address', request.ip);
    const detail =
      request.headers.authorization === undefined
        ? 'The request carries no key.'
        : 'The key is unknown, expired or revoked.';
    throw new ProblemException('unauthenticated', detail, [], {
      'www-authenticate': 'Bearer realm="placet"',
    });
  }
}

/** Why somebody may not call a guarded route; null when nothing is against it. */
function refusalOf({ role, tenant, scopes }: Principal, route: string): string | null {
  if (!ROUTE_ROLES[route]?.includes(role)) return `The role "${role}" may not call ${route}.`;
  if (!isOpenTo(tenant, route))
    return `${route} works on what all tenants share; only keys of the installation's own tenant may call it.`;
  if (!isInScope(scopes, route))
    return `This key is held to its scopes, and ${scopeOfRoute(route)} is not one of them.`;
  return null;
}

function tokenOf(request: AuthenticatedRequest): string | undefined {
  return BEARER.exec(request.headers.authorization ?? '')?.[1];
}
