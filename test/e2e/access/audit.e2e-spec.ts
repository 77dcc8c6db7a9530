import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { AuditStore, checkChain } from '#access';
import { startPlacet, type TestPlacet } from '../../support/service/placet.ts';

interface Entry {
  readonly seq: number;
  readonly actor: string;
  readonly action: string;
  readonly subject: string;
  readonly details: Readonly<Record<string, unknown>>;
}

describe('the audit', () => {
  let placet: TestPlacet;

  beforeAll(async () => {
    placet = await startPlacet();
    await placet.call('POST', '/v1/sources', { body: { id: 'feed', name: 'Feed', kind: 'push' } });
  }, 60_000);

  afterAll(() => placet?.close());

  async function entries(): Promise<Entry[]> {
    return (await placet.get('/v1/audit?limit=200')).body.items;
  }

  /** What was written since, oldest first. */
  async function written(work: () => Promise<unknown>): Promise<Entry[]> {
    const before = (await entries())[0]?.seq ?? 0;
    await work();
    return (await entries()).filter((entry) => entry.seq > before).toReversed();
  }

  it('says who made what, and with which details, but no secret', async () => {
    let key = '';
    const made = await written(async () => {
      const answer = await placet.call('POST', '/v1/keys', {
        body: { name: 'Gazette', role: 'sender', source: 'feed' },
        headers: { 'x-request-id': 'request-of-a-key' },
      });
      key = answer.body.key;
    });
    // The secret may have underscores of its own.
    const [, id = '', secret = 'none'] = /^plc_([^_]+)_(.+)$/.exec(key) ?? [];
    expect(made).toMatchObject([
      {
        actor: 'admin',
        action: 'POST /v1/keys',
        subject: '/v1/keys',
        details: {
          role: 'admin',
          request: 'request-of-a-key',
          status: 201,
          made: { key: id, name: 'Gazette', role: 'sender', source: 'feed', expires: null },
        },
      },
    ]);
    expect(JSON.stringify(made)).not.toContain(secret);
    const sent = await written(() =>
      placet.call('POST', '/v1/sources/feed/deliveries', {
        key,
        body: 'x',
        headers: { 'content-type': 'text/plain' },
      }),
    );
    expect(sent).toMatchObject([
      { actor: id, action: 'POST /v1/sources/:source/deliveries', details: { role: 'sender', status: 202 } },
    ]);
    expect(sent[0]?.subject).toMatch(/^\/v1\/deliveries\/[0-9a-f-]{36}$/);
    expect(await written(() => placet.call('DELETE', `/v1/keys/${id}`))).toMatchObject([
      { action: 'DELETE /v1/keys/:key', subject: `/v1/keys/${id}`, details: { status: 204 } },
    ]);
  });

  it('keeps nothing of what was refused, only asked, or answered again', async () => {
    const source = { id: 'once', name: 'Once', kind: 'push' };
    const headers = { 'idempotency-key': 'audited-once' };
    const made = await written(async () => {
      await placet.get('/v1/vendors');
      await placet.call('POST', '/v1/rankings', { body: { market: 'XX' } });
      await placet.call('POST', '/v1/sources', { body: { id: 'feed', name: 'Feed', kind: 'push' } });
      await placet.call('POST', '/v1/sources', { body: {} });
      await placet.call('POST', '/v1/sources', { key: null, body: source });
      await placet.call('POST', '/v1/sources', { body: source, headers });
      await placet.call('POST', '/v1/sources', { body: source, headers });
    });
    expect(made.map((entry) => entry.subject)).toEqual(['/v1/sources/once']);
    const left = await placet.services.app.get(DataSource).query('SELECT * FROM placet.audit_begun');
    expect(left).toEqual([]);
  });

  it('loses none of many writes at once, and stays a chain', async () => {
    const ids = Array.from({ length: 100 }, (_, n) => `burst-${n}`);
    const made = await written(() =>
      Promise.all(
        ids.map((id) => placet.call('POST', '/v1/sources', { body: { id, name: id, kind: 'push' } })),
      ),
    );
    expect(made.map((entry) => entry.subject).toSorted()).toEqual(
      ids.map((id) => `/v1/sources/${id}`).toSorted(),
    );
    const store = placet.services.app.get(AuditStore);
    const anchor = await store.anchor('main');
    expect(await checkChain(store.all('main'), anchor === null ? [] : [anchor])).toMatchObject({
      isIntact: true,
    });
  });

  it('is paged from the latest to the first, and can be asked for one thing', async () => {
    const first = await placet.get('/v1/audit?limit=3');
    const cursor = encodeURIComponent(String(first.body.next));
    const second = await placet.get(`/v1/audit?limit=3&cursor=${cursor}`);
    const places = [...first.body.items, ...second.body.items].map((entry: Entry) => entry.seq);
    const [latest = 0] = places;
    expect(places).toEqual([0, 1, 2, 3, 4, 5].map((back) => latest - back));
    const about = await placet.get('/v1/audit?subject=/v1/sources/burst-7&actor=admin');
    expect(about.body.items).toMatchObject([{ action: 'POST /v1/sources' }]);
    expect((await placet.get('/v1/audit?actor=nobody')).body).toEqual({ items: [], next: null });
  });
});
