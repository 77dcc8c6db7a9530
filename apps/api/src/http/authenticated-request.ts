import type { FastifyRequest } from 'fastify';
import type { Principal, WriteInProgress } from '#access';
import type { RepeatableRequest } from './writes/repeated-request.ts';

/** A write that the audit is to be told of. */
export interface AuditedRequest {
  /** Of a write that the record takes: its transaction notes it. */
  readonly write?: WriteInProgress;
  /** Of a write elsewhere: what it was noted as before it began. */
  readonly begun?: string;
  details?: Readonly<Record<string, unknown>>;
  /** It only asked, so there is nothing to be told. */
  isQuestion?: true;
}

/** A request after it was admitted. */
export interface AuthenticatedRequest extends FastifyRequest {
  principal?: Principal;
  /** Its idempotency key, while the work under it is done. */
  repeatable?: RepeatableRequest;
  /** What the audit is told about it, while it is worked on. */
  audited?: AuditedRequest;
  /** The trace context of the work on it. */
  trace?: string;
  /** The version of the resource that its answer shows. */
  version?: number;
  /** It was answered in place of its handler, whose work is not to count. */
  isGivenUp?: true;
}

/** The route of a request as the access table names it: `GET /v1/markets/:market`. */
export function routeOf(request: FastifyRequest): string {
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  return `${method} ${request.routeOptions.url ?? ''}`;
}

/** Who asks, on a route that is not public. */
export function principalOf({ principal }: AuthenticatedRequest): Principal {
  if (principal === undefined) throw new Error('Nobody is let through without a principal.');
  return principal;
}
