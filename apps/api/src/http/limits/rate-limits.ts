import { Injectable } from '@nestjs/common';
import { Env } from '#platform';
import type { AnswerHeaders } from '../every-answer.ts';
import { ProblemException } from '../problem.ts';
import { type Allowance, TokenBuckets } from './token-buckets.ts';

const MAX_BUCKETS = 10_000;

/** Health and measures are asked by machines that must always get an answer. */
export const UNLIMITED_ROUTES: ReadonlySet<string> = new Set(['GET /livez', 'GET /readyz', 'GET /metrics']);

type Counted = 'key' | 'tenant' | 'address';

/**
 * Limits requests per key and per tenant, and per address for whoever has no valid key. Each process counts for itself,
 * so nothing here waits for another part of the system, and behind several processes the limits are that much higher.
 */
@Injectable()
export class RateLimits {
  private readonly perMinute: Readonly<Record<Counted, number>>;
  private readonly buckets: Readonly<Record<Counted, TokenBuckets>>;

  constructor(env: Env) {
    const own = env.PLACET_RATE_LIMIT_PER_MINUTE;
    this.perMinute = { key: own, address: own, tenant: env.PLACET_TENANT_RATE_LIMIT_PER_MINUTE };
    this.buckets = {
      key: new TokenBuckets(own, MAX_BUCKETS),
      address: new TokenBuckets(own, MAX_BUCKETS),
      tenant: new TokenBuckets(this.perMinute.tenant, MAX_BUCKETS),
    };
  }

  /** Counts one request, and says in the answer what is left. @throws ProblemException 429 if nothing is. */
  count(reply: AnswerHeaders, who: Counted, name: string): void {
    if (this.perMinute[who] > 0) this.tell(reply, who, this.buckets[who].take(name, performance.now()));
  }

  /** Whether a key, its tenant, and the address that it comes from, have a request left. */
  hasLeft(key: string, tenant: string, address: string): boolean {
    const now = performance.now();
    const has = (who: Counted, name: string): boolean =>
      !(this.perMinute[who] > 0) || this.buckets[who].look(name, now).isAllowed;
    return has('key', key) && has('tenant', tenant) && has('address', address);
  }

  /** Lets nobody guess on from an address that has used up its limit. @throws ProblemException 429 then. */
  requireLeft(reply: AnswerHeaders, address: string): void {
    if (!(this.perMinute.address > 0)) return;
    const left = this.buckets.address.look(address, performance.now());
    if (!left.isAllowed) this.tell(reply, 'address', left);
  }

  /** A key's own limit and that of its tenant are told side by side, as one list. */
  private tell(reply: AnswerHeaders, who: Counted, allowance: Allowance): void {
    const { isAllowed, remaining, resetSeconds, retrySeconds } = allowance;
    const before =
      who === 'tenant' ? [reply.getHeader('ratelimit-policy'), reply.getHeader('ratelimit')] : [];
    const [policies, limits] = before.map((told) => (typeof told === 'string' ? `${told}, ` : ''));
    reply.headers({
      'ratelimit-policy': `${policies ?? ''}"${who}";q=${this.perMinute[who]};w=60`,
      ratelimit: `${limits ?? ''}"${who}";r=${remaining};t=${resetSeconds}`,
    });
    if (isAllowed) return;
    const detail = `This ${who} may send ${this.perMinute[who]} requests a minute. Wait ${retrySeconds} s.`;
    throw new ProblemException('too-many-requests', detail, [], { 'retry-after': String(retrySeconds) });
  }
}
