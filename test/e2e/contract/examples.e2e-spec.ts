import { writeFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { LoginLinks } from '#access';
import {
  ANSWERS_FILE,
  type ExampleAnswer,
  exampleAnswers,
} from '../../../apps/api/src/openapi/examples/example-answers.ts';
import { ApiContract } from '../../support/api/api-contract.ts';
import {
  addressOf,
  asExample,
  type ExampleOperation,
  exampleOperations,
} from '../../support/api/api-examples.ts';
import { eventually } from '../../support/eventually.ts';
import { type Answer, startPlacet, type TestPlacet } from '../../support/service/placet.ts';

/** `npm run freeze:examples` records the answers that the description shows. */
const IS_RECORDING = process.env['PLACET_RECORD_EXAMPLES'] !== undefined;
const OPERATIONS = exampleOperations();
/** What others need is made first, in this order; what ends something comes last. */
const FIRST = [
  'POST /v1/sources',
  'POST /v1/sources/{source}/deliveries',
  'POST /v1/facts/{fact}/disputes',
  'POST /v1/vendors/{vendor}/facts',
  'PUT /v1/vendors/{vendor}',
  'POST /v1/shortlists',
  'POST /v1/watches',
  'POST /v1/webhooks',
  'POST /v1/webhooks/{webhook}/test',
  'POST /v1/tenants',
  'POST /v1/keys',
  'GET /v1/watches/{watch}/feed.atom',
];
const LAST = [
  'POST /v1/quarantine/{item}/retry',
  'POST /v1/quarantine/{item}/discard',
  'PATCH /v1/webhooks/{webhook}',
];
/** There is no identity provider here to come back from. */
const REFUSED: Readonly<Record<string, number>> = { 'GET /login/callback': 404 };

function placeOf({ name, method }: ExampleOperation): number {
  const first = FIRST.indexOf(name);
  if (first >= 0) return first;
  if (LAST.includes(name)) return 200 + LAST.indexOf(name);
  return method === 'GET' ? 100 : method === 'DELETE' ? 300 : 150;
}
const IN_ORDER = OPERATIONS.toSorted((a, b) => placeOf(a) - placeOf(b));

describe('the examples of the description', () => {
  const contract = new ApiContract();
  const recorded = new Map<string, ExampleAnswer>();
  const cast: Record<string, string> = {};
  let placet: TestPlacet;

  beforeAll(async () => {
    placet = await startPlacet({ seed: true });
    const pulled = {
      id: 'tenders-abroad',
      name: 'Tenders abroad',
      kind: 'pull',
      url: 'https://feed.invalid/',
    };
    await placet.call('POST', '/v1/sources', { body: pulled });
    cast['GET /login token'] = placet.services.app.get(LoginLinks, { strict: false }).issue(Date.now());
  }, 120_000);

  afterAll(async () => {
    await placet?.close();
    if (!IS_RECORDING) return;
    const before = exampleAnswers();
    const routes = OPERATIONS.flatMap(({ name }): [string, ExampleAnswer][] => {
      const route = name.replaceAll(/\{([^}]+)\}/g, ':$1');
      const answer = recorded.get(name) ?? before[route];
      return answer === undefined ? [] : [[route, answer]];
    });
    writeFileSync(ANSWERS_FILE, JSON.stringify(Object.fromEntries(routes), null, 2));
  });

  /** Remembers ids that the service has made up, for the examples that come after. */
  async function learn(name: string, { body }: Answer): Promise<void> {
    if (name === 'POST /v1/sources/{source}/deliveries') {
      cast['delivery'] = body.id;
      await eventually(
        async () => {
          const found = await placet.get('/v1/notices?source=gazette');
          cast['notice'] = found.body.items[0].id;
        },
        { within: 60_000 },
      );
      await placet.deliver('gazette', 'schema: placet.vendor/v1\nid: nameless\n');
      cast['item'] = (await placet.get('/v1/quarantine?source=gazette')).body.items[0].id;
    }
    if (name === 'POST /v1/facts/{fact}/disputes') cast['dispute'] = body.id;
    if (name === 'POST /v1/vendors/{vendor}/facts')
      cast['DELETE /v1/vendors/{vendor}/facts/{fact} fact'] = body.id;
    if (name === 'POST /v1/shortlists') cast['shortlist'] = body.id;
    if (name === 'POST /v1/webhooks') cast['webhook'] = body.id;
    if (name === 'POST /v1/keys') cast['key'] = body.id;
    if (name === 'POST /v1/watches') {
      cast['watch'] = body.id;
      cast['GET /v1/watches/{watch}/feed.atom token'] =
        new URL(body.feed, placet.url).searchParams.get('token') ?? '';
    }
  }

  async function send(operation: ExampleOperation): Promise<Answer> {
    const { name, method, isConditional, body } = operation;
    const path = addressOf(operation, cast);
    const headers: Record<string, string> = {};
    // Whoever changes something has read it before; whoever makes a vendor says that there is none.
    if (name === 'PUT /v1/vendors/{vendor}') headers['if-none-match'] = '*';
    else if (isConditional) headers['if-match'] = (await placet.get(path)).headers.get('etag') ?? '';
    return placet.call(method, path, { headers, ...(body === undefined ? {} : { body }) });
  }

  it.each(IN_ORDER.map((operation): [string, ExampleOperation] => [operation.name, operation]))(
    '%s is answered as it is described, when it is sent as it stands there',
    async (name, operation) => {
      const answer = await send(operation);
      const isAsExpected = answer.status < 400 || answer.status === REFUSED[name];
      const refusal = isAsExpected ? '' : `${answer.status} ${answer.text}`;
      expect({ name, refusal, breaches: contract.breaches(name, answer) }).toEqual({
        name,
        refusal: '',
        breaches: [],
      });
      if (answer.status >= 300) return;
      await learn(name, answer);
      const type = answer.headers.get('content-type')?.split(';')[0] ?? '';
      const shown = answer.body ?? answer.text;
      const isShown = shown !== '' && !/html|javascript|css/.test(type);
      if (isShown) recorded.set(name, { status: answer.status, type, body: asExample(name, shown) });
      // What a service answers is what the description shows, or it is time to record anew (npm run freeze:examples).
      const shows = IS_RECORDING || operation.answers[String(answer.status)]?.[type]?.example !== undefined;
      expect({ name, shows }).toEqual({ name, shows: isShown || IS_RECORDING });
    },
    // All markets of the shipped data at once: seconds on a machine of its own, minutes on a crowded one.
    300_000,
  );
});
