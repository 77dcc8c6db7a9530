import { request as httpRequest } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { type Answer, startPlacet, type TestPlacet } from '../../support/service/placet.ts';

const SAMPLE = '{"ocid":"ocds-x-1","id":"1","date":"2026-11-01T09:00:00Z","tag":["tender"]}';

describe('repeatable requests', () => {
  let placet: TestPlacet;
  let record: DataSource;

  beforeAll(async () => {
    placet = await startPlacet();
    record = placet.services.app.get(DataSource);
    await placet.call('POST', '/v1/sources', { body: { id: 'feed', name: 'Feed', kind: 'push' } });
  }, 60_000);

  afterAll(() => placet?.close());

  function create(id: string, idempotencyKey: string, key = placet.adminKey): Promise<Answer> {
    return placet.call('POST', '/v1/sources', {
      key,
      body: { id, name: 'Same', kind: 'push' },
      headers: { 'idempotency-key': idempotencyKey },
    });
  }

  function deliver(body: string | Uint8Array, idempotencyKey: string, encoding?: string): Promise<Answer> {
    return placet.call('POST', '/v1/sources/feed/deliveries', {
      body,
      headers: {
        'content-type': 'application/json',
        'idempotency-key': idempotencyKey,
        ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
      },
    });
  }

  const deliveries = async (): Promise<number> => {
    const [row] = await record.query<{ n: number }[]>('SELECT count(*)::int AS n FROM placet.delivery');
    return row?.n ?? 0;
  };

  const age = (key: string, by: string): Promise<unknown> =>
    record.query('UPDATE placet.idempotency SET claimed = claimed - $2::interval WHERE key = $1', [key, by]);

  it('get the same answer, status and headers included, and say that it is one given before', async () => {
    const first = await create('once', 'k-once');
    const again = await create('once', 'k-once');
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.text).toBe(first.text);
    expect(again.headers.get('location')).toBe('/v1/sources/once');
    expect(again.headers.get('content-type')).toBe(first.headers.get('content-type'));
    expect([first, again].map((answer) => answer.headers.get('idempotency-replayed'))).toEqual([
      null,
      'true',
    ]);
  });

  it('get the same refusal as well, whatever has changed since', async () => {
    expect((await create('once', 'k-refused')).status).toBe(409);
    await record.query(`DELETE FROM placet.source WHERE id = 'once'`);
    expect((await create('once', 'k-refused')).status).toBe(409);
  });

  it('are refused under a key that stands for another request', async () => {
    await create('mine', 'k-other');
    const other = await create('not-mine', 'k-other');
    expect([other.status, other.body.type]).toEqual([422, '/problems/idempotency-key-reused']);
    expect((await placet.get('/v1/sources/not-mine')).status).toBe(404);
  });

  it('are told apart by who sends them', async () => {
    const { body } = await placet.call('POST', '/v1/keys', { body: { name: 'o', role: 'ops' } });
    await create('by-admin', 'k-shared');
    expect((await create('by-ops', 'k-shared', body.key)).headers.get('location')).toBe('/v1/sources/by-ops');
  });

  it('do their work once when they come at the same time', async () => {
    const before = await deliveries();
    const answers = await Promise.all(Array.from({ length: 12 }, () => deliver(SAMPLE, 'k-together')));
    const done = answers.filter((answer) => answer.status === 202);
    expect(new Set(answers.map((answer) => answer.status))).toEqual(
      new Set(done.length === answers.length ? [202] : [202, 409]),
    );
    expect(new Set(done.map((answer) => answer.body.id)).size).toBe(1);
    expect(await deliveries()).toBe(before + 1);
  });

  it('are told to come back while the first is still sending its body', async () => {
    const slow = openDelivery('k-slow');
    slow.write(SAMPLE.slice(0, 20));
    await expectInFlight('k-slow');
    const early = await deliver(SAMPLE, 'k-slow');
    expect([early.status, early.body.type, early.headers.get('retry-after')]).toEqual([
      409,
      '/problems/request-in-progress',
      '1',
    ]);
    const first = await slow.end(SAMPLE.slice(20));
    const late = await deliver(SAMPLE, 'k-slow');
    expect([late.status, late.text]).toEqual([202, first]);
  });

  it('are recognised by the content of a delivery, packed or not', async () => {
    const before = await deliveries();
    const first = await deliver(SAMPLE, 'k-packed');
    const packed = await deliver(gzipSync(SAMPLE), 'k-packed', 'gzip');
    expect([packed.status, packed.body.id]).toEqual([202, first.body.id]);
    expect((await deliver(`${SAMPLE} `, 'k-packed')).status).toBe(422);
    expect(await deliveries()).toBe(before + 1);
  });

  it('may be tried again when the first could not be read to its end', async () => {
    expect((await deliver('no gzip', 'k-broken', 'gzip')).status).toBe(400);
    expect((await deliver(SAMPLE, 'k-broken')).status).toBe(202);
  });

  it('do the work again when whoever had the key is gone, or a day has passed', async () => {
    await record.query(
      `INSERT INTO placet.idempotency (principal, key, claim) VALUES ('admin', 'k-dead', gen_random_uuid())`,
    );
    expect((await create('dead', 'k-dead')).status).toBe(409);
    await age('k-dead', '4 minutes');
    expect((await create('dead', 'k-dead')).status).toBe(201);
    await age('k-dead', '25 hours');
    expect((await create('dead-again', 'k-dead')).status).toBe(201);
  });

  it('show a secret again to its owner, but not to who reads the database', async () => {
    const request = { body: { name: 'kept', role: 'sales' }, headers: { 'idempotency-key': 'k-secret' } };
    const first = await placet.call('POST', '/v1/keys', request);
    expect((await placet.call('POST', '/v1/keys', request)).body).toEqual(first.body);
    const [row] = await record.query<{ answer: Buffer }[]>(
      `SELECT answer FROM placet.idempotency WHERE key = 'k-secret'`,
    );
    expect(row?.answer.length).toBeGreaterThan(0);
    expect(row?.answer.includes(String(first.body.key).split('_').slice(2).join('_'))).toBe(false);
  });

  it.each([
    ['a key with a space', 'a b'],
    ['a key that is too long', 'x'.repeat(256)],
  ])('are refused for %s', async (_name, key) => expect((await create('bad', key)).status).toBe(400));

  it('need no key when they only ask', async () => {
    const headers = { 'idempotency-key': 'k-asks' };
    const ask = (): Promise<Answer> =>
      placet.call('POST', '/v1/rankings', { body: { market: 'XX' }, headers });
    expect([(await ask()).status, (await ask()).status]).toEqual([404, 404]);
    expect(await record.query(`SELECT 1 FROM placet.idempotency WHERE key = 'k-asks'`)).toEqual([]);
  });

  it('show in the ETag of a source which version it is', async () => {
    expect((await placet.get('/v1/sources/feed')).headers.get('etag')).toMatch(/^"v1\.[\w-]{27}"$/);
  });

  async function expectInFlight(key: string): Promise<void> {
    for (let tries = 0; tries < 100; tries++) {
      const rows = await record.query<unknown[]>('SELECT 1 FROM placet.idempotency WHERE key = $1', [key]);
      if (rows.length === 1) return;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error('The slow request has not begun.');
  }

  /** A delivery whose body is sent bit by bit. */
  function openDelivery(key: string): { write(part: string): void; end(part: string): Promise<string> } {
    const sent = httpRequest(`${placet.url}/v1/sources/feed/deliveries`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${placet.adminKey}`,
        'content-type': 'application/json',
        'idempotency-key': key,
      },
    });
    const answered = new Promise<string>((resolve, reject) => {
      sent.once('error', reject);
      sent.once('response', (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => (text += part));
        response.once('end', () => resolve(text));
      });
    });
    return {
      write: (part) => void sent.write(part),
      end: (part) => {
        sent.end(part);
        return answered;
      },
    };
  }
});
