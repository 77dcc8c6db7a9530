import { randomUUID } from 'node:crypto';
import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  Logger,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Observable } from 'rxjs';
import { type AuditedWrite, AuditTrail, isDoneElsewhere, isWrite, workingOn } from '#access';
import { type AuthenticatedRequest, routeOf } from '../http/access.guard.ts';

const SUBJECT_MAX = 2000;

/**
 * Puts every write into the audit, whatever its route. The transaction that does it notes it, and the note is appended
 * to the chain with the outcome; what is done elsewhere than in the record is noted before it begins.
 */
@Injectable()
export class AuditInterceptor implements NestInterceptor {
  private readonly logger = new Logger(AuditInterceptor.name);

  constructor(private readonly trail: AuditTrail) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const { principal } = request;
    const route = routeOf(request);
    if (principal === undefined || !isWrite(route)) return next.handle();
    const { tenant } = principal;
    const said = writeOf(request);
    if (isDoneElsewhere(route)) {
      request.audited = { begun: await this.trail.begin(tenant, said) };
      return next.handle();
    }
    const state = { isNoted: false, isAnswered: false, isGivenUp: request.isGivenUp === true };
    const write = { id: randomUUID(), tenant, write: said, ...state };
    request.audited = { write };
    return workingOn(write, () => next.handle());
  }

  /** Called with every answer before it is sent. A refused request changed nothing and leaves nothing. */
  async settle(request: AuthenticatedRequest, reply: FastifyReply): Promise<void> {
    const { principal, audited } = request;
    if (audited === undefined || principal === undefined) return;
    delete request.audited;
    const { statusCode: status } = reply;
    const { write, details, isQuestion } = audited;
    try {
      const location = reply.getHeader('location');
      const said = writeOf(request, typeof location === 'string' ? location : undefined);
      let begun = audited.begun ?? write?.id ?? '';
      if (write !== undefined) {
        write.isAnswered = true;
        if (!write.isNoted && (status >= 300 || isQuestion === true)) return;
        // Done, and by no transaction that notes writes: late is better than never.
        if (!write.isNoted) begun = await this.trail.begin(principal.tenant, said);
      } else if (status >= 400 && status < 500) {
        await this.trail.cancel(begun);
        return;
      }
      await this.trail.finish(begun, principal.tenant, {
        ...said,
        details: { ...said.details, status, ...details },
      });
    } catch (error) {
      // It is noted, and is appended as that when the database answers again.
      this.logger.error(`The outcome of request ${request.id} is not in the audit: ${String(error)}`);
    }
  }
}

/** Says that a request only asked, although its route may write: it changed nothing and leaves nothing. */
export function auditNothing(request: AuthenticatedRequest): void {
  if (request.audited !== undefined) request.audited.isQuestion = true;
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
