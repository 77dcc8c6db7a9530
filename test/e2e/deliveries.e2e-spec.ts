import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { startPlacet, type TestPlacet } from '../support/placet.ts';

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
});
