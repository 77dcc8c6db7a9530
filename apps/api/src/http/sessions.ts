import type { FastifyRequest } from 'fastify';
import { ProblemException } from './problem.ts';

/** The cookie of a person who is logged in. */
export const SESSION_COOKIE = 'placet_session';
/** What a login remembers until the person comes back from the identity provider. */
export const LOGIN_COOKIE = 'placet_login';

/** The value of a cookie of a request. */
export function cookieOf(
  { headers: { cookie = '' } }: Pick<FastifyRequest, 'headers'>,
  name: string,
): string | undefined {
  for (const part of cookie.split(';')) {
    const at = part.indexOf('=');
    if (part.slice(0, at).trim() === name) return part.slice(at + 1).trim();
  }
  return undefined;
}

/** A cookie that scripts can not read and other sites can not make a browser send with a change. */
export function cookieText(
  name: string,
  value: string,
  {
    path,
    seconds,
    isSecure,
  }: { readonly path: string; readonly seconds: number; readonly isSecure: boolean },
): string {
  const rules = `Path=${path}; Max-Age=${seconds}; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
  return `${name}=${value}; ${rules}`;
}

/** Where this service is reached, as the person's browser sees it. */
export function originOf(request: FastifyRequest, publicUrl: string | undefined): string {
  return publicUrl === undefined ? `${request.protocol}://${request.host}` : new URL(publicUrl).origin;
}

/**
 * Lets a session change things only from this service's own pages: a browser sends the cookie by itself, whoever wrote
 * the page. @throws ProblemException 403 otherwise.
 */
export function requireOwnPage(request: FastifyRequest, publicUrl: string | undefined): void {
  if (request.method === 'GET' || request.method === 'HEAD') return;
  if (request.headers['sec-fetch-site'] === 'same-origin') return;
  if (request.headers.origin === originOf(request, publicUrl)) return;
  throw new ProblemException(
    'forbidden',
    'A session may change things from pages of this service only; programs send a key or a token.',
  );
}
