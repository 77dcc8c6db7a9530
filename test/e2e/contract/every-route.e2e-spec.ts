import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { ApiContract } from '../../support/api/api-contract.ts';
import type { Answer, CallOptions, TestPlacet } from '../../support/service/placet.ts';
import { vendor } from '../../support/story/story.ts';
import { startStoryService } from '../../support/story/story-service.ts';

interface Parameter {
  readonly $ref?: string;
  readonly name?: string;
  readonly in?: string;
  readonly required?: boolean;
}

interface Described {
  readonly parameters?: readonly Parameter[];
  readonly responses: Readonly<
    Record<
      string,
      {
        readonly content?: Readonly<Record<string, unknown>>;
        readonly headers?: Readonly<Record<string, unknown>>;
      }
    >
  >;
}

interface Operation extends Described {
  readonly method: string;
  readonly template: string;
  /** `GET /v1/markets/{market}`. */
  readonly name: string;
}

const { paths }: { paths: Record<string, Record<string, Described>> } = JSON.parse(
  readFileSync(new URL('../../../openapi.json', import.meta.url), 'utf8'),
);
const OPERATIONS: readonly Operation[] = Object.entries(paths).flatMap(([template, item]) =>
  Object.entries(item).map(([verb, described]) => {
    const method = verb.toUpperCase();
    return { ...described, method, template, name: `${method} ${template}` };
  }),
);
/** Answers that go on for ever have conventions of their own. */
const isEndless = ({ responses }: Operation): boolean =>
  'text/event-stream' in (responses['200']?.content ?? {});
const takes = ({ parameters = [] }: Operation, name: string): boolean =>
  parameters.some((one) => one.name === name || one.$ref?.endsWith(`/${name}`) === true);
const gives = ({ responses }: Operation, type: string): boolean => type in (responses['200']?.content ?? {});
const named = (operations: readonly Operation[]): [string, Operation][] =>
  operations.map((operation) => [operation.name, operation]);

/** Logins only lead elsewhere. */
const isAnswered = ({ responses }: Operation): boolean => '200' in responses;
const READS = OPERATIONS.filter((one) => one.method === 'GET' && isAnswered(one) && !isEndless(one));
const LISTS = READS.filter((one) => gives(one, 'text/csv'));
const PAGED = LISTS.filter((one) => takes(one, 'cursor'));
const CHANGES = OPERATIONS.filter((one) => takes(one, 'IfMatch'));
const CREATIONS = OPERATIONS.filter((one) => takes(one, 'IdempotencyKey'));
/** Changes that need no If-Match, and asking POSTs; each for the reason that libs/access/src/writes.ts gives. */
const FREE = ['DELETE /v1/keys/{key}', 'DELETE /v1/vendors/{vendor}/facts/{fact}', 'POST /v1/rankings'];
/** Lists that are short by nature: all of it comes at once. */
const UNPAGED = [
  'GET /freshness',
  'GET /problems',
  'GET /schemas',
  'GET /v1/facts/{fact}/disputes',
  'GET /v1/notices/{notice}/versions',
  'GET /v1/regimes/{regime}/versions',
];
/** A change that would be made, were its version right. */
const CHANGE_BODIES: Readonly<Record<string, object>> = {
  'PATCH /v1/facts/{fact}/disputes/{dispute}': { status: 'rejected', reason: 'A test' },
  'PUT /v1/vendors/{vendor}': { document: parse(vendor('gamma')) },
};
/** Only what is one's own is changed. */
const NAMES: Readonly<Record<string, Record<string, string>>> = {
  'PUT /v1/vendors/{vendor}': { vendor: 'gamma' },
};
/** What a question needs beside what its route requires: this notice names no market. */
const QUERIES: Readonly<Record<string, Record<string, string>>> = {
  'GET /v1/notices/{notice}/vendors': { market: 'KR' },
};
const TABLES = [
  ['text/csv', 'text/csv'],
  ['application/x-ndjson', 'application/x-ndjson'],
  [
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ],
] as const;
const TRACE = { id: '4bf92f3577b34da6a3ce929d0e0e4736', span: '00f067aa0ba902b7' };

