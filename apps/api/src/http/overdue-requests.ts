import { Logger } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { AuthenticatedRequest } from './authenticated-request.ts';
import { problemDocument } from './problem.ts';

/** Together they stay below the 10 s that nobody is to wait for a database that is frozen (design 8, R5). */
const OVERDUE_MS = 4000;
const SIGN_OF_LIFE_WITHIN_MS = 2500;
const LOOK_EVERY_MS = 500;
/** A database that has just answered is not asked again by every look. */
const TRUSTED_MS = 2000;

interface Waiting {
  readonly reply: FastifyReply;
  readonly since: number;
}

/**
 * Answers requests in place of a database that has stopped to answer. What takes long for a reason (a large upload, a
 * question about the past) is left alone as long as the database gives signs of life; a limit on the time of
 * statements would cut it off, and start anew with each statement.
 */
export class OverdueRequests {
  private readonly logger = new Logger(OverdueRequests.name);
  private readonly waiting = new Map<AuthenticatedRequest, Waiting>();
  private readonly timer: NodeJS.Timeout;
  private heardAt = Number.NEGATIVE_INFINITY;
  private isLooking = false;

  /** `isSilent` says whether the database gives no sign of life within some milliseconds. */
  constructor(
    private readonly isSilent: (withinMs: number) => Promise<boolean>,
    private readonly now: () => number = () => performance.now(),
  ) {
    this.timer = setInterval(() => void this.look(), LOOK_EVERY_MS).unref();
  }

  /** Begins to watch over a request. */
  watch(request: AuthenticatedRequest, reply: FastifyReply): void {
    this.waiting.set(request, { reply, since: this.now() });
  }

  /** Ends to watch over a request that was answered. */
  forget(request: AuthenticatedRequest): void {
    this.waiting.delete(request);
  }

  /** Ends to look. */
  close(): void {
    clearInterval(this.timer);
  }

  /** Looks for requests that wait for too long, and gives them up if the database is silent. */
  async look(): Promise<void> {
    if (this.isLooking || this.now() - this.heardAt < TRUSTED_MS || this.overdue().length === 0) return;
    this.isLooking = true;
    try {
      if (!(await this.isSilent(SIGN_OF_LIFE_WITHIN_MS))) this.heardAt = this.now();
      else for (const [request, { reply }] of this.overdue()) this.giveUp(request, reply);
    } finally {
      this.isLooking = false;
    }
  }

  /** Those that wait for too long and were not begun to be answered; the oldest come first. */
  private overdue(): [AuthenticatedRequest, Waiting][] {
    const found: [AuthenticatedRequest, Waiting][] = [];
    for (const [request, { reply, since }] of this.waiting) {
      if (this.now() - since < OVERDUE_MS) break;
      // A stream that is being sent, or somebody who has gone.
      if (reply.sent || reply.raw.headersSent || reply.raw.destroyed) this.waiting.delete(request);
      else found.push([request, { reply, since }]);
    }
    return found;
  }

  /** Sent past the framework, whose last steps would wait for the database too; it drops what the handler sends later. */
  private giveUp(request: AuthenticatedRequest, reply: FastifyReply): void {
    this.waiting.delete(request);
    request.isGivenUp = true;
    if (request.audited?.write !== undefined) request.audited.write.isGivenUp = true;
    const detail = 'The database does not answer right now.';
    const headers = {
      'content-type': 'application/problem+json; charset=utf-8',
      'cache-control': 'no-store',
      'retry-after': '2',
    };
    const problem = problemDocument('unavailable', request.id, detail);
    reply.hijack();
    for (const [name, value] of Object.entries({ ...reply.getHeaders(), ...headers }))
      if (value !== undefined) reply.raw.setHeader(name, value);
    reply.raw.statusCode = problem.status;
    reply.raw.end(JSON.stringify(problem));
    this.logger.error(`Request ${request.id} is given up: ${detail}`);
  }
}
