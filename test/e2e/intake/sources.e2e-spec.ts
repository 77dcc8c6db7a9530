import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { dataOf } from '../../../clients/typescript/src/index.ts';
import { eventually } from '../../support/eventually.ts';
import { startFeed, type TestFeed } from '../../support/outside/feed-server.ts';
import { type Answer, startPlacet, type TestPlacet } from '../../support/service/placet.ts';
import { wipeQueues } from '../../support/service/queue-wipe.ts';
import { queueBackends, startRedis, type TestRedis } from '../../support/service/redis.ts';
import { release, releaseLines } from '../../support/feeds/release-feed.ts';
import { MARKET, regime, SCHEMES, vendor, vocabulary } from '../../support/story/story.ts';

const NDJSON = { 'content-type': 'application/x-ndjson' };
const SOON = { within: 15_000, every: 50 };

describe.each(queueBackends())('sources, queues on %s', (backend) => {
  let redis: TestRedis | undefined;
  let placet: TestPlacet;
  let feed: TestFeed;
  let inbox: string;

  beforeAll(async () => {
    inbox = mkdtempSync(join(tmpdir(), 'placet-inbox-'));
    redis = backend === 'redis' ? await startRedis() : undefined;
    feed = await startFeed();
    placet = await startPlacet({
      redisUrl: redis?.url,
      env: { PLACET_EGRESS_ALLOW: '127.0.0.0/8', PLACET_FOLDER_ROOTS: inbox },
    });
  }, 60_000);

  afterAll(async () => {
    await placet?.close();
    await feed?.close();
    await redis?.close();
    rmSync(inbox, { recursive: true, force: true });
  });

  async function add(body: object): Promise<Answer> {
    const added = await placet.call('POST', '/v1/sources', { body: { name: 'A source', ...body } });
    expect({ status: added.status, text: added.status === 201 ? '' : added.text }).toEqual({
      status: 201,
      text: '',
    });
    return added;
  }
  const send = (body: string | Buffer, headers: Record<string, string>): Promise<Answer> =>
    placet.call('POST', '/v1/sources/signed/deliveries', { body, headers: { ...NDJSON, ...headers } });
  const change = async (id: string, body: object, etag?: string): Promise<Answer> =>
    placet.call('PATCH', `/v1/sources/${id}`, {
      body,
      headers: { 'if-match': etag ?? (await placet.get(`/v1/sources/${id}`)).headers.get('etag') ?? '' },
    });
  const keysOf = async (source: string): Promise<string[]> => {
    const keys: string[] = [];
    for await (const { key } of placet.client.items('/v1/notices', { query: { source, limit: 200 } }))
      keys.push(key);
    return keys.toSorted();
  };
  /** Waits until a run has ended and its items are accounted for: the newest, or the one that came next after another. */
  const endedRun = (source: string, after?: string): Promise<Record<string, unknown> & { id: string }> =>
    eventually(async () => {
      const { body, text } = await placet.get(`/v1/sources/${source}/runs`);
      const runs: { id: string; state: string; unread: number }[] = body.items;
      // A schedule may have begun another one since, so the newest need not be the next.
      const run = runs[after === undefined ? 0 : runs.findIndex(({ id }) => id === after) - 1];
      if (run === undefined || run.state === 'running' || run.unread > 0)
        throw new Error(`no new run: ${text}`);
      return run;
    }, SOON);
  const ask = async (source: string, after?: string): ReturnType<typeof endedRun> => {
    expect((await placet.call('POST', `/v1/sources/${source}/runs`)).status).toBe(202);
    return endedRun(source, after);
  };

  describe('are kept', () => {
    it('changed by those who know their present state only', async () => {
      await add({ id: 'kept', kind: 'push', freshness: 'P1D' });
      const read = await placet.get('/v1/sources/kept');
      const etag = read.headers.get('etag') ?? '';
      expect((await placet.call('PATCH', '/v1/sources/kept', { body: { name: 'X' } })).status).toBe(428);
      const changed = await change('kept', { name: 'Renamed', freshness: null, state: 'paused' }, etag);
      expect(changed.body).toMatchObject({ name: 'Renamed', state: 'paused', revision: 2 });
      expect(changed.body).not.toHaveProperty('freshness');
      expect((await change('kept', { name: 'Late' }, etag)).status).toBe(412);
      const sent = await placet.call('POST', '/v1/sources/kept/deliveries', { body: '{}', headers: NDJSON });
      expect(sent.status).toBe(409);
    });

    it('gone when they never delivered, and disabled when they did', async () => {
      const remove = async (id: string): Promise<number> => {
        const etag = (await placet.get(`/v1/sources/${id}`)).headers.get('etag') ?? '';
        expect((await placet.call('DELETE', `/v1/sources/${id}`)).status).toBe(428);
        return (await placet.call('DELETE', `/v1/sources/${id}`, { headers: { 'if-match': etag } })).status;
      };
      await add({ id: 'unused', kind: 'push' });
      expect(await remove('unused')).toBe(204);
      expect((await placet.get('/v1/sources/unused')).status).toBe(404);
      await add({ id: 'used', kind: 'push' });
      const { body } = await placet.deliver('used', releaseLines(['ocds-used-1']), 'application/x-ndjson');
      expect(await remove('used')).toBe(204);
      expect((await placet.get('/v1/sources/used')).body).toMatchObject({ state: 'disabled' });
      expect((await placet.get(`/v1/deliveries/${body.id}`)).status).toBe(200);
      expect((await change('used', { name: 'Back' })).status).toBe(409);
    });

    it.each([
      ['a pull source without an address', { kind: 'pull' }, '/url'],
      ['a pull source of an inside address', { kind: 'pull', url: 'http://10.0.0.1/feed' }, '/url'],
      ['a pull source of a metadata service', { kind: 'pull', url: 'http://169.254.169.254/' }, '/url'],
      ['a folder that is none', { kind: 'folder', url: 'http://example.org/' }, '/url'],
      ['a push source with an address', { kind: 'push', url: 'https://example.org/' }, '/url'],
      ['a schedule without a pace', { kind: 'pull', url: 'https://example.org/', schedule: {} }, '/schedule'],
      [
        'a schedule in no time zone',
        { kind: 'pull', url: 'https://example.org/', schedule: { cron: '0 6 * * *', timeZone: 'Mars/Base' } },
        '/schedule/timeZone',
      ],
      [
        'an unknown paging',
        { kind: 'pull', url: 'https://example.org/', paging: { style: 'scroll' } },
        '/paging/style',
      ],
      [
        'a cursor without its parameter',
        { kind: 'pull', url: 'https://example.org/', paging: { style: 'cursor', next: '/next' } },
        '/paging/parameter',
      ],
      ['a mapping that is none', { kind: 'push', mapping: { id: 'x' } }, '/mapping'],
      ['a secret that is too short', { kind: 'push', secret: 'whsec_c2hvcnQ=' }, '/secret'],
      ['a promise in no duration', { kind: 'push', freshness: 'daily' }, '/freshness'],
    ])('not made as %s', async (_name, body, pointer) => {
      const refused = await placet.call('POST', '/v1/sources', {
        body: { id: 'wrong', name: 'Wrong', ...body },
      });
      expect(refused.status).toBe(422);
      expect(refused.body.errors.map((error: { pointer: string }) => error.pointer).join()).toContain(
        pointer,
      );
    });
  });

  describe('that are sent to', () => {
    const secret = `whsec_${randomBytes(32).toString('base64')}`;
    const other = `whsec_${randomBytes(32).toString('base64')}`;
    it('take signed deliveries only, and keep nothing of others', async () => {
      await add({ id: 'signed', kind: 'push', secret });
      expect((await placet.get('/v1/sources/signed')).text).not.toContain('whsec');
      const body = releaseLines(['ocds-signed-1']);
      expect((await send(body, {})).status).toBe(401);
      expect((await send(body, sign(other, body))).status).toBe(401);
      expect((await send(`${body} `, sign(secret, body))).status).toBe(401);
      expect((await send(body, { ...sign(secret, body), 'webhook-id': 'msg_2' })).status).toBe(401);
      expect((await send(body, sign(secret, body, Date.now() / 1000 - 400))).status).toBe(401);
      expect((await send(body, sign(secret, body, Date.now() / 1000 + 400))).status).toBe(401);
      const record = new Client({ connectionString: placet.databaseUrl });
      await record.connect();
      const { rows } = await record.query(
        `SELECT (SELECT count(*)::int FROM placet.delivery WHERE source = 'signed') AS deliveries,
           (SELECT count(*)::int FROM placet.raw_document r WHERE NOT EXISTS (SELECT FROM placet.delivery d WHERE d.raw_sha256 = r.sha256)) AS orphans`,
      );
      await record.end();
      expect(rows).toEqual([{ deliveries: 0, orphans: 0 }]);
      expect((await send(body, sign(secret, body, Date.now() / 1000 - 200))).status).toBe(202);
    });

    it('take what was signed packed as it was sent', async () => {
      const packed = gzipSync(releaseLines(['ocds-signed-2']));
      const { status } = await send(packed, { ...sign(secret, packed), 'content-encoding': 'gzip' });
      expect(status).toBe(202);
    });

    it('take both secrets while one replaces the other', async () => {
      expect((await change('signed', { secret: other })).status).toBe(200);
      for (const [index, key] of [secret, other].entries()) {
        const body = releaseLines([`ocds-rotated-${index}`]);
        expect((await send(body, sign(key, body))).status).toBe(202);
      }
      expect((await change('signed', { secret: null })).body.signed).toBe(false);
      expect((await send(releaseLines(['ocds-unsigned-1']), {})).status).toBe(202);
    });

    it('unwrap CloudEvents, structured and binary', async () => {
      await add({ id: 'events', kind: 'push' });
      const attributes = { specversion: '1.0', id: '1', source: 'urn:test', type: 'notice' };
      const structured = await placet.deliver(
        'events',
        JSON.stringify({ ...attributes, data: { releases: [release('ocds-event-1')] } }),
        'application/cloudevents+json',
      );
      expect(structured.body.counts).toMatchObject({ received: 1, applied: 1 });
      const headers = Object.fromEntries(
        Object.entries(attributes).map(([name, value]) => [`ce-${name}`, value]),
      );
      const binary = await placet.call('POST', '/v1/sources/events/deliveries', {
        body: releaseLines(['ocds-event-2']),
        headers: { ...NDJSON, ...headers },
      });
      expect(binary.status).toBe(202);
      await eventually(
        async () => expect(await keysOf('events')).toEqual(['ocds-event-1', 'ocds-event-2']),
        SOON,
      );
      const wrong = await placet.call('POST', '/v1/sources/events/deliveries', {
        body: JSON.stringify({ ...attributes, specversion: '0.3', data: {} }),
        headers: { 'content-type': 'application/cloudevents+json' },
      });
      expect([wrong.status, wrong.body.errors[0].pointer]).toEqual([400, '/specversion']);
    });
  });

  describe('that are looked at', () => {
    it('bring every page, count what it held, and ask for news only the next time', async () => {
      feed.answer = ({ searchParams }, { headers }) => {
        if (headers['if-none-match'] === '"one"') return { status: 304 };
        return searchParams.get('page') === '2'
          ? { headers: NDJSON, body: releaseLines(['ocds-linked-3']) }
          : {
              headers: {
                ...NDJSON,
                etag: '"one"',
                link: '</linked?page=2>; rel="next"',
                'content-encoding': 'gzip',
              },
              body: gzipSync(releaseLines(['ocds-linked-1', 'ocds-linked-2'])),
            };
      };
      await add({ id: 'linked', kind: 'pull', url: `${feed.url}/linked`, paging: { style: 'link' } });
      const first = await ask('linked');
      expect(first).toMatchObject({
        state: 'done',
        pages: 2,
        deliveries: 2,
        counts: { received: 3, applied: 3, quarantined: 0, pending: 0 },
        problem: null,
      });
      expect(await keysOf('linked')).toEqual(['ocds-linked-1', 'ocds-linked-2', 'ocds-linked-3']);
      const second = await ask('linked', first.id);
      expect(second).toMatchObject({ state: 'done', pages: 0, deliveries: 0 });
      expect(feed.asked.at(-1)?.headers).toMatchObject({ 'if-none-match': '"one"' });
    }, 30_000);

    it('go on where they stopped when a page fails, after a pause', async () => {
      let isBroken = true;
      feed.answer = ({ searchParams }) => {
        const cursor = searchParams.get('cursor');
        if (cursor === null) return { body: page(['ocds-cursor-1'], 'b') };
        if (cursor === 'b' && isBroken) return { status: 503, headers: { 'retry-after': '3600' } };
        return cursor === 'b' ? { body: page(['ocds-cursor-2'], 'c') } : { body: page([], 'c') };
      };
      await add({
        id: 'cursor',
        kind: 'pull',
        url: `${feed.url}/cursor`,
        paging: { style: 'cursor', next: '/next', parameter: 'cursor', items: '/releases' },
        schedule: { every: 'PT1S' },
      });
      const failed = await endedRun('cursor');
      expect(failed).toMatchObject({ state: 'failed', pages: 1, problem: { type: 'source-answer' } });
      const asked = feed.asked.length;
      await new Promise((resolve) => setTimeout(resolve, 2500));
      expect(feed.asked).toHaveLength(asked);
      isBroken = false;
      const healed = await ask('cursor', failed.id);
      expect(healed).toMatchObject({ state: 'done', pages: 1, counts: { applied: 1 } });
      expect(
        feed.asked
          .slice(asked)
          .map(({ url }) => url)
          .slice(0, 2),
      ).toEqual(['/cursor?cursor=b', '/cursor?cursor=c']);
      expect(await keysOf('cursor')).toEqual(['ocds-cursor-1', 'ocds-cursor-2']);
      await change('cursor', { state: 'paused' });
    }, 40_000);

    it('do not ask an inside address, not even by way of another one', async () => {
      feed.answer = () => ({
        status: 302,
        headers: { location: 'http://169.254.169.254/latest/meta-data/' },
      });
      await add({ id: 'lured', kind: 'pull', url: `${feed.url}/lured` });
      expect(await ask('lured')).toMatchObject({ state: 'failed', problem: { type: 'address-refused' } });
    }, 30_000);

    it('are looked at again after the queue was wiped, since the table makes their schedule anew', async () => {
      let count = 0;
      feed.answer = () => ({ headers: NDJSON, body: releaseLines([`ocds-wiped-${++count}`]) });
      await add({ id: 'wiped', kind: 'pull', url: `${feed.url}/wiped`, schedule: { every: 'PT1S' } });
      await eventually(() => expect(count).toBeGreaterThan(0), SOON);
      await wipeQueues(placet.databaseUrl, redis?.url);
      const before = count;
      await eventually(() => expect(count).toBeGreaterThan(before + 1), SOON);
      await change('wiped', { state: 'paused' });
      await eventually(async () => {
        const seen = count;
        await new Promise((resolve) => setTimeout(resolve, 1500));
        expect(count).toBe(seen);
      }, SOON);
    }, 60_000);

    it('take whole files from a folder once and move them away', async () => {
      const folder = join(inbox, 'drop');
      mkdirSync(folder);
      writeFileSync(join(folder, 'b.jsonl.part'), releaseLines(['ocds-file-2']));
      writeFileSync(join(folder, 'a.jsonl'), releaseLines(['ocds-file-1']));
      await add({ id: 'drop', kind: 'folder', url: pathToFileURL(folder).href, schedule: { every: 'PT1S' } });
      await eventually(async () => expect(await keysOf('drop')).toEqual(['ocds-file-1']), SOON);
      renameSync(join(folder, 'b.jsonl.part'), join(folder, 'b.jsonl'));
      await eventually(
        async () => expect(await keysOf('drop')).toEqual(['ocds-file-1', 'ocds-file-2']),
        SOON,
      );
      await eventually(() => expect(readdirSync(folder)).toEqual(['processed']), SOON);
      expect(readdirSync(join(folder, 'processed'))).toEqual(['a.jsonl', 'b.jsonl']);
      await change('drop', { state: 'paused' });
    }, 40_000);

    it('read no folder beside the ones that are allowed', async () => {
      const outside = mkdtempSync(join(tmpdir(), 'placet-outside-'));
      writeFileSync(join(outside, 'a.jsonl'), releaseLines(['ocds-outside-1']));
      await add({ id: 'outside', kind: 'folder', url: pathToFileURL(outside).href });
      expect(await endedRun('outside')).toMatchObject({
        state: 'failed',
        problem: { type: 'address-refused' },
      });
      expect(existsSync(join(outside, 'a.jsonl'))).toBe(true);
      rmSync(outside, { recursive: true });
    }, 30_000);
  });

  it('that break their promise count one grade lower, and say so', async () => {
    const rules = regime({ version: '1', from: '2020-01-01', level: 'bronze', scheme: 'RUMOUR' });
    await add({ id: 'reference', kind: 'push' });
    for (const document of [vocabulary(), MARKET, SCHEMES, rules])
      await placet.deliver('reference', document);
    await add({ id: 'letters', kind: 'push', freshness: 'P1D' });
    await placet.deliver(
      'letters',
      vendor('alpha', { scheme: 'RUMOUR', level: 'bronze', from: '2025-01-01' }),
    );
    const verdict = async (): Promise<string> =>
      (await placet.get('/v1/decisions?offering=alpha-cloud&market=KR')).body.verdict;
    await eventually(async () => expect(await verdict()).toBe('eligible'), SOON);
    expect((await placet.get('/freshness', { key: null })).body).toMatchObject({
      status: 'fresh',
      items: [{ source: 'letters', promise: 'P1D', fresh: true }],
    });
    await backdate('letters', '3 days');
    // Documented once, it counts as claimed only: that proves nothing.
    await eventually(async () => expect(await verdict()).toBe('conditional'), SOON);
    const stale = await placet.get('/freshness', { key: null });
    expect(stale.body).toMatchObject({ status: 'stale', items: [{ source: 'letters', fresh: false }] });
    const late = (await placet.get('/v1/sources/letters')).body;
    expect(Date.parse(late.staleSince)).toBeLessThan(Date.now());
    expect(Date.parse(late.due) - Date.parse(late.lastDelivery)).toBe(24 * 3_600_000);
    expect(late.quarantined).toBe(0);
    expect(await eventsAbout('letters')).toMatchObject([
      { type: 'placet.source.stale', data: { source: 'letters' } },
    ]);
    expect((await placet.get('/metrics', { key: null })).text).toContain(
      'placet_source_stale{source="letters"} 1',
    );
    await placet.deliver('letters', `${vendor('beta')}\n---\nschema: placet.vendor/v1\nid: nameless\n`);
    const { items } = await dataOf(placet.client.api.GET('/v1/sources'));
    expect(items.find(({ id }) => id === 'letters')).toMatchObject({ quarantined: 1 });
    await eventually(async () => expect(await verdict()).toBe('eligible'), SOON);
  }, 60_000);

  /** What is told of a source; the job that tells it is gone as soon as it has. */
  async function eventsAbout(source: string): Promise<unknown[]> {
    const record = new Client({ connectionString: placet.databaseUrl });
    await record.connect();
    const { rows } = await record.query(`SELECT type, data FROM placet.event WHERE subject = $1`, [source]);
    await record.end();
    return rows;
  }

  async function backdate(source: string, by: string): Promise<void> {
    const record = new Client({ connectionString: placet.databaseUrl });
    await record.connect();
    await record.query(
      `UPDATE placet.source SET created = created - $2::interval, last_delivery = last_delivery - $2::interval WHERE id = $1`,
      [source, by],
    );
    await record.end();
  }
});

/** Headers of Standard Webhooks; the first of its two signatures is none. */
function sign(key: string, body: string | Buffer, at = Date.now() / 1000): Record<string, string> {
  const timestamp = String(Math.floor(at));
  const mac = createHmac('sha256', Buffer.from(key.slice('whsec_'.length), 'base64'));
  const signature = mac.update(`msg_1.${timestamp}.`).update(body).digest('base64');
  return {
    'webhook-id': 'msg_1',
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,bm9uZQ== v1,${signature}`,
  };
}

/** A page of a cursor feed. */
function page(keys: readonly string[], next: string): string {
  return JSON.stringify({ releases: keys.map((key) => release(key)), next });
}
