/** One kind of refusal, listed in docs/problems.md and at /problems. */
export interface ProblemType {
  readonly status: number;
  readonly title: string;
  readonly meaning: string;
  readonly remedy: string;
}

/** The catalogue of problems; `type` URIs are `/problems/<name>` and never change. */
export const PROBLEMS = {
  'invalid-request': {
    status: 400,
    title: 'The request is malformed',
    meaning: 'A header, a query parameter or the syntax of the body can not be understood.',
    remedy: 'Correct what errors[] points at.',
  },
  unauthenticated: {
    status: 401,
    title: 'No valid key',
    meaning: 'The request carries no key, or one that is unknown, expired or revoked.',
    remedy: 'Send "Authorization: Bearer plc_…". An administrator issues keys with POST /v1/keys.',
  },
  forbidden: {
    status: 403,
    title: 'Not allowed for this role',
    meaning: 'The key is valid but its role may not do this.',
    remedy: 'Use a key of a role that may; the roles are listed in the API guide.',
  },
  'not-found': {
    status: 404,
    title: 'Not found',
    meaning: 'There is nothing under this address, or not for you.',
    remedy: 'Check the identifier; the nearest known ones are named where there are any.',
  },
  'method-not-allowed': {
    status: 405,
    title: 'Method not allowed',
    meaning: 'The address exists, the method does not.',
    remedy: 'See /openapi.json.',
  },
  'not-acceptable': {
    status: 406,
    title: 'No such representation',
    meaning: 'None of the media types asked for can be given.',
    remedy: 'Ask for one of the types that detail names.',
  },
  conflict: {
    status: 409,
    title: 'Conflict with the present state',
    meaning: 'What is asked contradicts what is there.',
    remedy: 'Read the present state and decide again.',
  },
  'request-in-progress': {
    status: 409,
    title: 'The same request is being worked on',
    meaning: 'Another request with this Idempotency-Key has not been answered yet.',
    remedy: 'Repeat it after Retry-After; you get the answer of the first.',
  },
  'precondition-failed': {
    status: 412,
    title: 'Changed meanwhile',
    meaning: 'If-Match names an older state.',
    remedy: 'Read it again and repeat the change on what is there.',
  },
  'too-large': {
    status: 413,
    title: 'Too large',
    meaning: 'The body exceeds the limit.',
    remedy: 'Split it, or raise PLACET_BODY_MAX_MB.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'Unsupported media type',
    meaning: 'The body is of a type that this route does not read.',
    remedy: 'Send application/json.',
  },
  'invalid-input': {
    status: 422,
    title: 'Understood but not answerable',
    meaning: 'Names or values in the request do not exist or do not fit.',
    remedy: 'Correct what errors[] points at; nearest valid names are given.',
  },
  'idempotency-key-reused': {
    status: 422,
    title: 'Idempotency-Key used before',
    meaning: 'This Idempotency-Key came with another request within the last day.',
    remedy: 'Choose a new key for each thing that you create.',
  },
  'precondition-required': {
    status: 428,
    title: 'If-Match is required',
    meaning: 'Updates must say which state they change.',
    remedy: 'Send If-Match with the ETag you read.',
  },
  'too-many-requests': {
    status: 429,
    title: 'Too many requests',
    meaning: 'The limit of this key is used up.',
    remedy: 'Wait as long as Retry-After says.',
  },
  internal: {
    status: 500,
    title: 'Our mistake',
    meaning: 'Something is broken on our side; the id is in our log.',
    remedy: 'Report the id.',
  },
  unavailable: {
    status: 503,
    title: 'Not available right now',
    meaning: 'A part that this needs does not answer.',
    remedy: 'Try again as Retry-After says.',
  },
} as const satisfies Record<string, ProblemType>;

export type ProblemName = keyof typeof PROBLEMS;

export interface ProblemError {
  readonly pointer?: string;
  readonly parameter?: string;
  readonly header?: string;
  readonly detail: string;
  readonly nearest?: readonly string[];
}

/** RFC 9457 problem document. */
export interface ProblemDocument {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail?: string;
  readonly instance: string;
  readonly errors?: readonly ProblemError[];
}

/** Thrown by controllers for refusals that have no application error of their own. */
export class ProblemException extends Error {
  readonly problem: ProblemName;
  readonly errors: readonly ProblemError[];
  readonly headers: Readonly<Record<string, string>>;
  constructor(
    problem: ProblemName,
    detail: string,
    errors: readonly ProblemError[] = [],
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(detail);
    this.problem = problem;
    this.errors = errors;
    this.headers = headers;
  }
}

/** A fault of a parameter points at it too, as if all parameters were the members of one object. */
function placed(error: ProblemError): ProblemError {
  return error.parameter === undefined || error.pointer !== undefined
    ? error
    : { ...error, pointer: `/${error.parameter.replaceAll('~', '~0').replaceAll('/', '~1')}` };
}

/** Writes a problem document. */
export function problemDocument(
  name: ProblemName,
  instance: string,
  detail?: string,
  errors: readonly ProblemError[] = [],
): ProblemDocument {
  const { title, status } = PROBLEMS[name];
  return {
    type: `/problems/${name}`,
    title,
    status,
    ...(detail === undefined ? {} : { detail }),
    instance: `urn:request:${instance}`,
    ...(errors.length === 0 ? {} : { errors: errors.map(placed) }),
  };
}
