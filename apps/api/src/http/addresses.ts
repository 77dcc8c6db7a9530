import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { type ProblemDocument, problemDocument } from './problem.ts';

/** An answer about the address of a request, before anything looks at what is asked. */
export interface AddressRefusal {
  readonly problem: ProblemDocument;
  readonly headers: Readonly<Record<string, string>>;
}

/** Which methods each address has, so that a wrong method is told from a wrong address. */
export class Addresses {
  private readonly routes: { readonly segments: readonly string[]; readonly methods: readonly string[] }[] =
    [];

  /** Takes note of a route as it is registered. */
  add(template: string, methods: readonly string[]): void {
    this.routes.push({ segments: template.split('/'), methods });
  }

  /** The methods of an address, sorted; none where there is nothing. */
  methodsAt(path: string): readonly string[] {
    const segments = path.split('/');
    const fitting = this.routes.filter(
      (route) =>
        route.segments.length === segments.length &&
        route.segments.every(
          (segment, at) => segment === segments[at] || (segment.startsWith(':') && segments[at] !== ''),
        ),
    );
    return [...new Set(fitting.flatMap((route) => route.methods))].toSorted();
  }

  /** What is wrong with the address or method of a request; null when nothing is. */
  refusalOf(request: FastifyRequest): AddressRefusal | null {
    const isNull = request.url.includes('%00');
    if (!isNull && !request.is404) return null;
    const [path = '', query = ''] = request.url.split('?', 2);
    if (isNull) {
      const parameter = [...new URLSearchParams(query)].find(([, value]) => value.includes('\0'))?.[0];
      const detail = 'The address holds the character NUL, which no name or text here has.';
      const errors = parameter === undefined ? [] : [{ parameter, detail }];
      return { problem: problemDocument('invalid-request', request.id, detail, errors), headers: {} };
    }
    const methods = this.methodsAt(path);
    if (methods.length === 0) return null;
    const allow = methods.join(', ');
    const detail = `${path} has no method ${request.method}. It has ${allow}.`;
    return { problem: problemDocument('method-not-allowed', request.id, detail), headers: { allow } };
  }
}

/** Answers what the router refuses by itself, such as `%zz` in an address, as a problem like every other refusal. */
export function answerRouterRefusal(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const problem =
    error.code === 'FST_ERR_MAX_PARAM_LENGTH'
      ? problemDocument(
          'not-found',
          request.id,
          'There is nothing under this address; a part of it is longer than any identifier.',
        )
      : problemDocument(
          'invalid-request',
          request.id,
          'The address is no valid URL. Write % as %25, and other characters in UTF-8.',
        );
  return reply
    .status(problem.status)
    .headers({ 'content-type': 'application/problem+json; charset=utf-8', 'x-request-id': request.id })
    .send(JSON.stringify(problem));
}
