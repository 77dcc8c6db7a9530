import { type ArgumentsHost, Catch, type ExceptionFilter, HttpException, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  QueryFailedError,
  QueryRunnerAlreadyReleasedError,
  QueryRunnerProviderAlreadyReleasedError,
} from 'typeorm';
import { Conflict, InvalidInput, NotFound, TooLarge, Unavailable } from '#application';
import {
  problemDocument,
  PROBLEMS,
  type ProblemError,
  ProblemException,
  type ProblemName,
} from './problem.ts';
import { ReadyAnswer } from './ready-answer.ts';

interface Refusal {
  readonly name: ProblemName;
  readonly detail?: string;
  readonly errors?: readonly ProblemError[];
  readonly headers?: Readonly<Record<string, string>>;
}

const RETRY = { 'retry-after': '2' };
/** Postgres: connection trouble, shutdown, too many clients. */
const UNAVAILABLE_CODES = /^(08|57P0|53)|^(ECONNREFUSED|ECONNRESET|ETIMEDOUT|EPIPE)$/;

/** The only place that turns errors into answers: RFC 9457, and nothing about our insides. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  private readonly logger = new Logger(ProblemFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    if (error instanceof ReadyAnswer) {
      const { status, headers, body, trailers = {} } = error.content;
      for (const [name, value] of Object.entries(trailers)) reply.trailer(name, async () => value());
      void reply
        .status(status)
        .headers(headers)
        .send(body === '' ? undefined : body);
      return;
    }
    const refusal = refusalOf(error);
    const { status } = PROBLEMS[refusal.name];
    if (status >= 500)
      this.logger.error(`Request ${request.id} failed`, error instanceof Error ? error.stack : String(error));
    void reply
      .status(status)
      .headers(refusal.headers ?? {})
      .header('content-type', 'application/problem+json; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(
        JSON.stringify(
          problemDocument(
            refusal.name,
            request.id,
            status === 500 ? undefined : refusal.detail,
            refusal.errors,
          ),
        ),
      );
  }
}

/** Which refusal an error amounts to. */
export function refusalOf(error: unknown): Refusal {
  if (error instanceof ProblemException)
    return { name: error.problem, detail: error.message, errors: error.errors, headers: error.headers };
  if (error instanceof NotFound)
    return {
      name: 'not-found',
      detail: error.message,
      // What is named in several words, such as a quarantined item, is no parameter's name.
      errors: /^[a-z]+$/.test(error.what)
        ? [{ parameter: error.what, detail: error.message, nearest: error.nearest }]
        : [],
    };
  if (error instanceof InvalidInput)
    return { name: 'invalid-input', detail: error.message, errors: error.errors };
  if (error instanceof Conflict) return { name: 'conflict', detail: error.message };
  if (error instanceof TooLarge) return { name: 'too-large', detail: error.message };
  if (error instanceof Unavailable) return { name: 'unavailable', detail: error.message, headers: RETRY };
  if (isConnectionTrouble(error))
    return { name: 'unavailable', detail: 'The database does not answer right now.', headers: RETRY };
  const status = statusOf(error);
  if (status === 404)
    return {
      name: 'not-found',
      detail: 'There is nothing under this address. The routes are listed in /openapi.json.',
    };
  if (status === 413) return { name: 'too-large', detail: 'The body is larger than this route takes.' };
  if (status === 415)
    return { name: 'unsupported-media-type', detail: 'This route reads application/json only.' };
  if (status !== undefined && status >= 400 && status < 500)
    return { name: 'invalid-request', detail: error instanceof Error ? error.message : undefined };
  return { name: 'internal' };
}

function statusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  if (
    typeof error === 'object' &&
    error !== null &&
    'statusCode' in error &&
    typeof error.statusCode === 'number'
  )
    return error.statusCode;
  return undefined;
}

function isConnectionTrouble(error: unknown): boolean {
  // What TypeORM says of the next statement when the session of a transaction was cut between two of them.
  if (
    error instanceof QueryRunnerAlreadyReleasedError ||
    error instanceof QueryRunnerProviderAlreadyReleasedError
  )
    return true;
  const cause = error instanceof QueryFailedError ? (error.driverError as unknown) : error;
  if (typeof cause !== 'object' || cause === null) return false;
  if ('code' in cause && typeof cause.code === 'string' && UNAVAILABLE_CODES.test(cause.code)) return true;
  return (
    cause instanceof Error &&
    /Connection terminated|timeout exceeded when trying to connect|Driver not Connected/.test(cause.message)
  );
}
