import { Injectable } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Env } from '#platform';
import { ProblemException } from '../problem.ts';
import { type Allowance, TokenBuckets } from './token-buckets.ts';

const MAX_BUCKETS = 10_000;

/** Health and measures are asked by machines that must always get an answer. */
export const UNLIMITED_ROUTES: ReadonlySet<string> = new Set(['GET /livez', 'GET /readyz', 'GET /metrics']);

/**
 * Limits requests per key, and per address for whoever has no valid key. Each process counts for itself, so nothing
 * here waits for another part of the system, and behind several processes the limit is that much higher.
 */
@Injectable()
export class RateLimits {
  private readonly perMinute: number;
  private readonly buckets: TokenBuckets;

  constructor(env: Env) {
    this.perMinute = env.PLACET_RATE_LIMIT_PER_MINUTE;
    this.buckets = new TokenBuckets(this.perMinute, MAX_BUCKETS);
  }

  /** Counts one request, and says in the answer what is left. @throws ProblemException 429 if nothing is. */
  count(reply: FastifyReply, who: 'key' | 'address', name: string): void {
    if (this.perMinute > 0) this.tell(reply, who, this.buckets.take(`${who}:${name}`, performance.now()));
  }

  /** Whether a key, and the address that it comes from, have a request left. */
  hasLeft(key: string, address: string): boolean {
    if (!(this.perMinute > 0)) return true;
    const now = performance.now();
    return (
      this.buckets.look(`key:${key}`, now).isAllowed && this.buckets.look(`address:${address}`, now).isAllowed
    );
  }

  /** Lets nobody guess on from an address that has used up its limit. @throws ProblemException 429 then. */
  requireLeft(reply: FastifyReply, address: string): void {
    if (!(this.perMinute > 0)) return;
    const left = this.buckets.look(`address:${address}`, performance.now());
    if (!left.isAllowed) this.tell(reply, 'address', left);
  }

  private tell(reply: FastifyReply, who: string, allowance: Allowance): void {
    const { isAllowed, remaining, resetSeconds, retrySeconds } = allowance;
    reply.headers({
      'ratelimit-policy': `"${who}";q=${this.perMinute};w=60`,
      ratelimit: `"${who}";r=${remaining};t=${resetSeconds}`,
    });
    if (isAllowed) return;
    const detail = `This ${who} may send ${this.perMinute} requests a minute. Wait ${retrySeconds} s.`;
    throw new ProblemException('too-many-requests', detail, [], { 'retry-after': String(retrySeconds) });
  }
}
