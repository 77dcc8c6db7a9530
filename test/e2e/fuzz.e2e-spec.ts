import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ROLES } from '#access';
import { ApiContract } from '../support/api-contract.ts';
import { type MadeUpRequest, RequestMaker } from '../support/api-fuzz.ts';
import { startPlacet, type TestPlacet } from '../support/placet.ts';
import { MARKET, regime, SCHEMES, vendor, vocabulary } from '../support/story.ts';

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
  const keys = new Map<string, string | null>([['nobody', null]]);
  const contract = new ApiContract();
  let maker: RequestMaker;

  beforeAll(async () => {
    placet = await startPlacet({ env: { PLACET_RATE_LIMIT_PER_MINUTE: '10000000' } });
    await placet.call('POST', '/v1/sources', { body: { id: 'story', name: 'Story', kind: 'push' } });
    const rules = regime({ version: '1', from: '2020-01-01', level: 'bronze' });
    for (const document of [vocabulary(), MARKET, SCHEMES, rules]) await placet.deliver('story', document);
    await placet.deliver('story', ['alpha', 'beta'].map((id) => vendor(id)).join('\n---\n'));
    const release = { ocid: 'ocds-x-1', id: '1', date: '2026-11-01T09:00:00Z', tag: ['tender'] };
    const delivery = await placet.deliver('story', JSON.stringify(release), 'application/json');
    const notices = await placet.get('/v1/notices');
    const facts = await placet.get('/v1/vendors/alpha/facts');
    const quarantined = await placet.deliver('story', 'schema: placet.vendor/v1\nid: nameless\n');
    const waiting = await placet.get(`/v1/quarantine?delivery=${quarantined.body.id}`);
    for (const role of ROLES) {
      const source = role === 'sender' ? { source: 'story' } : {};
      const issued = await placet.call('POST', '/v1/keys', { body: { name: role, role, ...source } });
      keys.set(role, issued.body.key);
    }
    const hook = { name: 'Hook', url: 'https://receiver.invalid/' };
    const webhook = await placet.call('POST', '/v1/webhooks', { body: hook });
    maker = new RequestMaker(SEED, {
      webhook: [webhook.body.id],
      market: ['KR'],
      vendor: ['alpha', 'beta'],
      offering: ['alpha-cloud'],
      a: ['alpha-cloud'],
      b: ['beta-cloud'],
      regime: ['kr-story'],
      source: ['story'],
      delivery: [delivery.body.id],
      notice: [notices.body.items[0].id],
      fact: facts.body.items.map((fact: { id: string }) => fact.id).slice(0, 3),
      item: [waiting.body.items[0].id],
      key: ['unknown0'],
      name: ['vendor.v1.json'],
      type: ['not-found'],
      file: ['start.js'],
      cursor: ['eyJhIjoxfQ.AAAAAAAAAAAAAAAAAAAAAA'],
    });
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
