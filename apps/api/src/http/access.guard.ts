import { type CanActivate, type ExecutionContext, Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Admission } from './admission.ts';
import type { AuthenticatedRequest } from './authenticated-request.ts';

export { type AuthenticatedRequest, principalOf, routeOf } from './authenticated-request.ts';

/** Lets nothing reach a handler that was not admitted. */
@Injectable()
export class AccessGuard implements CanActivate {
  constructor(private readonly admission: Admission) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const http = context.switchToHttp();
    await this.admission.admit(http.getRequest<AuthenticatedRequest>(), http.getResponse<FastifyReply>());
    return true;
  }
}
