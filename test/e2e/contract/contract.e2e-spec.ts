import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { QueueRegistry } from '#messaging';
import { LoginLinks } from '#access';
import { ApiContract } from '../../support/api/api-contract.ts';
import { eventually } from '../../support/eventually.ts';
import { startPlacet, type Answer, type CallOptions, type TestPlacet } from '../../support/service/placet.ts';
import { MARKET, regime, SCHEMES, vendor, vocabulary } from '../../support/story/story.ts';

const RELEASES = readFileSync(
  new URL('../../../libs/formats/src/ocds/fixtures/release-package.json', import.meta.url),
  'utf8',
);
const NOWHERE = '00000000-0000-4000-8000-000000000000';

describe('answers keep to the frozen description', () => {
  const contract = new ApiContract();
  const called = new Set<string>();
  let placet: TestPlacet;
  let delivery: string;
  let notice: string;

  beforeAll(async () => {
    placet = await startPlacet({ seed: true });
    await placet.call('POST', '/v1/sources', { body: { id: 'feed', name: 'Feed', kind: 'push' } });
    await placet.deliver('feed', RELEASES, 'application/json');
    const broken = await placet.deliver('feed', 'schema: placet.vendor/v1\nid: nameless\n');
    delivery = broken.body.id;
    notice = (await placet.get('/v1/notices?limit=1')).body.items[0].id;
  }, 120_000);

  afterAll(() => placet?.close());

  async function expectKept(
    operation: string,
    path: string,
    options: CallOptions = {},
    asked: TestPlacet = placet,
  ): Promise<Answer> {
    const [method = 'GET'] = operation.split(' ');
    const answer = await asked.call(method, path, options);
    called.add(operation);
    const breaches = contract.breaches(operation, answer);
    expect({ path, status: answer.status, breaches }).toEqual({ path, status: answer.status, breaches: [] });
    return answer;
  }

  it.each([
    ['GET /v1/markets/{market}', '/v1/markets/KR'],
    ['GET /v1/markets/{market}/vendors', '/v1/markets/KR/vendors?explain=full&limit=200'],
    ['GET /v1/markets/{market}/vendors', '/v1/markets/FR/vendors?explain=summary&limit=3'],
    ['GET /v1/markets/{market}/vendors', '/v1/markets/US/vendors?verdict=eligible,unknown&unknowns=strict'],
    ['GET /v1/vendors', '/v1/vendors?limit=200'],
    ['GET /v1/vendors/{vendor}', '/v1/vendors/aws'],
    ['GET /v1/vendors/{vendor}', '/v1/vendors/bleu'],
    ['GET /v1/vendors/{vendor}/facts', '/v1/vendors/aws/facts?limit=200'],
    ['GET /v1/offerings', '/v1/offerings?limit=200'],
    ['GET /v1/offerings', '/v1/offerings?market=FR&model=public&status=available'],
    ['GET /v1/offerings/{offering}', '/v1/offerings/scaleway-public'],
    ['GET /v1/decisions', '/v1/decisions?market=FR&offering=scaleway-public'],
    ['GET /v1/decisions', '/v1/decisions?market=SA&offering=aws-commercial&asOf=2026-01-01'],
    ['GET /v1/comparisons', '/v1/comparisons?market=FR&a=scaleway-public&b=aws-commercial'],
    ['GET /v1/matrix', '/v1/matrix?market=FR,KR&vendor=aws,scaleway,ovhcloud'],
    ['GET /v1/vendors/{vendor}/ownership', '/v1/vendors/bleu/ownership'],
    ['GET /v1/vendors/{vendor}/evidence', '/v1/vendors/scaleway/evidence?market=FR'],
    ['GET /v1/schemes', '/v1/schemes?limit=200'],
    ['GET /v1/schemes/{scheme}', '/v1/schemes/FedRAMP'],
    ['GET /v1/groups', '/v1/groups?limit=200'],
    ['GET /v1/groups/{group}', '/v1/groups/EU?asOf=2019-06-01'],
    ['GET /v1/equivalences', '/v1/equivalences?limit=200'],
    ['GET /v1/equivalences/{equivalence}', '/v1/equivalences/fedramp-mod-il2'],
    ['GET /v1/vocabulary', '/v1/vocabulary'],
    ['GET /v1/registers', '/v1/registers?limit=200'],
    ['GET /v1/registers/{register}', '/v1/registers/fedramp-marketplace?asOf=2026-05-01'],
    ['GET /v1/registers/{register}/entries', '/v1/registers/fedramp-marketplace/entries?limit=200'],
    ['GET /v1/regimes', '/v1/regimes?limit=200'],
    ['GET /v1/regimes/{regime}', '/v1/regimes/fr-secnumcloud'],
    ['GET /v1/regimes/{regime}/versions', '/v1/regimes/fr-secnumcloud/versions'],
    ['GET /v1/regimes/{regime}/diff', '/v1/regimes/fr-secnumcloud/diff'],
    ['GET /v1/notices', '/v1/notices?limit=200'],
    ['GET /v1/notices', '/v1/notices?sort=relevance&facets=market,relevance,buyer&relevance=relevant,no'],
    ['GET /v1/transitions', '/v1/transitions?market=KR&to=eligible&since=2026-01-01'],
    ['GET /v1/calendar', '/v1/calendar?market=KR&kind=verdict,regime'],
    ['GET /v1/calendar', '/v1/calendar?vendor=scaleway&until=2030-01-01'],
    ['GET /v1/calendar.ics', '/v1/calendar.ics?market=KR'],
    ['GET /v1/mappings', '/v1/mappings?limit=200'],
    ['GET /v1/mappings/{mapping}', '/v1/mappings/kr-g2b'],
    ['GET /v1/sources', '/v1/sources'],
    ['GET /v1/sources/{source}', '/v1/sources/feed'],
    ['GET /v1/quarantine', '/v1/quarantine'],
    ['GET /v1/me', '/v1/me'],
    ['GET /v1/tenants', '/v1/tenants'],
    ['GET /v1/tenants/{tenant}', '/v1/tenants/main'],
    ['GET /v1/queues', '/v1/queues'],
    ['GET /v1/queues/{queue}', '/v1/queues/intake?minutes=1440'],
    ['GET /v1/queues/{queue}/failures', '/v1/queues/intake/failures'],
    ['GET /v1/keys', '/v1/keys'],
    ['GET /v1/audit', '/v1/audit'],
    ['GET /livez', '/livez'],
    ['GET /readyz', '/readyz'],
    ['GET /metrics', '/metrics'],
    ['GET /freshness', '/freshness'],
    ['GET /openapi.json', '/openapi.json'],
    ['GET /asyncapi.json', '/asyncapi.json'],
    ['GET /docs', '/docs'],
    ['GET /docs/{file}', '/docs/start.js'],
    ['GET /schemas', '/schemas'],
    ['GET /schemas/{name}', '/schemas/vendor.v1.json'],
    ['GET /problems', '/problems'],
    ['GET /problems/{type}', '/problems/not-found'],
  ])(
    '%s as %s',
    async (operation, path) => {
      expect((await expectKept(operation, path)).status).toBe(200);
    },
    60_000,
  );

  it('over all markets of a small world', async () => {
    // All 47 markets of the reference data would take most of the suite's time.
    const small = await startPlacet();
    try {
      await small.call('POST', '/v1/sources', { body: { id: 'story', name: 'Story', kind: 'push' } });
      const rules = regime({ version: '1', from: '2020-01-01', level: 'bronze' });
      for (const document of [vocabulary(), MARKET, SCHEMES, rules, vendor('alpha')])
        await small.deliver('story', document);
      const markets = await expectKept('GET /v1/markets', '/v1/markets', {}, small);
      expect(markets.body.items).toHaveLength(1);
      const path = '/v1/vendors/alpha/markets';
      const ranked = await expectKept('GET /v1/vendors/{vendor}/markets', path, {}, small);
      expect(ranked.body.items).toHaveLength(1);
    } finally {
      await small.close();
    }
  }, 60_000);

  it('about notices and deliveries, whose ids are made here', async () => {
    await expectKept('GET /v1/notices/{notice}', `/v1/notices/${notice}`);
    await expectKept('GET /v1/notices/{notice}/versions', `/v1/notices/${notice}/versions`);
    const ranked = `/v1/notices/${notice}/vendors?market=FR&limit=3`;
    expect((await expectKept('GET /v1/notices/{notice}/vendors', ranked)).status).toBe(200);
    await expectKept('GET /v1/deliveries/{delivery}', `/v1/deliveries/${delivery}`);
    const items = await expectKept('GET /v1/deliveries/{delivery}/items', `/v1/deliveries/${delivery}/items`);
    expect(items.body.items[0]).toMatchObject({
      outcome: 'quarantined',
      problem: { type: 'invalid-document' },
    });
  });

  it('about quarantined items and decisions on them', async () => {
    const { body } = await placet.get(`/v1/quarantine?delivery=${delivery}`);
    const path = `/v1/quarantine/${body.items[0].id}`;
    expect((await expectKept('GET /v1/quarantine/{item}', path)).status).toBe(200);
    const retried = await expectKept('POST /v1/quarantine/{item}/retry', `${path}/retry`, { body: {} });
    expect(retried.body).toMatchObject({ state: 'open', decisions: [{ action: 'retry' }] });
    const reason = { body: { reason: 'A test' } };
    const given = await expectKept('POST /v1/quarantine/{item}/discard', `${path}/discard`, reason);
    expect(given.body.state).toBe('discarded');
    const late = await expectKept('POST /v1/quarantine/{item}/retry', `${path}/retry`, { body: {} });
    expect(late.status).toBe(409);
  });

  it('about a queue that is paused and goes on, with failed jobs and without', async () => {
    const queue = placet.services.app.get(QueueRegistry).get('upkeep');
    await queue.add('unheard-of', {}, { attempts: 1, jobId: 'unheard-of' });
    const path = '/v1/queues/upkeep';
    await eventually(async () => {
      const failures = await expectKept('GET /v1/queues/{queue}/failures', `${path}/failures`);
      expect(failures.body.items).toMatchObject([{ job: 'unheard-of' }]);
    });
    expect((await expectKept('GET /v1/queues/{queue}', path)).body.failures).toHaveLength(1);
    const paused = await expectKept('POST /v1/queues/{queue}/pause', `${path}/pause`);
    expect(paused.body.paused).toBe(true);
    const redriven = await expectKept('POST /v1/queues/{queue}/redrive', `${path}/redrive`, {
      body: { job: 'unheard-of' },
    });
    expect(redriven.body.redriven).toBe(1);
    const waiting = await expectKept('GET /v1/queues/{queue}', path);
    expect(waiting.body.oldestWaiting).toMatchObject({ job: 'unheard-of' });
    expect((await expectKept('POST /v1/queues/{queue}/resume', `${path}/resume`)).body.paused).toBe(false);
  });

  it('about a version of a regime that is previewed and then published', async () => {
    const operation = 'POST /v1/regimes/{regime}/versions';
    const path = '/v1/regimes/kr-next/versions';
    const document = parse(regime({ id: 'kr-next', version: '1', from: '2020-01-01', level: 'high' }));
    // No central government is a bank, so whatever is not ineligible yet becomes it.
    document.requirements[0].test = { need: 'buyer.kind', in: ['bank'] };
    const preview = await expectKept(operation, `${path}?preview=true&limit=2`, { body: { document } });
    expect(preview.status).toBe(200);
    expect(preview.body.flips).toHaveLength(2);
    expect(preview.body.flips.length + preview.body.more).toBe(preview.body.counts.flips);
    expect((await placet.get('/v1/regimes/kr-next')).status).toBe(404);
    const wrong = { body: { document: { ...document, status: 'in_fors' } } };
    expect((await expectKept(operation, `${path}?preview=true`, wrong)).status).toBe(422);
    const published = await expectKept(operation, path, { body: { document } });
    expect(published.status).toBe(202);
    await eventually(async () => expect((await placet.get('/v1/regimes/kr-next')).status).toBe(200));
    const other = { body: { document: { ...document, title: 'Another' } } };
    expect((await expectKept(operation, path, other)).status).toBe(409);
  });

  it('about disputes, which contest a fact until they are decided', async () => {
    const { body } = await placet.get('/v1/vendors/scaleway/facts?limit=1');
    const path = `/v1/facts/${encodeURIComponent(body.items[0].id)}/disputes`;
    const raise = { body: { reason: 'A test', evidence: { title: 'A letter' } } };
    const raised = await expectKept('POST /v1/facts/{fact}/disputes', path, raise);
    expect(raised.status).toBe(201);
    const own = `${path}/${raised.body.id}`;
    const seen = await expectKept('GET /v1/facts/{fact}/disputes/{dispute}', own);
    const decide = {
      headers: { 'if-match': seen.headers.get('etag') ?? '' },
      body: { status: 'rejected', reason: 'Only a test' },
    };
    const decided = await expectKept('PATCH /v1/facts/{fact}/disputes/{dispute}', own, decide);
    expect(decided.body.status).toBe('rejected');
    expect((await expectKept('GET /v1/facts/{fact}/disputes', path)).body.items).toHaveLength(1);
    const facts = await expectKept('GET /v1/vendors/{vendor}/facts', '/v1/vendors/scaleway/facts?limit=1');
    expect(facts.body.items[0].dispute).toMatchObject({ status: 'rejected' });
  });

  it('about sources that are changed, looked at and ended', async () => {
    const url = 'https://192.0.2.1/feed';
    const refused = { id: 'inside', name: 'Inside', kind: 'pull', url };
    expect((await expectKept('POST /v1/sources', '/v1/sources', { body: refused })).status).toBe(422);
    const source = { ...refused, id: 'pulled', url: 'https://feed.invalid/', paging: { style: 'link' } };
    expect((await expectKept('POST /v1/sources', '/v1/sources', { body: source })).status).toBe(201);
    const path = '/v1/sources/pulled';
    const asked = await expectKept('POST /v1/sources/{source}/runs', `${path}/runs`);
    expect(asked.status).toBe(202);
    await eventually(async () => {
      const { body } = await expectKept('GET /v1/sources/{source}/runs', `${path}/runs`);
      expect(body.items).toMatchObject([{ state: 'failed', problem: { type: 'source-unreachable' } }]);
    });
    const etag = async (): Promise<Record<string, string>> => ({
      'if-match': (await placet.get(path)).headers.get('etag') ?? '',
    });
    const body = { name: 'Renamed', freshness: 'P1D', schedule: { every: 'P1D' } };
    const operation = 'PATCH /v1/sources/{source}';
    expect((await expectKept(operation, path, { body })).status).toBe(428);
    expect((await expectKept(operation, path, { body, headers: await etag() })).status).toBe(200);
    const ended = await expectKept('DELETE /v1/sources/{source}', path, { headers: await etag() });
    expect(ended.status).toBe(204);
  });

  it('about webhooks', async () => {
    const inside = { name: 'Inside', url: 'http://192.168.0.1/hook' };
    expect((await expectKept('POST /v1/webhooks', '/v1/webhooks', { body: inside })).status).toBe(422);
    // Of a type that nothing here brings about, so that nothing is replayed before the test.
    const hook = {
      name: 'Hook',
      url: 'https://receiver.invalid/hook',
      types: ['placet.source.stale'],
      ordered: true,
    };
    const made = await expectKept('POST /v1/webhooks', '/v1/webhooks', { body: hook });
    expect(made.status).toBe(201);
    const path = made.headers.get('location') ?? '';
    const item = '/v1/webhooks/{webhook}';
    expect((await expectKept(`POST ${item}/test`, `${path}/test`)).status).toBe(202);
    const since = '?since=2026-01-01T00:00:00Z';
    expect((await expectKept(`POST ${item}/replay`, `${path}/replay${since}`)).status).toBe(202);
    expect((await expectKept(`POST ${item}/rotate`, `${path}/rotate`)).status).toBe(200);
    await eventually(async () => {
      const { body } = await expectKept(`GET ${item}/attempts`, `${path}/attempts`);
      expect(body.items).toMatchObject([{ type: 'placet.webhook.test', result: 'failed', no: 1 }]);
    });
    expect((await expectKept('GET /v1/webhooks', '/v1/webhooks')).body.items).toHaveLength(1);
    const read = await expectKept(`GET ${item}`, path);
    const headers = { 'if-match': read.headers.get('etag') ?? '' };
    const changed = await expectKept(`PATCH ${item}`, path, { body: { state: 'paused' }, headers });
    expect(changed.body).toMatchObject({ state: 'paused', failingSince: expect.any(String) });
    const now = { 'if-match': (await placet.get(path)).headers.get('etag') ?? '' };
    expect((await expectKept(`DELETE ${item}`, path, { headers: now })).status).toBe(204);
  });

  it('about watches, their feeds, and the stream', async () => {
    const item = '/v1/watches/{watch}';
    const made = await expectKept('POST /v1/watches', '/v1/watches', {
      body: { name: 'France', kind: 'need', market: 'FR', need: 'private', digest: 'weekly' },
    });
    expect(made.status).toBe(201);
    const path = made.headers.get('location') ?? '';
    const notices = { name: 'Hosting', kind: 'notices', query: { text: 'hosting' } };
    expect((await expectKept('POST /v1/watches', '/v1/watches', { body: notices })).status).toBe(201);
    const wrong = { name: 'Wrong', kind: 'vendor', vendor: 'nobody' };
    expect((await expectKept('POST /v1/watches', '/v1/watches', { body: wrong })).status).toBe(422);
    expect((await expectKept('GET /v1/watches', '/v1/watches')).body.items).toHaveLength(2);
    const read = await expectKept(`GET ${item}`, path);
    const headers = { 'if-match': read.headers.get('etag') ?? '' };
    const body = { digest: 'daily', timeZone: 'Europe/Paris' };
    expect((await expectKept(`PATCH ${item}`, path, { body, headers })).status).toBe(200);
    expect((await expectKept(`GET ${item}/alerts`, `${path}/alerts`)).status).toBe(200);
    const renewed = await expectKept(`POST ${item}/feed`, `${path}/feed`);
    expect((await expectKept(`GET ${item}/feed.atom`, renewed.body.feed, { key: null })).status).toBe(200);
    const now = { 'if-match': (await placet.get(path)).headers.get('etag') ?? '' };
    expect((await expectKept(`DELETE ${item}`, path, { headers: now })).status).toBe(204);
    const streamed = await expectKept(
      'GET /v1/changes/stream',
      '/v1/changes/stream?follow=no&type=placet.delivery.finished',
      { headers: { 'last-event-id': '0-0' } },
    );
    expect(streamed.text).toContain(`"delivery":"${delivery}"`);
    expect(streamed.text).toMatch(/event: placet\.stream\.ended\ndata: \{"reason":"complete"\}\n\n$/);
  });

  it('when something is made or ended', async () => {
    const source = { id: 'second', name: 'Second', kind: 'push', freshness: 'P1D' };
    expect((await expectKept('POST /v1/sources', '/v1/sources', { body: source })).status).toBe(201);
    const sent = await expectKept('POST /v1/sources/{source}/deliveries', '/v1/sources/second/deliveries', {
      body: RELEASES,
      headers: { 'content-type': 'application/json' },
    });
    expect(sent.status).toBe(202);
    const key = { name: 'sender', role: 'sender', source: 'second' };
    const issued = await expectKept('POST /v1/keys', '/v1/keys', { body: key });
    expect(issued.status).toBe(201);
    const rotated = await expectKept('POST /v1/keys/{key}/rotate', `/v1/keys/${issued.body.id}/rotate`, {
      body: {},
    });
    expect(rotated.status).toBe(201);
    const revoked = await expectKept('DELETE /v1/keys/{key}', `/v1/keys/${issued.body.id}`);
    expect(revoked.status).toBe(204);
    const body = { market: 'DE', needs: { 'buyer.kind': ['bank'] }, limit: 2, explain: 'full' };
    expect((await expectKept('POST /v1/rankings', '/v1/rankings', { body })).status).toBe(200);
  });

  it('when somebody logs in and out', async () => {
    const token = placet.services.app.get(LoginLinks, { strict: false }).issue(Date.now());
    const entered = await expectKept('GET /login', `/login?token=${token}`, { key: null });
    expect(entered.status).toBe(303);
    expect((await expectKept('GET /login', '/login', { key: null })).status).toBe(404);
    expect((await expectKept('GET /login/callback', '/login/callback', { key: null })).status).toBe(404);
    expect((await expectKept('POST /logout', '/logout')).status).toBe(204);
  });

  it('about shortlists', async () => {
    const body = {
      name: 'EU and Korea',
      needs: [{ market: 'FR' }, { market: 'KR', need: 'regulated' }],
      offerings: ['scaleway-public', 'aws-commercial'],
    };
    const added = await expectKept('POST /v1/shortlists', '/v1/shortlists', { body });
    expect(added.status).toBe(201);
    const path = `/v1/shortlists/${added.body.id}`;
    expect((await expectKept('GET /v1/shortlists', '/v1/shortlists')).body.items).toHaveLength(1);
    const compared = await expectKept(
      'GET /v1/shortlists/{shortlist}/comparison',
      `${path}/comparison?limit=200`,
    );
    expect(compared.status).toBe(200);
    const etag = (await expectKept('GET /v1/shortlists/{shortlist}', path)).headers.get('etag') ?? '';
    const change = { body: { name: 'Renamed' }, headers: { 'if-match': etag } };
    const changed = await expectKept('PATCH /v1/shortlists/{shortlist}', path, change);
    expect(changed.body).toMatchObject({ name: 'Renamed', offerings: body.offerings });
    const headers = { 'if-match': changed.headers.get('etag') ?? '' };
    expect((await expectKept('DELETE /v1/shortlists/{shortlist}', path, { headers })).status).toBe(204);
  });

  it('when a tenant states what it alone knows', async () => {
    const fact = { attribute: 'provider.seat.registered', value: 'FR' };
    const facts = '/v1/vendors/scaleway/facts';
    const stated = await expectKept('POST /v1/vendors/{vendor}/facts', facts, { body: { fact } });
    expect(stated.status).toBe(201);
    const gone = `${facts}/${encodeURIComponent(stated.body.id)}`;
    expect((await expectKept('DELETE /v1/vendors/{vendor}/facts/{fact}', gone)).status).toBe(204);
    const document = { schema: 'placet.vendor/v1', id: 'own', name: 'Own', offerings: [], facts: [] };
    const put = (headers: Record<string, string>) =>
      expectKept('PUT /v1/vendors/{vendor}', '/v1/vendors/own', { body: { document }, headers });
    const made = await put({ 'if-none-match': '*' });
    expect(made.status).toBe(201);
    expect((await put({ 'if-match': made.headers.get('etag') ?? '' })).status).toBe(200);
    expect((await put({ 'if-match': made.headers.get('etag') ?? '' })).status).toBe(412);
  });

  it('when a tenant is added and changed', async () => {
    const body = { id: 'other', name: 'Other' };
    const added = await expectKept('POST /v1/tenants', '/v1/tenants', { body });
    expect(added.status).toBe(201);
    const changed = await expectKept('PATCH /v1/tenants/{tenant}', '/v1/tenants/other', {
      body: { disabled: true },
      headers: { 'if-match': added.headers.get('etag') ?? '' },
    });
    expect(changed.status).toBe(200);
  });

  it.each<[string, string, number, CallOptions]>([
    ['GET /v1/markets/{market}', '/v1/markets/XX', 404, {}],
    ['GET /v1/markets/{market}/vendors', '/v1/markets/KR/vendors?limit=0', 422, {}],
    ['GET /v1/vendors', '/v1/vendors?cursor=forged', 400, {}],
    ['GET /v1/vendors', '/v1/vendors', 401, { key: null }],
    ['GET /v1/deliveries/{delivery}', `/v1/deliveries/${NOWHERE}`, 404, {}],
    ['GET /schemas/{name}', '/schemas/none.json', 404, {}],
    ['POST /v1/sources', '/v1/sources', 409, { body: { id: 'feed', name: 'Feed', kind: 'push' } }],
    ['POST /v1/rankings', '/v1/rankings', 415, { body: 'x', headers: { 'content-type': 'text/plain' } }],
    ['POST /v1/rankings', '/v1/rankings', 422, { body: { market: 'KR', where: { fact: 'no.such' } } }],
    ['POST /v1/sources/{source}/deliveries', '/v1/sources/none/deliveries', 404, { body: 'x' }],
  ])('%s as %s, refused with %i', async (operation, path, status, options) => {
    expect((await expectKept(operation, path, options)).status).toBe(status);
  });

  it('of every operation that is described', () => {
    expect([...called].toSorted()).toEqual(contract.operations.toSorted());
  });
});
