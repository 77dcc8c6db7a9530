import { Readable } from 'node:stream';
import {
  type CallHandler,
  type ExecutionContext,
  Injectable,
  Logger,
  type NestInterceptor,
} from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { finalize, type Observable } from 'rxjs';
import { isCreation, KeySecrets } from '#access';
import { IdempotencyStore } from '#application';
import { Env } from '#platform';
import { type AuthenticatedRequest, routeOf } from '../access.guard.ts';
import { deliveryBytes } from '../body.ts';
import { ProblemException } from '../problem.ts';
import { ReadyAnswer } from '../ready-answer.ts';
import { digested, digestOf } from './repeated-request.ts';
import { type KeptAnswer, seal, unseal } from './sealed-answer.ts';

const HEADER = 'idempotency-key';
const KEY = /^[\x21-\x7e]{1,255}$/;
/** These speak of one exchange, not of the answer. */
const OF_THE_EXCHANGE = new Set([
  'x-request-id',
  'traceparent',
  'ratelimit',
  'ratelimit-policy',
  'content-length',
  'date',
]);

/** Makes creating requests repeatable: the same Idempotency-Key gets the same answer, and the work is done once. */
@Injectable()
export class IdempotencyInterceptor implements NestInterceptor {
  private readonly logger = new Logger(IdempotencyInterceptor.name);

  constructor(
    private readonly store: IdempotencyStore,
    private readonly secrets: KeySecrets,
    private readonly env: Env,
  ) {}

  async intercept(context: ExecutionContext, next: CallHandler): Promise<Observable<unknown>> {
    const request = context.switchToHttp().getRequest<AuthenticatedRequest>();
    const key = request.headers[HEADER];
    if (key === undefined || request.principal === undefined || !isCreation(routeOf(request)))
      return next.handle();
    if (typeof key !== 'string' || !KEY.test(key)) {
      const detail = 'Idempotency-Key must be 1 to 255 visible ASCII characters, such as a UUID.';
      throw new ProblemException('invalid-request', detail, [{ header: 'Idempotency-Key', detail }]);
    }
    const principal = request.principal.id;
    const found = await this.store.claim(principal, key);
    if (found.state === 'inFlight') {
      const detail =
        'A request with this Idempotency-Key is being worked on. Repeat it a little later to get its answer.';
      throw new ProblemException('request-in-progress', detail, [{ header: 'Idempotency-Key', detail }], {
        'retry-after': '1',
      });
    }
    if (found.state === 'answered') {
      if ((await this.digest(request)) === found.request)
        throw answeredBefore(unseal(found.answer, this.secrets.pepper, boundTo(principal, key)));
      const detail =
        'This Idempotency-Key was used for another request. Choose a new one for each thing that you create.';
      throw new ProblemException('idempotency-key-reused', detail, [{ header: 'Idempotency-Key', detail }]);
    }
    request.repeatable = {
      principal,
      key,
      claim: found.claim,
      ...(request.body instanceof Readable ? {} : { digest: digestOf(request) }),
    };
    return next.handle().pipe(finalize(() => void this.giveBack(request)));
  }

  /** A request that was given up is not settled by an answer: once its work has ended, it may be sent again. */
  private async giveBack({ id, isGivenUp, repeatable, audited }: AuthenticatedRequest): Promise<void> {
    // Done all the same, in the moment in which it was given up: it is not to be done again.
    if (isGivenUp !== true || repeatable === undefined || audited?.write?.isNoted === true) return;
    const { principal, key, claim } = repeatable;
    try {
      await this.store.release(principal, key, claim);
    } catch (error) {
      this.logger.error(`The key of request ${id} is held until its claim runs out: ${String(error)}`);
    }
  }

  /** Called with every answer before it is sent: keeps it, or gives the key back if trying again may help. */
  async settle(request: AuthenticatedRequest, reply: FastifyReply, payload: unknown): Promise<void> {
    const { repeatable } = request;
    if (repeatable === undefined) return;
    delete request.repeatable;
    const { principal, key, claim, digest } = repeatable;
    try {
      if (reply.statusCode >= 500 || digest === undefined) {
        await this.store.release(principal, key, claim);
        return;
      }
      const answer = {
        status: reply.statusCode,
        headers: headersOf(reply),
        body: typeof payload === 'string' ? payload : '',
      };
      const sealed = seal(answer, this.secrets.pepper, boundTo(principal, key));
      await this.store.keep(principal, key, { claim, request: digest, answer: sealed });
    } catch (error) {
      // The work is done and its answer is true; only repeating it is refused until the claim has run out.
      this.logger.error(`The answer of request ${request.id} is not kept: ${String(error)}`);
    }
  }

  private async digest(request: AuthenticatedRequest): Promise<string> {
    if (!(request.body instanceof Readable)) return digestOf(request);
    const state: { digest?: string } = {};
    const bytes = deliveryBytes(request, this.env.PLACET_BODY_MAX_MB * 1024 * 1024);
    for await (const part of digested(request, bytes, (digest) => (state.digest = digest))) void part;
    return state.digest ?? '';
  }
}

function answeredBefore({ status, headers, body }: KeptAnswer): ReadyAnswer {
  return new ReadyAnswer({ status, headers: { ...headers, 'idempotency-replayed': 'true' }, body });
}

function boundTo(principal: string, key: string): string {
  return `${principal}\n${key}`;
}

function headersOf(reply: FastifyReply): Record<string, string> {
  return Object.fromEntries(
    Object.entries(reply.getHeaders()).flatMap(([name, value]) =>
      value === undefined || OF_THE_EXCHANGE.has(name) ? [] : [[name, String(value)]],
    ),
  );
}
