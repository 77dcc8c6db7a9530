import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { eventually } from '../../support/eventually.ts';
import { startPlacet, type TestPlacet } from '../../support/service/placet.ts';
import { release } from '../../support/feeds/release-feed.ts';
import { MARKET, vocabulary } from '../../support/story/story.ts';

interface Progress {
  readonly state: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly bytes: { readonly total: number; readonly read: number };
  readonly rate: number | null;
  readonly eta: string | null;
  readonly at: number;
}

describe('a delivery', () => {
  let placet: TestPlacet;
  let record: Client;

  beforeAll(async () => {
    placet = await startPlacet();
    record = new Client({ connectionString: placet.databaseUrl });
    await record.connect();
    await placet.call('POST', '/v1/sources', { body: { id: 'feed', name: 'Feed', kind: 'push' } });
  }, 120_000);

  afterAll(async () => {
    await record?.end();
    await placet?.close();
  });

  it.each([
    ['no bytes', Buffer.alloc(0), {}],
    ['no bytes, compressed', gzipSync(Buffer.alloc(0)), { 'content-encoding': 'gzip' }],
    [
      'an event whose data is empty',
      Buffer.from(
        '{"specversion":"1.0","id":"1","source":"urn:t","type":"t","datacontenttype":"text/csv","data":""}',
      ),
      { 'content-type': 'application/cloudevents+json' },
    ],
  ])('of %s is refused with what to do, and nothing of it is stored', async (_name, body, headers) => {
    const refused = await placet.call('POST', '/v1/sources/feed/deliveries', {
      body,
      headers: { 'content-type': 'application/x-ndjson', ...headers },
    });
    expect(refused.status).toBe(400);
    expect(refused.body).toMatchObject({
      type: '/problems/invalid-request',
      errors: [{ pointer: '', detail: expect.stringContaining('--data-binary @file') }],
    });
    const { rows } = await record.query(
      `SELECT (SELECT count(*) FROM placet.delivery)::int + (SELECT count(*) FROM placet.raw_document)::int
         + (SELECT count(*) FROM placet.raw_chunk)::int AS kept`,
    );
    expect(rows).toEqual([{ kept: 0 }]);
  });

  it('that has ended answers a position that includes it, though a running transaction holds the log back', async () => {
    await placet.deliver('feed', vocabulary());
    await record.query('BEGIN');
    await record.query('SELECT pg_current_xact_id()');
    const accepted = await placet.call('POST', '/v1/sources/feed/deliveries', {
      body: MARKET,
      headers: { 'content-type': 'application/yaml' },
    });
    const ended = await eventually(
      async () => {
        const answer = await placet.get(accepted.headers.get('location') ?? '');
        expect(answer.body).toMatchObject({ state: 'done', counts: { applied: 2 } });
        return answer;
      },
      { within: 30_000 },
    );
    expect((await placet.get('/v1/markets/KR')).status).toBe(404);
    const included = { headers: { 'placet-at-least': ended.headers.get('placet-position') ?? '' } };
    const asked = placet.get('/v1/markets/KR', included);
    await record.query('COMMIT');
    expect((await asked).status).toBe(200);
  });

  it('that is large tells how far it is while it is read: counts, rate and time left', async () => {
    const items = 8000;
    const lines = Array.from({ length: items }, (_, index) =>
      // Every hundredth can't be used.
      index % 100 === 99 ? '{"ocid":1}' : JSON.stringify(release(`ocds-large-${index}`)),
    );
    const accepted = await placet.call('POST', '/v1/sources/feed/deliveries', {
      body: lines.join('\n'),
      headers: { 'content-type': 'application/x-ndjson' },
    });
    const seen: Progress[] = [];
    await eventually(
      async () => {
        const { body } = await placet.get(accepted.headers.get('location') ?? '');
        seen.push({ ...body, at: Date.now() });
        if (body.state !== 'done') throw new Error(`still ${body.state}`);
      },
      { within: 50_000 },
    );
    for (const { counts, bytes } of seen) {
      const { received, ...outcomes } = counts;
      expect(Object.values(outcomes).reduce((sum, count) => sum + count, 0)).toBe(received);
      expect(bytes.read).toBeLessThanOrEqual(bytes.total);
    }
    const received = seen.map(({ counts }) => counts['received'] ?? 0);
    expect(received).toEqual(received.toSorted((one, other) => one - other));
    const during = seen.filter(({ state, eta }) => state === 'reading' && eta !== null);
    expect(during.length).toBeGreaterThan(1);
    for (const { rate, eta, bytes, at } of during) {
      expect(rate).toBeGreaterThan(0);
      expect(bytes.read).toBeGreaterThan(0);
      expect(Date.parse(eta ?? '')).toBeGreaterThan(at - 5000);
    }
    expect(seen.at(-1)).toMatchObject({
      counts: { received: items, applied: items * 0.99, quarantined: items * 0.01, pending: 0 },
      bytes: { read: lines.join('\n').length, total: lines.join('\n').length },
      eta: null,
    });
  }, 60_000);
});
