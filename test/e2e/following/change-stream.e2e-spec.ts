import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { openEventStream } from '../../support/outside/event-stream.ts';
import { tellEvent } from '../../support/events.ts';
import { eventually } from '../../support/eventually.ts';
import { startPlacet, type TestPlacet } from '../../support/service/placet.ts';

const SOON = { within: 10_000, every: 20 };

describe('the live stream', () => {
  let placet: TestPlacet;
  let url: string;

  beforeAll(async () => {
    placet = await startPlacet();
    url = `${placet.url}/v1/changes/stream`;
  }, 60_000);

  afterAll(() => placet?.close());

  it('tells what happens, as CloudEvents, from now on', async () => {
    await tellEvent(placet, { subject: 'before' });
    const stream = await openEventStream(url, placet.adminKey);
    expect(stream.status).toBe(200);
    expect(stream.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    await eventually(() => expect(stream.comments).not.toEqual([]), SOON);
    const id = await tellEvent(placet, { subject: 'after' });
    await eventually(() => expect(stream.events).toHaveLength(1), SOON);
    expect(stream.events[0]).toMatchObject({
      id: expect.stringMatching(/^\d+-\d+$/),
      type: 'placet.source.stale',
      data: { specversion: '1.0', id, subject: 'after', data: { source: 'feed' } },
    });
    stream.close();
  });

  it('goes on after the last event that a client has had: nothing is missed, nothing comes twice', async () => {
    const first = await openEventStream(url, placet.adminKey);
    await tellEvent(placet, { subject: 'one' });
    await eventually(() => expect(first.events).toHaveLength(1), SOON);
    first.close();
    for (let no = 0; no < 250; no++) await tellEvent(placet, { subject: `missed-${no}` });
    const second = await openEventStream(url, placet.adminKey, first.events[0]?.id);
    await tellEvent(placet, { subject: 'live' });
    await eventually(() => expect(second.events).toHaveLength(251), SOON);
    expect(second.events.map(({ data }) => data.subject)).toEqual([
      ...Array.from({ length: 250 }, (_, no) => `missed-${no}`),
      'live',
    ]);
    second.close();
  });

  it('tells those who ask for it some types, markets and vendors only', async () => {
    const korea = await openEventStream(`${url}?market=KR,JP&vendor=alpha`, placet.adminKey);
    const regimes = await openEventStream(`${url}?type=placet.regime.published`, placet.adminKey);
    await tellEvent(placet, { subject: 'kr-alpha', market: 'KR', vendor: 'alpha' });
    await tellEvent(placet, { subject: 'kr-beta', market: 'KR', vendor: 'beta' });
    await tellEvent(placet, { subject: 'fr-alpha', market: 'FR', vendor: 'alpha' });
    await tellEvent(placet, {
      type: 'placet.regime.published',
      subject: 'kr-rule',
      market: 'KR',
      data: {
        regime: 'kr-rule',
        version: '1',
        market: 'KR',
        title: null,
        cause: {
          change: '1-1',
          kind: 'regime',
          key: 'kr-rule',
          version: '1',
          source: null,
          delivery: null,
          pointer: null,
        },
      },
    });
    await tellEvent(placet, { subject: 'jp-alpha', market: 'JP', vendor: 'alpha' });
    const subjects = (stream: typeof korea): string[] =>
      stream.events.map(({ data }) => String(data.subject));
    await eventually(() => {
      expect(subjects(korea)).toEqual(['kr-alpha', 'jp-alpha']);
      expect(subjects(regimes)).toEqual(['kr-rule']);
    }, SOON);
    korea.close();
    regimes.close();
  });

  it('is refused for what can not be understood, for nobody, and for too many of one key', async () => {
    const stream = '/v1/changes/stream';
    expect((await placet.get(stream, { key: null })).status).toBe(401);
    expect((await placet.get(stream, { headers: { 'last-event-id': 'x' } })).status).toBe(400);
    expect((await placet.get(`${stream}?type=placet.nothing`)).status).toBe(422);
    const issued = await placet.call('POST', '/v1/keys', { body: { name: 'Crowd', role: 'sales' } });
    const { key } = issued.body;
    expect((await placet.get(`${stream}?type=placet.source.stale`, { key })).status).toBe(422);
    const crowd = await Promise.all(Array.from({ length: 20 }, () => openEventStream(url, key)));
    expect(crowd.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    expect((await placet.get(stream, { key })).status).toBe(429);
    for (const one of crowd) one.close();
    await eventually(async () => {
      const again = await openEventStream(url, key);
      again.close();
      expect(again.status).toBe(200);
    }, SOON);
  });

  it('holds no more than a page for a client that takes nothing', async () => {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port) });
    const head = `GET /v1/changes/stream HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${placet.adminKey}\r\nLast-Event-ID: 0-0\r\n\r\n`;
    socket.write(head);
    socket.pause();
    const before = process.memoryUsage().arrayBuffers;
    const source = 'x'.repeat(60_000);
    for (let no = 0; no < 200; no++)
      await tellEvent(placet, { data: { source, since: '2026-11-24T00:00:00.000Z' } });
    // Twelve megabytes were told; what is neither in the kernel's buffers nor in a page is still in the log.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(8 * 1024 * 1024);
    socket.destroy();
  });

  it('is ended with its reason, before anything else, when the service stops', async () => {
    const other = await startPlacet();
    const stream = await openEventStream(`${other.url}/v1/changes/stream`, other.adminKey);
    const began = performance.now();
    await other.close();
    await stream.ended;
    expect(stream.events.at(-1)).toEqual({
      id: '',
      type: 'placet.stream.ended',
      data: { reason: 'shutdown' },
    });
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});
