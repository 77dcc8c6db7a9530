import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { BOARD_JSON, BOARD_MAPPING, LEDGER_CSV, tableMapping } from '../../support/feeds/flat-feed.ts';
import { eventually } from '../../support/eventually.ts';
import { startPlacet, type TestPlacet } from '../../support/service/placet.ts';

const CONFLICT = { type: '/problems/conflict' };

describe('a new flat source is a mapping document', () => {
  let placet: TestPlacet;

  beforeAll(async () => {
    placet = await startPlacet();
    await placet.call('POST', '/v1/sources', { body: { id: 'desk', name: 'Mappings', kind: 'push' } });
  }, 120_000);

  afterAll(() => placet?.close());

  it('that reads a table once it is delivered and a source names it', async () => {
    expect((await placet.deliver('desk', tableMapping('1'))).body.counts).toMatchObject({
      received: 1,
      applied: 1,
    });
    const source = await placet.call('POST', '/v1/sources', {
      body: { id: 'ledger', name: 'Ledger of Oz', kind: 'push', mapping: 'oz-ledger' },
    });
    expect(source.body).toMatchObject({ id: 'ledger', mapping: 'oz-ledger' });
    const { body } = await placet.deliver('ledger', LEDGER_CSV, 'text/csv');
    expect(body).toMatchObject({ format: 'mapping:oz-ledger', counts: { received: 2, applied: 2 } });
    const found = await placet.get('/v1/notices?source=ledger&key=T-001');
    expect(found.body.items[0]).toMatchObject({
      key: 'T-001',
      title: { en: 'Cloud hosting for schools' },
      market: 'KR',
      value: { amount: '1250000.50', currency: 'KRW' },
      // Noon in Seoul is three in the morning in UTC.
      deadline: { printed: '24.12.2026 12:00' },
    });
    expect(new Date(found.body.items[0].deadline.instant).toISOString()).toBe('2026-12-24T03:00:00.000Z');
  });

  it('that reads JSON of a source that names none, by the names it shows', async () => {
    await placet.deliver('desk', BOARD_MAPPING);
    const { body } = await placet.deliver('desk', JSON.stringify(BOARD_JSON), 'application/json');
    expect(body).toMatchObject({ format: 'mapping:oz-board', counts: { received: 1, applied: 1 } });
    const { body: found } = await placet.get('/v1/notices?source=desk&key=77');
    expect(found.items[0]).toMatchObject({ title: { en: 'GPU cluster' }, nativeVersion: '2' });
  });

  it('that is listed beside those that come with Placet, with its versions', async () => {
    const { body } = await placet.get('/v1/mappings?limit=200');
    const origins = Object.fromEntries(
      body.items.map(({ id, origin }: { id: string; origin: string }) => [id, origin]),
    );
    expect(origins).toMatchObject({ 'oz-ledger': 'delivered', 'kr-g2b': 'shipped' });
    const one = await placet.get('/v1/mappings/oz-ledger');
    expect(one.body).toMatchObject({
      version: '1',
      makes: 'notices',
      document: { schema: 'placet.mapping/v1', notice: { key: 'ref' } },
      versions: [{ version: '1', recordedTo: null }],
    });
    expect((await placet.get('/v1/mappings/oz-leger')).body).toMatchObject({
      status: 404,
      errors: [{ nearest: expect.arrayContaining(['oz-ledger']) }],
    });
  });

  it('that is refused with its mistakes, and a source that names an unknown one with the nearest', async () => {
    const broken = await placet.deliver('desk', tableMapping('1').replace('Asia/Seoul', 'Asia/Soul'));
    expect(broken.body.counts).toMatchObject({ quarantined: 1 });
    const { body } = await placet.get(`/v1/quarantine?delivery=${broken.body.id}`);
    expect(body.items[0].problem).toMatchObject({
      type: 'invalid-document',
      errors: [{ pointer: '/zone', line: 7, detail: expect.stringContaining('IANA') }],
    });
    const source = { id: 'typo', name: 'Typo', kind: 'push', mapping: 'oz-leger' };
    expect((await placet.call('POST', '/v1/sources', { body: source })).body).toMatchObject({
      status: 422,
      errors: [{ pointer: '/mapping', nearest: expect.arrayContaining(['oz-ledger']) }],
    });
    const number = { ...source, mapping: 7 };
    expect((await placet.call('POST', '/v1/sources', { body: number })).status).toBe(422);
  });

  it('whose correction reads what is in quarantine on the next try', async () => {
    await placet.deliver('desk', tableMapping('1', { key: 'number' }));
    const { body } = await placet.deliver('ledger', LEDGER_CSV.replaceAll('T-00', 'U-00'), 'text/csv');
    expect(body.counts).toMatchObject({ received: 2, quarantined: 2 });
    const waiting = await placet.get(`/v1/quarantine?delivery=${body.id}`);
    const [item] = waiting.body.items;
    expect(item.problem).toMatchObject({ type: 'mapping-without-key' });
    const early = await placet.call('POST', `/v1/quarantine/${item.id}/retry`, { body: {} });
    expect(early.body).toMatchObject({ state: 'open' });
    await placet.deliver('desk', tableMapping('2'));
    // Upkeep reads the document again by itself, and may be quicker than the person who retries its items.
    for (const { id } of waiting.body.items) {
      const retried = await placet.call('POST', `/v1/quarantine/${id}/retry`, { body: {} });
      expect(retried.body).toMatchObject(retried.status === 409 ? CONFLICT : { state: 'retried' });
    }
    await eventually(
      async () =>
        expect((await placet.get('/v1/notices?source=ledger&key=U-002')).body.items).toHaveLength(1),
      { within: 30_000 },
    );
    expect((await placet.get(`/v1/quarantine?delivery=${body.id}&state=open`)).body.items).toEqual([]);
    expect((await placet.get(`/v1/deliveries/${body.id}`)).body.counts).toMatchObject({ quarantined: 0 });
    expect((await placet.get('/v1/mappings/oz-ledger')).body).toMatchObject({
      version: '2',
      versions: [{ version: '1' }, { version: '1' }, { version: '2', recordedTo: null }],
    });
  });

  it('that a source takes up or gives back by PATCH', async () => {
    const { headers } = await placet.get('/v1/sources/ledger');
    const etag = headers.get('etag') ?? '';
    const changed = await placet.call('PATCH', '/v1/sources/ledger', {
      body: { mapping: null },
      headers: { 'if-match': etag },
    });
    expect(changed.body).not.toHaveProperty('mapping');
    const taken = await placet.call('PATCH', '/v1/sources/ledger', {
      body: { mapping: 'oz-board' },
      headers: { 'if-match': (await placet.get('/v1/sources/ledger')).headers.get('etag') ?? '' },
    });
    expect(taken.body).toMatchObject({ mapping: 'oz-board' });
    const wrong = await placet.deliver('ledger', LEDGER_CSV, 'text/csv');
    expect(wrong.body).toMatchObject({ format: 'mapping:oz-board', counts: { applied: 0 } });
    await placet.call('PATCH', '/v1/sources/ledger', {
      body: { mapping: null },
      headers: { 'if-match': (await placet.get('/v1/sources/ledger')).headers.get('etag') ?? '' },
    });
    // By the names of its columns the table is recognised all the same.
    const { body } = await placet.deliver('ledger', LEDGER_CSV, 'text/csv');
    expect(body).toMatchObject({ format: 'mapping:oz-ledger', counts: { unchanged: 2 } });
  });
});
