import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { parse } from 'yaml';
import { AuditStore, checkChain, isDoneElsewhere, isWrite, ROUTE_ROLES } from '#access';
import { eventually } from '../../support/eventually.ts';
import { type Answer, type CallOptions, startPlacet, type TestPlacet } from '../../support/service/placet.ts';
import { MARKET, regime, SCHEMES, vendor, vocabulary } from '../../support/story/story.ts';

/** Raw bytes are kept before the delivery that names them; the rest is how requests are repeated and keys looked at. */
const BESIDE = ['audit_begun', 'raw_document', 'raw_chunk', 'idempotency', 'job_tally'];

/** Refuses notes of requests whose id begins with `fault-`, and keeps count of all others. */
const TRAP = `
  CREATE TABLE public.noted (request text, is_done boolean);
  CREATE FUNCTION public.trap() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
  BEGIN
    IF NEW.write #>> '{details,request}' LIKE 'fault-%' THEN RAISE EXCEPTION 'The audit takes nothing'; END IF;
    INSERT INTO public.noted VALUES (NEW.write #>> '{details,request}', NEW.is_done);
    RETURN NEW;
  END $$;
  CREATE TRIGGER trap BEFORE INSERT ON placet.audit_begun FOR EACH ROW EXECUTE FUNCTION public.trap();`;

