import { createHash, randomBytes } from 'node:crypto';

const GOOD_FOR_MS = 10 * 60_000;
const OPEN_AT_MOST = 100;

/** Links that log in whoever opens them first, once and for ten minutes; known to this process alone. */
export class LoginLinks {
  /** When each ends, by a digest of its token. */
  private readonly open = new Map<string, number>();

  /** Makes a token; the answer is the only time that it is seen. */
  issue(now: number): string {
    const token = randomBytes(32).toString('base64url');
    this.open.set(digestOf(token), now + GOOD_FOR_MS);
    const [oldest] = this.open.keys();
    if (this.open.size > OPEN_AT_MOST && oldest !== undefined) this.open.delete(oldest);
    return token;
  }

  /** Whether a token is good; afterwards it no longer is. */
  redeem(token: string, now: number): boolean {
    const digest = digestOf(token);
    const end = this.open.get(digest);
    this.open.delete(digest);
    return end !== undefined && now < end;
  }
}

function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}
