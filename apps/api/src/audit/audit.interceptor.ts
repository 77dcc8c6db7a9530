import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  Logger,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Observable } from 'rxjs';
import { type AuditedWrite, AuditTrail, isWrite } from '#access';
import { type AuthenticatedRequest, routeOf } from '../http/access.guard.ts';

const SUBJECT_MAX = 2000;

/** Puts every write into the audit, whatever its route: noted before it begins, appended with its outcome. */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  private readonly logger = new Logger(AuditInterceptor.name);

  constructor(private readonly trail: AuditTrail) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    if (request.principal !== undefined && isWrite(routeOf(request))) {
      request.audited = {};
      request.audited.begun = await this.trail.begin(request.principal.tenant, writeOf(request));
    }
    return next.handle();
  }

  /** Called with every answer before it is sent. A refused request changed nothing and leaves nothing. */
  async settle(request: AuthenticatedRequest, reply: FastifyReply): Promise<void> {
    const { principal } = request;
    const { begun, details } = request.audited ?? {};
    if (begun === undefined || principal === undefined) return;
    delete request.audited;
    const { statusCode: status } = reply;
    try {
      if (status >= 400 && status < 500) {
        await this.trail.cancel(begun);
        return;
      }
      const location = reply.getHeader('location');
      const write = writeOf(request, typeof location === 'string' ? location : undefined);
      await this.trail.finish(begun, principal.tenant, {
        ...write,
        details: { ...write.details, status, ...details },
      });
    } catch (error) {
      // It is noted as begun, and is appended as that when the database answers again.
      this.logger.error(`The outcome of request ${request.id} is not in the audit: ${String(error)}`);
    }
  }
}

/** Adds to what the audit says about a write: what a reader of the trail needs to know, and never a secret. */
export function auditDetails(
  request: AuthenticatedRequest,
  details: Readonly<Record<string, unknown>>,
): void {
  if (request.audited !== undefined) request.audited.details = { ...request.audited.details, ...details };
}

function writeOf(request: AuthenticatedRequest, made?: string): AuditedWrite {
  const [path = ''] = request.url.split('?');
  return {
    actor: request.principal?.id ?? 'nobody',
    action: routeOf(request),
    subject: (made ?? path).slice(0, SUBJECT_MAX),
    details: { role: request.principal?.role ?? null, request: request.id, trace: request.trace ?? null },
  };
}
