import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { ApiKeys, type Principal, ROUTE_ROLES } from '#access';
import { ProblemException } from './problem.ts';

/** A request after the guard. */
export interface AuthenticatedRequest extends FastifyRequest {
  principal?: Principal;
}

/** Denies by default: the route's template must be in the matrix, and the key's role in its row. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(private readonly keys: ApiKeys) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const method = request.method === 'HEAD' ? 'GET' : request.method;
    const roles = ROUTE_ROLES[`${method} ${request.routeOptions.url ?? ''}`];
    if (roles === 'public') return true;
    const principal = await this.principalOf(request);
    if (!roles?.includes(principal.role)) {
      throw new ProblemException(
        'forbidden',
        `The role "${principal.role}" may not call ${method} ${request.routeOptions.url ?? 'this address'}.`,
      );
    }
    request.principal = principal;
    return true;
  }

  private async principalOf(request: FastifyRequest): Promise<Principal> {
    const challenge = { 'www-authenticate': 'Bearer realm="placet"' };
    const header = request.headers.authorization;
    if (header === undefined)
      throw new ProblemException('unauthenticated', 'The request carries no key.', [], challenge);
    const [, token] = /^Bearer +(\S+)$/i.exec(header) ?? [];
    const principal = token === undefined ? undefined : await this.keys.recognise(token, new Date());
    if (!principal)
      throw new ProblemException('unauthenticated', 'The key is unknown, expired or revoked.', [], challenge);
    return principal;
  }
}