describe('the conventions hold on every route', () => {
  const contract = new ApiContract();
  let placet: TestPlacet;
  let known: Readonly<Record<string, readonly string[]>>;

  beforeAll(async () => {
    ({ placet, known } = await startStoryService());
  }, 120_000);

  afterAll(() => placet?.close());

  function addressOf(
    { name: operation, template, parameters = [] }: Operation,
    query: Record<string, string> = {},
  ): string {
    const valueOf = (name: string): string => {
      const value = NAMES[operation]?.[name] ?? known[name]?.[0];
      if (value === undefined) throw new Error(`story-service.ts knows no ${name}`);
      return value;
    };
    const path = template.replaceAll(/\{([^}]+)\}/g, (_, name: string) => encodeURIComponent(valueOf(name)));
    const asked = new URLSearchParams({ ...QUERIES[operation], ...query });
    for (const { name = '', in: place, required } of parameters)
      if (place === 'query' && required === true && !asked.has(name)) asked.set(name, valueOf(name));
    return asked.size === 0 ? path : `${path}?${asked.toString()}`;
  }

  async function ask(operation: Operation, options: CallOptions = {}, query = {}): Promise<Answer> {
    const answer = await placet.call(operation.method, addressOf(operation, query), options);
    expect({ status: answer.status, breaches: contract.breaches(operation.name, answer) }).toEqual({
      status: answer.status,
      breaches: [],
    });
    return answer;
  }

  describe.each(named(READS))('%s', (_name, operation) => {
    it('is answered with a strong ETag, and 304 while it stands', async () => {
      const first = await ask(operation);
      expect(first.status).toBe(200);
      const etag = first.headers.get('etag') ?? '';
      expect(etag).toMatch(/^"[\w.-]+"$/);
      const again = await ask(operation, { headers: { 'if-none-match': etag } });
      // What counts requests or tells the time differs each time: then by its own ETag, and the present one still stands.
      const isOther = again.status === 200 && again.headers.get('etag') !== etag;
      const stands = isOther ? await ask(operation, { headers: { 'if-none-match': '*' } }) : again;
      expect([stands.status, stands.text]).toEqual([304, '']);
    });

    it('echoes request id and trace, and tells position and limit', async () => {
      const traceparent = `00-${TRACE.id}-${TRACE.span}-01`;
      const { headers } = await ask(operation, { headers: { traceparent, 'x-request-id': 'asked-here-1' } });
      expect(headers.get('x-request-id')).toBe('asked-here-1');
      expect(headers.get('traceparent')).toMatch(
        new RegExp(`^00-${TRACE.id}-(?!${TRACE.span})[0-9a-f]{16}-01$`),
      );
      expect(headers.get('placet-position')).toMatch(/^\d+-\d+$/);
      expect(headers.has('ratelimit-policy')).toBe(
        'RateLimit' in (operation.responses['200']?.headers ?? {}),
      );
    });

    it('waits for a position, and refuses what is none', async () => {
      const refused = await ask(operation, { headers: { 'placet-at-least': 'soon' } });
      expect(refused.status).toBe(400);
    });

    it('takes a language it does not speak', async () => {
      const answer = await ask(operation, { headers: { 'accept-language': 'xx, ko;q=0.5' } });
      expect(answer.status).toBe(200);
      expect(['ko', null]).toContain(answer.headers.get('content-language'));
    });
  });

  it.each(named(PAGED))(
    '%s refuses a cursor that was altered, a limit of none, and what it does not know',
    async (_n, one) => {
      const forged = await ask(one, {}, { cursor: 'eyJrZXkiOiIifQ.AAAAAAAAAAAAAAAAAAAAAA' });
      expect([forged.status, forged.body.type]).toEqual([400, '/problems/invalid-request']);
      expect((await ask(one, {}, { limit: '0' })).status).toBe(422);
      expect((await ask(one, {}, { limit: '201' })).status).toBe(422);
      expect((await ask(one, {}, { unheardOf: 'x' })).status).toBe(422);
    },
  );

  it('every list is paged but the shortest', () => {
    const unpaged = LISTS.filter((one) => !takes(one, 'cursor')).map(({ name }) => name);
    expect(unpaged).toEqual(UNPAGED);
  });

  describe.each(named(LISTS))('%s', (_name, operation) => {
    it.each(TABLES)('comes as %s', async (accept, type) => {
      const answer = await ask(operation, { headers: { accept } });
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toContain(type);
      expect(answer.headers.get('content-disposition')).toContain('attachment');
    });

    it('does not come as a picture', async () => {
      expect((await ask(operation, { headers: { accept: 'image/png' } })).status).toBe(406);
    });
  });

  it.each(named(CHANGES))('%s wants the version it changes, and no other', async (_name, operation) => {
    const without = await ask(operation, { body: {} });
    expect([without.status, without.body.type]).toEqual([428, '/problems/precondition-required']);
    const body = CHANGE_BODIES[operation.name] ?? {};
    const stale = await ask(operation, { body, headers: { 'if-match': '"v999999.x"' } });
    expect({ status: stale.status, text: stale.text }).toMatchObject({ status: 412 });
  });

  it.each(named(CREATIONS))(
    '%s answers a repeated request as it answered the first',
    async (name, operation) => {
      const headers = { 'idempotency-key': `repeat-${name.replaceAll(/\W/g, '-')}` };
      const first = await ask(operation, { body: { reason: 'once' }, headers });
      const again = await ask(operation, { body: { reason: 'once' }, headers });
      expect([again.status, again.text]).toEqual([first.status, first.text]);
      expect(again.headers.get('idempotency-replayed')).toBe('true');
      const other = await ask(operation, { body: { reason: 'other' }, headers });
      expect([other.status, other.body.type]).toEqual([422, '/problems/idempotency-key-reused']);
    },
  );

  it('every write has one of the two, unless it is known to need none', () => {
    const writes = OPERATIONS.filter(({ method }) => method !== 'GET').map(({ name }) => name);
    const covered = [...CHANGES, ...CREATIONS].map(({ name }) => name);
    expect(writes.filter((name) => !covered.includes(name)).toSorted()).toEqual(FREE);
  });
});
