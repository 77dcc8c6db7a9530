import { AsyncResource } from 'node:async_hooks';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import { defer, mergeAll, type Observable } from 'rxjs';
import { AuditInterceptor } from '../audit/audit.interceptor.ts';
import { type AuthenticatedRequest, routeOf } from './authenticated-request.ts';
import { ExportInterceptor } from './export/export.interceptor.ts';
import { refuseUnreadQuery } from './unread-query.ts';
import { IdempotencyInterceptor } from './writes/idempotency.interceptor.ts';
import { ConditionInterceptor } from './writes/versions.ts';

/**
 * What goes on around handlers, outermost first: other representations, conditions of changes, repeated requests, and
 * the audit inside of those, since an answer given again is no new write. The framework would go through all of them
 * for every request, which costs a read more than its answer; only the first has anything to do with reads.
 */
@Injectable()
export class AroundHandlers implements NestInterceptor {
  private readonly ofWrites: readonly NestInterceptor[];

  constructor(
    private readonly exports: ExportInterceptor,
    conditions: ConditionInterceptor,
    idempotency: IdempotencyInterceptor,
    audit: AuditInterceptor,
  ) {
    this.ofWrites = [exports, conditions, idempotency, audit];
  }

  intercept(
    context: ExecutionContext,
    next: CallHandler,
  ): Observable<unknown> | Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    refuseUnreadQuery(context, request);
    if (routeOf(request).startsWith('GET ')) return this.exports.intercept(context, next);
    return within(this.ofWrites, context, next).handle();
  }
}

/** Each runs in the asynchronous context in which the one around it went on. */
function within(
  [first, ...rest]: readonly NestInterceptor[],
  context: ExecutionContext,
  next: CallHandler,
): CallHandler {
  if (first === undefined) return next;
  const inner = within(rest, context, next);
  return {
    handle: () => {
      const scope = new AsyncResource('interceptor');
      return defer(() => scope.runInAsyncScope(async () => first.intercept(context, inner))).pipe(mergeAll());
    },
  };
}
