import type { ExecutionContext } from '@nestjs/common';
import { ROUTE_ARGS_METADATA } from '@nestjs/common/constants.js';
import { RouteParamtypes } from '@nestjs/common/enums/route-paramtypes.enum.js';
import type { FastifyRequest } from 'fastify';
import { ProblemException } from './problem.ts';

const readers = new WeakMap<object, boolean>();

/**
 * Refuses a query on routes that take none, as the others refuse parameters that they don't know: whoever asks for
 * another day must not be given today's answer.
 */
export function refuseUnreadQuery(context: ExecutionContext, request: FastifyRequest): void {
  if (!request.url.includes('?') || !request.url.startsWith('/v1/')) return;
  const handler = context.getHandler();
  let reads = readers.get(handler);
  if (reads === undefined) readers.set(handler, (reads = readsQuery(context)));
  if (reads) return;
  const names = Object.keys(Object(request.query));
  if (names.length === 0) return;
  const errors = names.map((parameter) => ({
    parameter,
    detail: `There is no parameter "${parameter}" here.`,
  }));
  throw new ProblemException('invalid-input', errors.map(({ detail }) => detail).join(' '), errors);
}

/** The framework notes the arguments of a handler as `kind:place`. */
function readsQuery(context: ExecutionContext): boolean {
  const noted: unknown = Reflect.getMetadata(
    ROUTE_ARGS_METADATA,
    context.getClass(),
    context.getHandler().name,
  );
  return Object.keys(Object(noted)).some((key) => key.startsWith(`${RouteParamtypes.QUERY}:`));
}
