import { hash } from 'node:crypto';
import { type CallHandler, type ExecutionContext, Injectable, type NestInterceptor } from '@nestjs/common';
import type { Observable } from 'rxjs';
import { isConditional } from '#access';
import { type AuthenticatedRequest, routeOf } from '../access.guard.ts';
import { ProblemException } from '../problem.ts';

const VERSION = /^"v(\d{1,15})(?:\.[\w-]+)?"$/;

/**
 * Says which version of its resource an answer shows. Its ETag then begins with the version, so that
 * {@link requireVersion} recognises it; the rest follows the bytes, since other things than the version may change.
 */
export function showsVersion(request: AuthenticatedRequest, version: number): void {
  request.version = version;
}

/** The strong ETag of an answer's bytes, led by the version it shows, where there is one. */
export function entityTag(payload: string, version?: number): string {
  const bytes = hash('sha256', payload, 'base64url').slice(0, 27);
  return version === undefined ? `"${bytes}"` : `"v${version}.${bytes}"`;
}

/**
 * Lets a change pass only if If-Match names the version it would change. The store must still change nothing but
 * that version, since another change can come between.
 *
 * @throws ProblemException 412 if it names other versions only, and 428 if there is no If-Match.
 */
export function requireVersion(request: Pick<AuthenticatedRequest, 'headers'>, version: number): void {
  const tags = tagsOf(request.headers['if-match']);
  if (tags === null) throw unconditional();
  if (tags.some((tag) => tag === '*' || VERSION.exec(tag)?.[1] === String(version))) return;
  const detail =
    'It was changed after you read it. Read it again, and repeat the change on what is there, with the new ETag.';
  throw new ProblemException('precondition-failed', detail, [{ header: 'If-Match', detail }]);
}

/** The entity tags of an If-Match header; null without one. Tags are opaque, but ours have no comma inside. */
function tagsOf(header: string | undefined): string[] | null {
  return header === undefined ? null : header.split(',').map((tag) => tag.trim());
}

function unconditional(): ProblemException {
  const detail = 'Say which version you change: send the ETag that you read as If-Match.';
  return new ProblemException('precondition-required', detail, [{ header: 'If-Match', detail }]);
}

/** Refuses changes of versioned things that do not say which version they change, before anything else is looked at. */
@Injectable()
export class ConditionInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const isNew = request.method === 'PUT' && request.headers['if-none-match'] === '*';
    if (isConditional(routeOf(request)) && request.headers['if-match'] === undefined && !isNew)
      throw unconditional();
    return next.handle();
  }
}
