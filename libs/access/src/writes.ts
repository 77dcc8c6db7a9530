/** POSTs that only ask: they change nothing, so they need no idempotency key and leave no trace in the audit. */
const ASKING_POSTS: ReadonlySet<string> = new Set(['POST /v1/rankings']);

/** Changes of things that have no versions: repeating them does no harm, so they need no If-Match. */
const UNCONDITIONAL: ReadonlySet<string> = new Set([
  'DELETE /v1/keys/:key',
  'DELETE /v1/vendors/:vendor/facts/:fact',
  'PUT /ops/queues/*',
  'PATCH /ops/queues/*',
]);

/** Writes that change queues, which may be in Redis, or a session: no transaction that notes writes does them. */
const DONE_ELSEWHERE = /^(POST \/v1\/queues\/|(POST|PUT|PATCH) \/ops\/queues\/|POST \/logout$)/;

/** Whether a route, named as in the access table, changes something; whatever is not known to only ask, does. */
export function isWrite(route: string): boolean {
  return !route.startsWith('GET ') && !ASKING_POSTS.has(route);
}

/** Whether a route makes something new each time, so that clients may send an Idempotency-Key to repeat it safely. */
export function isCreation(route: string): boolean {
  return route.startsWith('POST ') && isWrite(route);
}

/** Whether a route must be told, by If-Match, which version it changes. */
export function isConditional(route: string): boolean {
  return /^(PUT|PATCH|DELETE) /.test(route) && !UNCONDITIONAL.has(route);
}

/** Whether what a route changes is not in the record, so that the audit can not be told in the same transaction. */
export function isDoneElsewhere(route: string): boolean {
  return DONE_ELSEWHERE.test(route);
}