describe('a write and its entry in the audit', () => {
  let placet: TestPlacet;
  let owner: Client;
  const covered = new Set<string>();

  beforeAll(async () => {
    // No worker runs while faults are made, so that nothing else changes the record.
    placet = await startPlacet({ env: { PLACET_ROLE: 'api' } });
    owner = new Client({ connectionString: placet.databaseUrl });
    await owner.connect();
    const worker = await placet.startBeside({ PLACET_ROLE: 'worker' });
    try {
      await placet.call('POST', '/v1/sources', { body: { id: 'story', name: 'Story', kind: 'push' } });
      for (const document of [vocabulary(), MARKET, SCHEMES]) await placet.deliver('story', document);
      await placet.deliver('story', vendor('alpha', { scheme: 'RUMOUR', level: 'gold', from: '2025-01-01' }));
      const broken = 'schema: placet.vendor/v1\nid: broken\n---\nschema: placet.vendor/v1\nid: worse\n';
      await placet.deliver('story', broken);
    } finally {
      await worker.close();
    }
    await owner.query(TRAP);
  }, 90_000);

  afterAll(async () => {
    await owner?.end();
    await placet?.close();
  });

  /** All that the record says, table by table. */
  async function record(): Promise<Record<string, string>> {
    const { rows: tables } = await owner.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = 'placet' AND tablename <> ALL ($1) ORDER BY 1`,
      [BESIDE],
    );
    const digests: Record<string, string> = {};
    for (const { name } of tables) {
      const { rows } = await owner.query<{ digest: string }>(
        `SELECT count(*) || ' ' || coalesce(md5(string_agg((to_jsonb(t) - 'last_used')::text, ',' ORDER BY t::text)), '') AS digest
         FROM placet.${name} t`,
      );
      digests[name] = rows[0]?.digest ?? '';
    }
    return digests;
  }

  async function entriesOf(request: string): Promise<{ action: string; details: object }[]> {
    const { rows } = await owner.query(
      `SELECT action, details FROM placet.audit_entry WHERE details ->> 'request' = $1`,
      [request],
    );
    return rows;
  }

  async function chain(): Promise<object> {
    const store = placet.services.app.get(AuditStore);
    const anchor = await store.anchor('main');
    return checkChain(store.all('main'), anchor === null ? [] : [anchor]);
  }

  let calls = 0;
  /** Does a write, first without an audit to take it, which must leave nothing, then with one. */
  async function expectBothOrNeither(
    route: string,
    path: string,
    options: CallOptions = {},
  ): Promise<Answer> {
    covered.add(route);
    const [method = ''] = route.split(' ');
    const ask = (request: string): Promise<Answer> =>
      placet.call(method, path, { ...options, headers: { ...options.headers, 'x-request-id': request } });
    calls += 1;
    const before = await record();
    const failed = await ask(`fault-${calls}-${method}`);
    expect({ route, status: failed.status }).toEqual({ route, status: 500 });
    expect(await record()).toEqual(before);
    const done = await ask(`done-${calls}-${method}`);
    expect({ route, status: done.status, body: done.status < 300 ? '' : done.text }).toEqual({
      route,
      status: done.status,
      body: '',
    });
    const { rows: notes } = await owner.query(
      'SELECT is_done AS "isDone" FROM public.noted WHERE request = $1',
      [`done-${calls}-${method}`],
    );
    expect({ route, notes }).toEqual({ route, notes: [{ isDone: true }] });
    expect(await entriesOf(`done-${calls}-${method}`)).toMatchObject([
      { action: route, details: { status: done.status } },
    ]);
    return done;
  }

  const matching = async (path: string): Promise<Record<string, string>> => ({
    'if-match': (await placet.get(path)).headers.get('etag') ?? '',
  });

  it('are both there or neither, for what comes in', async () => {
    const pulled = { id: 'pulled', name: 'Pulled', kind: 'pull', url: 'https://feed.invalid/' };
    await expectBothOrNeither('POST /v1/sources', '/v1/sources', { body: pulled });
    const path = '/v1/sources/pulled';
    const body = { name: 'Renamed' };
    await expectBothOrNeither('PATCH /v1/sources/:source', path, { body, headers: await matching(path) });
    await expectBothOrNeither('POST /v1/sources/:source/runs', `${path}/runs`);
    await expectBothOrNeither('DELETE /v1/sources/:source', path, { headers: await matching(path) });
    await expectBothOrNeither('POST /v1/sources/:source/deliveries', '/v1/sources/story/deliveries', {
      body: 'later',
      headers: { 'content-type': 'text/plain' },
    });
    const rules = regime({ id: 'kr-next', version: '1', from: '2020-01-01', level: 'gold' });
    await expectBothOrNeither('POST /v1/regimes/:regime/versions', '/v1/regimes/kr-next/versions', {
      body: { document: parse(rules) },
    });
    const { body: held } = await placet.get('/v1/quarantine');
    const [first, second] = held.items.map(({ id }: { id: string }) => `/v1/quarantine/${id}`);
    await expectBothOrNeither('POST /v1/quarantine/:item/discard', `${first}/discard`, {
      body: { reason: 'A test' },
    });
    await expectBothOrNeither('POST /v1/quarantine/:item/retry', `${second}/retry`, { body: {} });
    expect(await chain()).toMatchObject({ isIntact: true });
  }, 60_000);

  it('are both there or neither, for what is told', async () => {
    const hook = { name: 'Hook', url: 'https://receiver.invalid/hook' };
    const made = await expectBothOrNeither('POST /v1/webhooks', '/v1/webhooks', { body: hook });
    const path = `/v1/webhooks/${made.body.id}`;
    await expectBothOrNeither('POST /v1/webhooks/:webhook/test', `${path}/test`);
    await expectBothOrNeither(
      'POST /v1/webhooks/:webhook/replay',
      `${path}/replay?since=2026-01-01T00:00:00Z`,
    );
    await expectBothOrNeither('POST /v1/webhooks/:webhook/rotate', `${path}/rotate`);
    const body = { state: 'paused' };
    await expectBothOrNeither('PATCH /v1/webhooks/:webhook', path, { body, headers: await matching(path) });
    await expectBothOrNeither('DELETE /v1/webhooks/:webhook', path, { headers: await matching(path) });
    const watch = { name: 'Korea', kind: 'need', market: 'KR', need: 'private' };
    const kept = await expectBothOrNeither('POST /v1/watches', '/v1/watches', { body: watch });
    const own = `/v1/watches/${kept.body.id}`;
    await expectBothOrNeither('POST /v1/watches/:watch/feed', `${own}/feed`);
    const weekly = { digest: 'weekly' };
    await expectBothOrNeither('PATCH /v1/watches/:watch', own, {
      body: weekly,
      headers: await matching(own),
    });
    await expectBothOrNeither('DELETE /v1/watches/:watch', own, { headers: await matching(own) });
    expect(await chain()).toMatchObject({ isIntact: true });
  }, 60_000);

  it('are both there or neither, for what a tenant keeps', async () => {
    const body = { name: 'Ours', needs: [{ market: 'KR' }], offerings: ['alpha-cloud'] };
    const list = await expectBothOrNeither('POST /v1/shortlists', '/v1/shortlists', { body });
    const path = `/v1/shortlists/${list.body.id}`;
    const change = { body: { name: 'Renamed' }, headers: await matching(path) };
    await expectBothOrNeither('PATCH /v1/shortlists/:shortlist', path, change);
    await expectBothOrNeither('DELETE /v1/shortlists/:shortlist', path, { headers: await matching(path) });
    const fact = { attribute: 'provider.seat.registered', value: 'KR' };
    const facts = '/v1/vendors/alpha/facts';
    const stated = await expectBothOrNeither('POST /v1/vendors/:vendor/facts', facts, { body: { fact } });
    await expectBothOrNeither(
      'DELETE /v1/vendors/:vendor/facts/:fact',
      `${facts}/${encodeURIComponent(stated.body.id)}`,
    );
    const document = { schema: 'placet.vendor/v1', id: 'own', name: 'Own', offerings: [], facts: [] };
    await expectBothOrNeither('PUT /v1/vendors/:vendor', '/v1/vendors/own', {
      body: { document },
      headers: { 'if-none-match': '*' },
    });
    const disputes = `/v1/facts/${encodeURIComponent('alpha/certificate')}/disputes`;
    const raised = await expectBothOrNeither('POST /v1/facts/:fact/disputes', disputes, {
      body: { reason: 'A test' },
    });
    const own = `${disputes}/${raised.body.id}`;
    const decision = { status: 'rejected', reason: 'Only a test' };
    await expectBothOrNeither('PATCH /v1/facts/:fact/disputes/:dispute', own, {
      body: decision,
      headers: await matching(own),
    });
    expect(await chain()).toMatchObject({ isIntact: true });
  }, 60_000);

  it('are both there or neither, for who may come in', async () => {
    await expectBothOrNeither('POST /v1/tenants', '/v1/tenants', { body: { id: 'other', name: 'Other' } });
    const path = '/v1/tenants/other';
    const body = { name: 'Another' };
    await expectBothOrNeither('PATCH /v1/tenants/:tenant', path, { body, headers: await matching(path) });
    const key = { name: 'Reader', role: 'sales' };
    const issued = await expectBothOrNeither('POST /v1/keys', '/v1/keys', { body: key });
    const own = `/v1/keys/${issued.body.id}`;
    await expectBothOrNeither('POST /v1/keys/:key/rotate', `${own}/rotate`, { body: {} });
    const third = { headers: { 'x-request-id': 'refused-third-key' }, body: {} };
    expect((await placet.call('POST', `${own}/rotate`, third)).status).toBe(409);
    expect(await entriesOf('refused-third-key')).toEqual([]);
    await expectBothOrNeither('DELETE /v1/keys/:key', own);
  }, 60_000);

  it('are tested on every route that changes the record', () => {
    const routes = Object.keys(ROUTE_ROLES).filter((route) => isWrite(route) && !isDoneElsewhere(route));
    expect([...covered].toSorted()).toEqual(routes.toSorted());
  });

  it('are neither there when the write fails after its entry, at the commit', async () => {
    await owner.query(`
      CREATE FUNCTION public.late() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION 'Too late'; END $$;
      CREATE CONSTRAINT TRIGGER late AFTER INSERT ON placet.source DEFERRABLE INITIALLY DEFERRED
        FOR EACH ROW EXECUTE FUNCTION public.late()`);
    const headers = { 'x-request-id': 'rolled-back-1' };
    const source = { id: 'late', name: 'Late', kind: 'push' };
    expect((await placet.call('POST', '/v1/sources', { body: source, headers })).status).toBe(500);
    await owner.query('DROP TRIGGER late ON placet.source');
    expect((await placet.get('/v1/sources/late')).status).toBe(404);
    expect(await entriesOf('rolled-back-1')).toEqual([]);
    expect((await owner.query('SELECT * FROM placet.audit_begun')).rows).toEqual([]);
    expect((await owner.query(`SELECT * FROM public.noted WHERE request = 'rolled-back-1'`)).rows).toEqual(
      [],
    );
  });

  it('are neither there when the session is killed between the two', async () => {
    const keeper = new Client({ connectionString: placet.databaseUrl });
    await keeper.connect();
    try {
      await keeper.query('BEGIN; LOCK TABLE placet.audit_begun IN EXCLUSIVE MODE');
      const body = { name: 'Killed', needs: [{ market: 'KR' }] };
      const headers = { 'x-request-id': 'killed-between' };
      const asked = placet.call('POST', '/v1/shortlists', { body, headers });
      await eventually(
        async () => {
          const { rows } = await owner.query(
            `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
             WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%placet.audit_begun%'`,
          );
          expect(rows).toHaveLength(1);
        },
        { within: 30_000 },
      );
      await keeper.query('ROLLBACK');
      expect((await asked).status).toBeGreaterThanOrEqual(500);
    } finally {
      await keeper.end();
    }
    const { body } = await placet.get('/v1/shortlists');
    expect(body.items.filter(({ name }: { name: string }) => name === 'Killed')).toEqual([]);
    expect(await entriesOf('killed-between')).toEqual([]);
  }, 60_000);

  it('are both there while others hold the end of the chain, which nothing that reads waits for', async () => {
    const keeper = new Client({ connectionString: placet.databaseUrl });
    await keeper.connect();
    let asked: Promise<Answer> | undefined;
    try {
      await keeper.query(`BEGIN; SELECT pg_advisory_xact_lock(7266, hashtext('main'))`);
      const headers = { 'x-request-id': 'waits-for-the-chain' };
      asked = placet.call('POST', '/v1/shortlists', {
        body: { name: 'Waits', needs: [{ market: 'KR' }] },
        headers,
      });
      await eventually(
        async () => {
          const { rows } = await owner.query(
            `SELECT is_done AS "isDone" FROM placet.audit_begun WHERE write #>> '{details,request}' = 'waits-for-the-chain'`,
          );
          expect(rows).toEqual([{ isDone: true }]);
        },
        { within: 30_000 },
      );
      // The write is done and noted; its answer alone waits for its place in the chain.
      const { body } = await placet.get('/v1/shortlists');
      expect(body.items).toMatchObject([{ name: 'Waits' }]);
      for (const path of ['/v1/audit', '/v1/vendors', '/v1/markets/KR/vendors', '/v1/keys'])
        expect((await placet.get(path)).status).toBe(200);
      expect(await entriesOf('waits-for-the-chain')).toEqual([]);
      await keeper.query('ROLLBACK');
      expect((await asked).status).toBe(201);
      expect(await entriesOf('waits-for-the-chain')).toHaveLength(1);
    } finally {
      await keeper.end();
      await asked?.catch(() => undefined);
    }
    expect(await chain()).toMatchObject({ isIntact: true });
  }, 60_000);
});
