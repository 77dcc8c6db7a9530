import type { components } from './schema.ts';

/** A refusal as the API states it (RFC 9457). */
export type Problem = components['schemas']['Problem'];

/** Thrown for every answer that is no success; `problem` says what was wrong and what to do. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly status: number;
  readonly problem: Problem;
  /** Milliseconds that the service asks to wait before trying again; null when it does not say. */
  readonly retryAfterMs: number | null;

  constructor(problem: Problem, retryAfterMs: number | null) {
    super(problem.detail ?? problem.title);
    this.status = problem.status;
    this.problem = problem;
    this.retryAfterMs = retryAfterMs;
  }

  /** Whether it is of a kind, by the last part of its type, such as `not-found`. */
  is(kind: string): boolean {
    return this.problem.type === `/problems/${kind}`;
  }
}

/** The problem of an answer that is no success; one that something between us and the service gave is put into words. */
export async function problemOf(response: Response): Promise<ProblemError> {
  const retryAfterMs = retryAfterOf(response);
  const text = await response.text();
  const isProblem = (response.headers.get('content-type') ?? '').startsWith('application/problem+json');
  const problem: Problem = isProblem
    ? JSON.parse(text)
    : {
        type: 'about:blank',
        title: `Answered with ${response.status}`,
        status: response.status,
        instance: response.headers.get('x-request-id') ?? '',
      };
  return new ProblemError(problem, retryAfterMs);
}

/** `Retry-After` in milliseconds, stated in seconds or as a date; null without it. */
export function retryAfterOf(response: Response, now = Date.now()): number | null {
  const stated = response.headers.get('retry-after');
  if (stated === null) return null;
  if (/^\d+$/.test(stated)) return Number(stated) * 1000;
  const at = Date.parse(stated);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}
