import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { SaxesParser } from 'saxes';
import { openEventStream } from '../../support/outside/event-stream.ts';
import { tellEvent } from '../../support/events.ts';
import { eventually } from '../../support/eventually.ts';
import { type Answer, startPlacet, type TestPlacet } from '../../support/service/placet.ts';
import { queueBackends, startRedis, type TestRedis } from '../../support/service/redis.ts';
import { releaseLines } from '../../support/feeds/release-feed.ts';
import { MARKET, regime, SCHEMES, vendor, vocabulary } from '../../support/story/story.ts';
import { startReceiver, type WebhookReceiver } from '../../support/outside/webhook-receiver.ts';

const SOON = { within: 20_000, every: 50 };
const HELD = { scheme: 'RUMOUR', level: 'gold', from: '2026-01-01' };

interface Made {
  readonly id: string;
  readonly path: string;
  readonly feed: string;
}

describe.each(queueBackends())('watches, queues on %s', (backend) => {
  let redis: TestRedis | undefined;
  let placet: TestPlacet;
  let receiver: WebhookReceiver;
  let record: Client;

  beforeAll(async () => {
    redis = backend === 'redis' ? await startRedis() : undefined;
    receiver = await startReceiver();
    placet = await startPlacet({ redisUrl: redis?.url, env: { PLACET_EGRESS_ALLOW: '127.0.0.0/8' } });
    record = new Client({ connectionString: placet.databaseUrl });
    await record.connect();
    await placet.call('POST', '/v1/sources', { body: { id: 'story', name: 'Story', kind: 'push' } });
    for (const document of [vocabulary(), MARKET, SCHEMES]) await placet.deliver('story', document);
    const rules = { version: '1', from: '2020-01-01', level: 'bronze', scheme: 'RUMOUR' };
    await placet.deliver('story', regime(rules));
    await placet.deliver('story', ['alpha', 'beta'].map((id) => vendor(id)).join('\n---\n'));
    await untilFollowed();
  }, 120_000);

  afterAll(async () => {
    await record?.end();
    await placet?.close();
    await receiver?.close();
    await redis?.close();
  });

  /** Waits until the projection is where the change log is. */
  const untilFollowed = (): Promise<void> =>
    eventually(async () => {
      const { rows } = await record.query<{ n: number }>(
        `SELECT (SELECT count(*) FROM placet.change c, placet.projection p
           WHERE (c.xid, c.seq) > (split_part(p.position, '-', 1)::bigint, split_part(p.position, '-', 2)::bigint))
         + (SELECT count(*) FROM placet.standing_question WHERE since IS NULL AND ended IS NULL)
         + (SELECT CASE WHEN count(*) = 0 THEN 1 ELSE 0 END FROM placet.projection) AS n`,
      );
      expect(Number(rows[0]?.n)).toBe(0);
    }, SOON);

  async function watch(body: object): Promise<Made> {
    const made = await placet.call('POST', '/v1/watches', { body: { name: 'A watch', ...body } });
    expect({ status: made.status, text: made.status === 201 ? '' : made.text }).toEqual({
      status: 201,
      text: '',
    });
    const { id, feed } = made.body;
    return { id, path: `/v1/watches/${id}`, feed };
  }

  const alertsOf = async ({ path }: Made): Promise<Record<string, unknown>[]> =>
    (await placet.get(`${path}/alerts?limit=200`)).body.items;

  const untilAlerts = (made: Made, count: number): Promise<Record<string, unknown>[]> =>
    eventually(async () => {
      const alerts = await alertsOf(made);
      expect(alerts).toHaveLength(count);
      return alerts;
    }, SOON);

  async function change(path: string, method: string, body?: object): Promise<Answer> {
    const etag = (await placet.get(path)).headers.get('etag') ?? '';
    return placet.call(method, path, { headers: { 'if-match': etag }, ...(body ? { body } : {}) });
  }

  it('announce changes of verdict with their cause, to those who watch what changed, and nothing else', async () => {
    const alpha = await watch({ kind: 'vendor', vendor: 'alpha', market: 'KR' });
    const beta = await watch({ kind: 'vendor', vendor: 'beta' });
    const korea = await watch({ kind: 'market', market: 'KR', need: 'public' });
    const need = await watch({ kind: 'need', market: 'KR', needs: { 'buyer.kind': ['central_government'] } });
    const bank = await watch({ kind: 'need', market: 'KR', need: 'regulated' });
    const rules = await watch({ kind: 'regime', regime: 'kr-story' });
    await untilFollowed();
    await placet.deliver('story', vendor('alpha', HELD));
    await placet.deliver('story', vendor('beta').replace('BETA Cloud', 'Beta, renamed'));
    const [alert] = await untilAlerts(alpha, 1);
    expect(alert).toMatchObject({
      type: 'placet.verdict.changed',
      subject: 'KR/alpha-cloud',
      data: {
        market: 'KR',
        need: 'public',
        vendor: 'alpha',
        offering: 'alpha-cloud',
        before: 'unknown',
        after: 'eligible',
        cause: { kind: 'vendor', key: 'alpha', source: 'story', delivery: expect.any(String) },
      },
    });
    await untilAlerts(korea, 1);
    const [own] = await untilAlerts(need, 1);
    expect(own).toMatchObject({ data: { need: null, offering: 'alpha-cloud', after: 'eligible' } });
    const stricter = regime({ version: '2', from: '2020-01-01', level: 'bronze', scheme: 'STORY' });
    await placet.deliver('story', stricter);
    await untilAlerts(korea, 2);
    const [byRule] = await untilAlerts(rules, 1);
    expect(byRule).toMatchObject({
      data: {
        before: 'eligible',
        after: 'unknown',
        cause: { kind: 'regime', key: 'kr-story', version: '2' },
      },
    });
    expect(await alertsOf(beta)).toEqual([]);
    expect(await alertsOf(bank)).toEqual([]);
    for (const made of [alpha, beta, korea, need, bank, rules])
      expect((await change(made.path, 'DELETE')).status).toBe(204);
    const { rows } = await record.query(
      'SELECT 1 FROM placet.standing_question WHERE tenant IS NOT NULL AND ended IS NULL',
    );
    expect(rows).toEqual([]);
  });

  it('announce a new notice that matches once, however often it is published', async () => {
    await placet.call('POST', '/v1/sources', { body: { id: 'gazette', name: 'Gazette', kind: 'push' } });
    const lines = (keys: string[]): Promise<Answer> =>
      placet.deliver('gazette', releaseLines(keys), 'application/x-ndjson');
    await lines(['ocds-before']);
    const made = await watch({
      kind: 'notices',
      query: { market: 'KR', status: 'open', text: 'hosting', valueFrom: '1000' },
    });
    const other = await watch({ kind: 'notices', query: { market: 'KR', text: 'submarines' } });
    await placet.call('POST', '/v1/webhooks', {
      body: { name: 'Notices', url: `${receiver.url}/notices`, watches: [made.id] },
    });
    await lines(['ocds-after-1', 'ocds-after-2']);
    await lines(['ocds-after-1', 'ocds-before']);
    const amended = releaseLines(['ocds-after-1', 'ocds-before'])
      .replaceAll('-1","date', '-2","date')
      .replaceAll('2026-01-10', '2026-01-11')
      .replaceAll('Cloud hosting', 'Changed cloud hosting');
    await placet.deliver('gazette', amended, 'application/x-ndjson');
    const alerts = await untilAlerts(made, 2);
    expect(alerts).toMatchObject([
      {
        type: 'placet.notice.matched',
        data: { market: 'KR', buyer: 'Ministry of Tests', cause: { kind: 'notice', source: 'gazette' } },
      },
      { data: { watch: made.id } },
    ]);
    await eventually(() => expect(receiver.at('/notices')).toHaveLength(2), SOON);
    expect(await alertsOf(other)).toEqual([]);
  });

  it.each([
    ['nothing in particular', { kind: 'vendor' }, '/vendor'],
    ['a vendor that nobody knows', { kind: 'vendor', vendor: 'alpa' }, '/vendor'],
    ['a market that nobody knows', { kind: 'market', market: 'XX' }, '/market'],
    [
      'a need with a value that there is none of',
      { kind: 'need', market: 'KR', needs: { 'buyer.kind': ['king'] } },
      '/needs/buyer.kind',
    ],
    ['a regime and a vendor', { kind: 'regime', regime: 'kr-story', vendor: 'alpha' }, '/vendor'],
    ['notices by an unknown condition', { kind: 'notices', query: { colour: 'red' } }, '/query/colour'],
    ['time on another planet', { kind: 'market', market: 'KR', timeZone: 'Mars/Base' }, '/timeZone'],
  ])('are not made for %s', async (_name, stated, pointer) => {
    const refused = await placet.call('POST', '/v1/watches', { body: { name: 'Wrong', ...stated } });
    expect(refused.status).toBe(422);
    expect(refused.body.errors.map((error: { pointer: string }) => error.pointer)).toContain(pointer);
  });

  it('sum up a day at its end, in their time zone, and are silent about days without alerts', async () => {
    const made = await watch({
      kind: 'vendor',
      vendor: 'alpha',
      digest: 'daily',
      timeZone: 'Asia/Seoul',
    });
    const quiet = await watch({ kind: 'vendor', vendor: 'beta', digest: 'weekly' });
    const { digestDue } = (await placet.get(made.path)).body;
    // Midnight in Seoul is three in the afternoon in Greenwich, the whole year.
    expect(digestDue).toMatch(/T15:00:00\.000Z$/);
    const weekly = new Date((await placet.get(quiet.path)).body.digestDue);
    expect([weekly.getUTCDay(), weekly.toISOString().slice(11)]).toEqual([1, '00:00:00.000Z']);
    await tellEvent(placet, verdict('alpha'));
    await untilAlerts(made, 1);
    // The alert goes back before the day ends: upkeep may sum the day up at once.
    await record.query(`UPDATE placet.watch_alert SET at = now() - interval '5 minutes'`);
    await record.query(
      `UPDATE placet.watch SET digest_from = digest_from - interval '3 days', digest_due = now() - interval '2 minutes'
       WHERE digest <> 'none'`,
    );
    const told = await eventually(async () => {
      const { rows } = await record.query<{ data: Record<string, unknown> }>(
        `SELECT data FROM placet.event WHERE type = 'placet.watch.digest'`,
      );
      expect(rows).toHaveLength(1);
      return rows[0]?.data;
    }, SOON);
    expect(told).toMatchObject({
      watch: made.id,
      count: 1,
      entries: [{ type: 'placet.verdict.changed', subject: 'KR/alpha-cloud' }],
    });
    await eventually(async () => {
      const due = new Date((await placet.get(quiet.path)).body.digestDue);
      expect(due.getTime()).toBeGreaterThan(Date.now());
    }, SOON);
    const { rows } = await record.query(`SELECT 1 FROM placet.event WHERE type = 'placet.watch.digest'`);
    expect(rows).toHaveLength(1);
  });

  it('have an Atom feed at a signed address, until another one is asked for', async () => {
    const made = await watch({ kind: 'market', market: 'KR', name: 'Korea <& friends>' });
    await tellEvent(placet, verdict('alpha'));
    await tellEvent(placet, verdict('beta'));
    await untilAlerts(made, 2);
    const read = await placet.get(made.feed, { key: null });
    expect(read.status).toBe(200);
    expect(read.headers.get('content-type')).toBe('application/atom+xml; charset=utf-8');
    const feed = parseFeed(read.text);
    expect(feed).toMatchObject({ id: `urn:uuid:${made.id}`, title: 'Korea <& friends>' });
    expect(feed.entries.map(({ title }) => title).toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
      'KR: alpha-cloud is eligible',
      'KR: beta-cloud is eligible',
    ]);
    expect(new Set(feed.entries.map(({ id }) => id)).size).toBe(2);
    const etag = read.headers.get('etag') ?? '';
    const again = await placet.get(made.feed, { key: null, headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
    for (const wrong of [
      `${made.feed}x`,
      made.feed.replace('token=', 'token=x'),
      `${made.path}/feed.atom?token=x`,
    ])
      expect((await placet.get(wrong, { key: null })).status).toBe(404);
    const renewed = await placet.call('POST', `${made.path}/feed`);
    expect((await placet.get(made.feed, { key: null })).status).toBe(404);
    expect((await placet.get(renewed.body.feed, { key: null })).status).toBe(200);
  });

  it('are another tenant’s business: not seen, not alerted, not streamed', async () => {
    const made = await watch({ kind: 'market', market: 'KR' });
    const tenant = `other-${backend}`;
    await placet.call('POST', '/v1/tenants', { body: { id: tenant, name: 'Other' } });
    const issued = await placet.call('POST', '/v1/keys', { body: { name: 'Theirs', role: 'sales', tenant } });
    const { key } = issued.body;
    expect((await placet.get(made.path, { key })).status).toBe(404);
    expect((await placet.get('/v1/watches', { key })).body.items).toEqual([]);
    const theirs = await placet.call('POST', '/v1/watches', {
      key,
      body: { name: 'Theirs', kind: 'vendor', vendor: 'alpha' },
    });
    expect({ status: theirs.status, text: theirs.text }).toMatchObject({ status: 201 });
    const stream = await openEventStream(`${placet.url}/v1/changes/stream`, key);
    await tellEvent(placet, { ...verdict('alpha'), subject: 'everybody' });
    await tellEvent(placet, { ...verdict('alpha'), subject: 'ours', tenant: 'main' });
    await tellEvent(placet, { ...verdict('alpha'), subject: 'theirs', tenant });
    await eventually(
      () => expect(stream.events.map(({ data }) => data.subject)).toEqual(['everybody', 'theirs']),
      SOON,
    );
    stream.close();
    await eventually(async () => {
      const path = `/v1/watches/${theirs.body.id}/alerts`;
      const subjects = (await placet.get(path, { key })).body.items.map(
        ({ subject }: { subject: string }) => subject,
      );
      expect(subjects).toEqual(['theirs', 'everybody']);
    }, SOON);
  });

  it('carry the trace of the delivery to whoever is told, for verdicts, regimes and notices', async () => {
    const made = await watch({ kind: 'notices', query: { text: 'Traced' } });
    const types = ['placet.verdict.changed', 'placet.regime.published', 'placet.notice.matched'];
    const hook = { name: 'Traces', url: `${receiver.url}/traces`, types };
    expect((await placet.call('POST', '/v1/webhooks', { body: hook })).status).toBe(201);
    const send = async (no: number, source: string, body: string, type: string): Promise<string> => {
      const trace = `${no}`.repeat(32);
      const sent = await placet.call('POST', `/v1/sources/${source}/deliveries`, {
        body,
        headers: { 'content-type': type, traceparent: `00-${trace}-00f067aa0ba902b7-01` },
      });
      expect(sent.status).toBe(202);
      return trace;
    };
    // What alpha holds is asked for again, so its verdict turns.
    const rules = regime({ version: '3', from: '2020-01-01', level: 'bronze', scheme: 'RUMOUR' });
    const ofRules = await send(1, 'story', rules, 'application/yaml');
    const notices = releaseLines(['ocds-traced']).replaceAll('Cloud hosting', 'Traced hosting');
    const ofNotice = await send(2, 'gazette', notices, 'application/x-ndjson');
    await untilAlerts(made, 1);
    await eventually(() => {
      const got = receiver.at('/traces').map(({ event, headers }) => ({
        type: event.type,
        trace: String(headers['traceparent']).split('-')[1],
        same: headers['traceparent'] === event.traceparent,
      }));
      expect(got).toContainEqual({ type: 'placet.verdict.changed', trace: ofRules, same: true });
      expect(got).toContainEqual({ type: 'placet.regime.published', trace: ofRules, same: true });
      expect(got).toContainEqual({ type: 'placet.notice.matched', trace: ofNotice, same: true });
    }, SOON);
  });
});

/** A change of verdict in Korea as the projection tells it. */
function verdict(id: string): Parameters<typeof tellEvent>[1] & object {
  return {
    type: 'placet.verdict.changed',
    subject: `KR/${id}-cloud`,
    market: 'KR',
    vendor: id,
    data: {
      transition: '1',
      market: 'KR',
      question: '00000000-0000-4000-8000-000000000000',
      need: 'public',
      vendor: id,
      offering: `${id}-cloud`,
      before: 'unknown',
      after: 'eligible',
      asOf: '2026-11-24',
      cause: {
        change: '1-1',
        kind: 'vendor',
        key: id,
        version: null,
        source: 'story',
        delivery: null,
        pointer: null,
      },
    },
  };
}

interface ParsedFeed {
  id: string;
  title: string;
  updated: string;
  author: string;
  entries: { id: string; title: string; updated: string }[];
}

/** Reads a feed as a strict XML parser does, and requires what RFC 4287 requires of feeds and entries. */
function parseFeed(text: string): ParsedFeed {
  const parser = new SaxesParser({ xmlns: true });
  const open: string[] = [];
  const found: Record<string, string>[] = [];
  const feed: Record<string, string> = {};
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('opentag', ({ local, uri }) => {
    expect(uri).toBe('http://www.w3.org/2005/Atom');
    if (local === 'entry') found.push({});
    open.push(local);
  });
  parser.on('text', (part) => {
    const name = open.at(-1) ?? '';
    const target = open.includes('entry') ? (found.at(-1) ?? {}) : feed;
    if (part.trim() !== '') target[name] = (target[name] ?? '') + part;
  });
  parser.on('closetag', () => open.pop());
  parser.write(text).close();
  return {
    id: take(feed, 'id'),
    title: take(feed, 'title'),
    updated: take(feed, 'updated'),
    author: take(feed, 'name'),
    entries: found.map((entry) => ({
      id: take(entry, 'id'),
      title: take(entry, 'title'),
      updated: take(entry, 'updated'),
    })),
  };
}

function take(from: Readonly<Record<string, string>>, name: string): string {
  const value = from[name];
  if (value === undefined) throw new Error(`The feed lacks ${name}`);
  if (name === 'updated' && new Date(value).toISOString() !== value)
    throw new Error(`"${value}" is no date of a feed`);
  return value;
}
