import type { FastifyRequest } from 'fastify';

/** Cursors are signed, which makes their form unmistakable. */
const NEXT = /"next":"([\w-]{2,2000}\.[\w-]{22})"/g;
const TAIL = 2500;

/** The Link header to the next page of a list, from the end of its answer; null on the last page and without one. */
export function nextPage(request: FastifyRequest, payload: string): string | null {
  const [, cursor] = [...payload.slice(-TAIL).matchAll(NEXT)].at(-1) ?? [];
  return cursor === undefined ? null : linkTo(request, cursor);
}

/** The Link header to the page that a cursor names. */
export function linkTo(request: FastifyRequest, cursor: string): string {
  const [path = '', search = ''] = request.url.split('?');
  const query = new URLSearchParams(search);
  query.set('cursor', cursor);
  return `<${path}?${query.toString()}>; rel="next"`;
}
