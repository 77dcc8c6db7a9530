import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiContract } from '../../support/api/api-contract.ts';
import { type MadeUpRequest, RequestMaker } from '../../support/api/api-fuzz.ts';
import type { TestPlacet } from '../../support/service/placet.ts';
import { startStoryService } from '../../support/story/story-service.ts';

/** Another seed tries other requests; more seconds try more of them. */
const SEED = Number(process.env['PLACET_FUZZ_SEED'] ?? 20_261_124);
const SECONDS = Number(process.env['PLACET_FUZZ_SECONDS'] ?? 25);
const AT_ONCE = 6;
const ENOUGH_FAILURES = 20;

interface Failure {
  readonly request: MadeUpRequest;
  readonly role: string;
  readonly status: number;
  readonly breaches: readonly string[];
}

describe('whatever is asked', () => {
  let placet: TestPlacet;
  let keys: ReadonlyMap<string, string | null>;
  const contract = new ApiContract();
  let maker: RequestMaker;

  beforeAll(async () => {
    const story = await startStoryService();
    ({ placet, keys } = story);
    maker = new RequestMaker(SEED, story.known);
  }, 120_000);

  afterAll(() => placet?.close());

  async function attempt(operation: string, role: string): Promise<Failure | null> {
    const request = maker.make(operation);
    const answer = await placet.call(request.method, request.path, {
      key: keys.get(role) ?? null,
      headers: request.headers,
      ...(request.body === undefined ? {} : { body: request.body }),
    });
    const breaches = [
      ...(answer.status >= 500 ? [`answered with ${answer.status}: ${answer.text.slice(0, 300)}`] : []),
      ...contract.breaches(operation, answer),
    ];
    return breaches.length === 0 ? null : { request, role, status: answer.status, breaches };
  }

  it(
    `the answer is one that is described, and never our mistake (seed ${SEED})`,
    async () => {
      const until = Date.now() + SECONDS * 1000;
      const roles = [...keys.keys()];
      const failures: Failure[] = [];
      let asked = 0;
      let rounds = 0;
      while (failures.length < ENOUGH_FAILURES && (rounds === 0 || Date.now() < until)) {
        const waiting = roles.flatMap((role) => maker.operations.map((operation) => ({ operation, role })));
        const work = async (): Promise<void> => {
          for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
            if (rounds > 0 && Date.now() > until) return;
            asked += 1;
            const failure = await attempt(next.operation, next.role);
            if (failure !== null) failures.push(failure);
          }
        };
        await Promise.all(Array.from({ length: AT_ONCE }, work));
        rounds += 1;
      }
      expect({ asked: asked > roles.length, failures }).toEqual({ asked: true, failures: [] });
      expect((await placet.get('/readyz', { key: null })).status).toBe(200);
    },
    SECONDS * 1000 + 120_000,
  );
});
