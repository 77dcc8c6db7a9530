/** What is left after one request, in whole requests and seconds. */
export interface Allowance {
  readonly isAllowed: boolean;
  readonly remaining: number;
  /** Until the bucket is full again. */
  readonly resetSeconds: number;
  /** Until one more request is allowed; 0 while some remain. */
  readonly retrySeconds: number;
}

interface Bucket {
  tokens: number;
  filled: number;
}

const MINUTE_MS = 60_000;

/**
 * Counts requests by name in this process: each name may spend a minute's worth at once and gets it back evenly. At
 * most `maxBuckets` names are remembered; the one unused longest is forgotten first, which can only favour it.
 */
export class TokenBuckets {
  private readonly buckets = new Map<string, Bucket>();
  private readonly perMinute: number;
  private readonly maxBuckets: number;

  constructor(perMinute: number, maxBuckets: number) {
    this.perMinute = perMinute;
    this.maxBuckets = maxBuckets;
  }

  /** How many names are remembered. */
  get size(): number {
    return this.buckets.size;
  }

  /** Spends one request of a name, if it has one left. `now` is in milliseconds and may not run backwards. */
  take(name: string, now: number): Allowance {
    const bucket = this.filled(name, now);
    const isAllowed = bucket.tokens >= 1;
    if (isAllowed) bucket.tokens -= 1;
    this.buckets.delete(name);
    this.buckets.set(name, bucket);
    if (this.buckets.size > this.maxBuckets) this.forgetOldest();
    return this.allowanceOf(bucket, isAllowed);
  }

  /** Tells what {@link take} would, and spends nothing. */
  look(name: string, now: number): Allowance {
    const bucket = this.filled(name, now);
    return this.allowanceOf(bucket, bucket.tokens >= 1);
  }

  private filled(name: string, now: number): Bucket {
    const { tokens, filled } = this.buckets.get(name) ?? { tokens: this.perMinute, filled: now };
    const gained = (Math.max(0, now - filled) * this.perMinute) / MINUTE_MS;
    return { tokens: Math.min(this.perMinute, tokens + gained), filled: now };
  }

  private allowanceOf({ tokens }: Bucket, isAllowed: boolean): Allowance {
    const perSecond = this.perMinute / 60;
    return {
      isAllowed,
      remaining: Math.floor(tokens),
      resetSeconds: Math.ceil((this.perMinute - tokens) / perSecond),
      retrySeconds: tokens >= 1 ? 0 : Math.max(1, Math.ceil((1 - tokens) / perSecond)),
    };
  }

  private forgetOldest(): void {
    const [oldest] = this.buckets.keys();
    if (oldest !== undefined) this.buckets.delete(oldest);
  }
}
