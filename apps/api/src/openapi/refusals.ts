import { isConditional, isCreation, ROUTE_ROLES } from '#access';
import { UNLIMITED_ROUTES } from '../http/limits/rate-limits.ts';
import { PROBLEMS, type ProblemName } from '../http/problem.ts';
import type { RouteDescription } from './routes/route.ts';

const EVERYWHERE: readonly ProblemName[] = ['invalid-request', 'internal', 'unavailable'];
const HEADERS: Partial<Record<ProblemName, readonly string[]>> = {
  unauthenticated: ['WWW-Authenticate'],
  unavailable: ['Retry-After'],
  'request-in-progress': ['Retry-After'],
  'too-many-requests': ['Retry-After', 'RateLimit', 'RateLimit-Policy'],
};

/** Answers with a problem, as components by problem name. */
export function problemResponses(): Record<string, object> {
  return Object.fromEntries(
    Object.keys(PROBLEMS)
      .filter(isProblemName)
      // Answered where there is no operation, so none can name it.
      .filter((name) => name !== 'method-not-allowed')
      .map((name) => [
        name,
        {
          description: `${PROBLEMS[name].title}. ${PROBLEMS[name].meaning}`,
          headers: headerRefs(['X-Request-Id', ...(HEADERS[name] ?? [])]),
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      ]),
  );
}

/** Which problems a route can answer with. */
export function problemsOf(
  route: string,
  { answer, others = {}, problems = [] }: RouteDescription,
  takes: { readonly dto: boolean; readonly json: boolean },
): ProblemName[] {
  const names = new Set<ProblemName>([
    ...EVERYWHERE,
    ...(UNLIMITED_ROUTES.has(route) ? [] : (['too-many-requests'] as const)),
    ...(ROUTE_ROLES[route] === 'public' ? [] : (['unauthenticated', 'forbidden'] as const)),
    // Below /v1/ a query is refused where none is read.
    ...(takes.dto || route.includes(' /v1/') ? (['invalid-input'] as const) : []),
    // Whoever sends a body where none is wanted is told so as well.
    ...(takes.json || !route.startsWith('GET ') ? (['too-large', 'unsupported-media-type'] as const) : []),
    ...(route.startsWith('GET ') || answer.status === 200 || 200 in others
      ? (['not-acceptable'] as const)
      : []),
    ...problems,
    ...(isCreation(route) ? (['request-in-progress', 'idempotency-key-reused'] as const) : []),
    ...(isConditional(route) ? (['precondition-failed', 'precondition-required'] as const) : []),
  ]);
  return [...names].toSorted((a, b) => PROBLEMS[a].status - PROBLEMS[b].status);
}

/** References to component headers, by name. */
export function headerRefs(names: readonly string[]): Record<string, object> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

function isProblemName(name: string): name is ProblemName {
  return name in PROBLEMS;
}
