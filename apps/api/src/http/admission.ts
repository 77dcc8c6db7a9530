import type { IncomingHttpHeaders } from 'node:http';
import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { ApiKeys, People, isInScope, isOpenTo, type Principal, ROUTE_ROLES, scopeOfRoute } from '#access';
import { Env } from '#platform';
import { type AuthenticatedRequest, routeOf } from './authenticated-request.ts';
import type { AnswerHeaders } from './every-answer.ts';
import { isInside } from './inside.ts';
import { RateLimits, UNLIMITED_ROUTES } from './limits/rate-limits.ts';
import { ProblemException } from './problem.ts';
import { cookieOf, requireOwnPage, SESSION_COOKIE } from './sessions.ts';

const BEARER = /^Bearer +(\S+)$/i;

/** Who may ask what, and how often: the one place that says so, for handlers and for answers that are kept. */
@Injectable()
export class Admission {
  constructor(
    private readonly keys: ApiKeys,
    private readonly people: People,
    private readonly limits: RateLimits,
    private readonly env: Env,
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
    if (!isInside(request)) this.countFor(principal, reply);
    const refusal = refusalOf(principal, route);
    if (refusal !== null) throw new ProblemException('forbidden', refusal);
    request.principal = principal;
  }

  /** Who asks, where that can be said without asking anybody; nothing is counted. */
  known(headers: IncomingHttpHeaders): Principal | undefined {
    const token = tokenOf({ headers });
    return token === undefined ? undefined : this.keys.known(token, Date.now());
  }

  /** Whether {@link admit} would admit somebody who is known to a route, from an address; nothing is counted. */
  wouldAdmit(principal: Principal, route: string, address: string): boolean {
    return (
      refusalOf(principal, route) === null && this.limits.hasLeft(principal.id, principal.tenant, address)
    );
  }

  /** Counts a request of somebody who is admitted, and says in the answer what is left. */
  countFor({ id, tenant }: Principal, reply: AnswerHeaders): void {
    this.limits.count(reply, 'key', id);
    this.limits.count(reply, 'tenant', tenant);
  }

  private ofToken(token: string): Promise<Principal | undefined> {
    return JWT.test(token) ? this.people.ofToken(token, new Date()) : this.keys.recognise(token, new Date());
  }

  private async ofSession(request: AuthenticatedRequest): Promise<Principal | undefined> {
    const cookie = cookieOf(request, SESSION_COOKIE);
    const principal = cookie === undefined ? undefined : await this.people.ofSession(cookie, new Date());
    if (principal !== undefined) requireOwnPage(request, this.env.PLACET_PUBLIC_URL);
    return principal;
  }

  private async principalOf(request: AuthenticatedRequest, reply: FastifyReply): Promise<Principal> {
    if (!isInside(request)) this.limits.requireLeft(reply, request.ip);
    const token = tokenOf(request);
    const principal = token === undefined ? await this.ofSession(request) : await this.ofToken(token);
    if (principal) return principal;
    this.limits.count(reply, 'address', request.ip);
    const detail =
      request.headers.authorization === undefined
        ? 'The request carries no key, no token and no session.'
        : 'The key or token is unknown, expired or revoked.';
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

/** Keys have no dots, tokens of an identity provider have two. */
const JWT = /^[\w-]+\.[\w-]+\.[\w-]+$/;

function tokenOf({ headers }: { readonly headers: IncomingHttpHeaders }): string | undefined {
  return BEARER.exec(headers.authorization ?? '')?.[1];
}
