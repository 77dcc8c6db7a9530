import { describe, expect, it } from '@jest/globals';
import type { FastifyReply } from 'fastify';
import { parseEnv } from '#platform';
import { ProblemException } from '../problem.ts';
import { RateLimits } from './rate-limits.ts';

/** An answer of which only the headers are of interest. */
class Answer {
  readonly told: Record<string, string> = {};

  getHeader(name: string): string | undefined {
    return this.told[name];
  }

  headers(more: Record<string, string>): void {
    Object.assign(this.told, more);
  }
}

function limitsOf(key: number, tenant: number): RateLimits {
  return new RateLimits(
    parseEnv({
      PLACET_RATE_LIMIT_PER_MINUTE: String(key),
      PLACET_TENANT_RATE_LIMIT_PER_MINUTE: String(tenant),
    }),
  );
}

/** Counts a request of a key; answers its headers and, if it was refused, for how long. */
function ask(
  limits: RateLimits,
  key: string,
  tenant: string,
): { told: Record<string, string>; refused: ProblemException | null } {
  const answer = new Answer();
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- nothing else of an answer is used
  const reply = answer as unknown as FastifyReply;
  try {
    limits.count(reply, 'key', key);
    limits.count(reply, 'tenant', tenant);
    return { told: answer.told, refused: null };
  } catch (error) {
    if (!(error instanceof ProblemException)) throw error;
    return { told: answer.told, refused: error };
  }
}

describe('limits', () => {
  it('are told for the key and its tenant side by side', () => {
    const limits = limitsOf(60, 120);
    expect(ask(limits, 'a1', 'a')).toEqual({
      told: {
        'ratelimit-policy': '"key";q=60;w=60, "tenant";q=120;w=60',
        // One of 60 comes back in a second, one of 120 in half of one; both are rounded up.
        ratelimit: '"key";r=59;t=1, "tenant";r=119;t=1',
      },
      refused: null,
    });
  });

  it('hold a tenant as a whole, however many keys it has, and no other tenant', () => {
    const limits = limitsOf(60, 100);
    const answers = Array.from({ length: 110 }, (_, n) => ask(limits, `a${n % 4}`, 'a'));
    const allowed = answers.filter(({ refused }) => refused === null).length;
    // What comes back while the test runs is let through as well.
    expect(allowed).toBeGreaterThanOrEqual(100);
    const refused = answers.find((answer) => answer.refused !== null);
    if (refused === undefined)
      throw new Error('110 requests took longer than ten of them take to come back.');
    expect(refused.told['ratelimit']).toMatch(/^"key";r=\d+;t=\d+, "tenant";r=0;t=\d+$/);
    expect(refused.refused?.message).toMatch(/^This tenant may send 100 requests a minute\. Wait 1 s\.$/);
    expect(ask(limits, 'b1', 'b').refused).toBeNull();
  });

  it('hold a key before its tenant is counted, so that one key can not use up what others may', () => {
    const limits = limitsOf(5, 1000);
    const answers = Array.from({ length: 20 }, () => ask(limits, 'a1', 'a'));
    expect(answers.at(-1)?.told['ratelimit']).toMatch(/^"key";r=0;t=\d+$/);
    const left = /"tenant";r=(\d+)/.exec(ask(limits, 'a2', 'a').told['ratelimit'] ?? '')?.[1];
    expect(Number(left)).toBeGreaterThanOrEqual(1000 - 8);
  });

  it('are no limits when they are 0, and then not told', () => {
    expect(ask(limitsOf(0, 0), 'a1', 'a')).toEqual({ told: {}, refused: null });
  });

  it('foresee a refusal for the tenant without counting', () => {
    const limits = limitsOf(1000, 2);
    expect(limits.hasLeft('a1', 'a', '127.0.0.1')).toBe(true);
    ask(limits, 'a1', 'a');
    ask(limits, 'a2', 'a');
    expect(limits.hasLeft('a3', 'a', '127.0.0.1')).toBe(false);
    expect(limits.hasLeft('b1', 'b', '127.0.0.1')).toBe(true);
  });
});
