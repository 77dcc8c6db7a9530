import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { Clock } from '#application';
import { QueueRegistry } from '#messaging';
import { eventually } from '../../support/eventually.ts';
import { startPlacet, type TestPlacet } from '../../support/service/placet.ts';
import { queueBackends, startRedis, type TestRedis } from '../../support/service/redis.ts';
import { MARKET, regime, SCHEMES, vendor, vocabulary } from '../../support/story/story.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

/** A clock that a test sets forward. */
class ShiftedClock extends Clock {
  days = 0;

  override now(): Date {
    return new Date(Date.now() + this.days * DAY_MS);
  }

  dayAfter(days: number): string {
    return new Date(Date.now() + days * DAY_MS).toISOString().slice(0, 10);
  }
}

describe.each(queueBackends())('changes of verdicts, queues on %s', (backend) => {
  const clock = new ShiftedClock();
  const from = clock.dayAfter(-100);
  let redis: TestRedis | undefined;
  let placet: TestPlacet;

  beforeAll(async () => {
    redis = backend === 'redis' ? await startRedis() : undefined;
    placet = await startPlacet({ redisUrl: redis?.url, clock });
    await placet.call('POST', '/v1/sources', { body: { id: 'story', name: 'Story feed', kind: 'push' } });
    const rules = regime({ version: '1', from: '2020-01-01', level: 'silver', scheme: 'RUMOUR' });
    for (const document of [vocabulary(), MARKET, SCHEMES, rules]) await placet.deliver('story', document);
  }, 120_000);

  afterAll(async () => {
    await placet?.close();
    await redis?.close();
  });

  const list = async (query: string, language = 'en') => {
    const answer = await placet.get(`/v1/transitions?${query}`, { headers: { 'accept-language': language } });
    expect(answer.status).toBe(200);
    return answer.body;
  };
  const until = (query: string, count: number) =>
    eventually(
      async () => {
        const { items } = await list(query);
        expect(items).toHaveLength(count);
        return items;
      },
      { within: 30_000, every: 50 },
    );

  it('begin with the arrival of an offering, and follow the end of its certificate with the whole way to it', async () => {
    await placet.deliver('story', vendor('alpha', { scheme: 'RUMOUR', level: 'gold', from }));
    await until('vendor=alpha', 1);
    const ended = await placet.deliver(
      'story',
      vendor('alpha', { scheme: 'RUMOUR', level: 'gold', from, to: clock.dayAfter(-1) }),
    );
    const [last, first] = await until('vendor=alpha', 2);
    expect(first).toMatchObject({ from: null, to: 'eligible' });
    expect(last).toMatchObject({
      market: 'KR',
      question: { need: 'public' },
      vendor: { id: 'alpha', name: 'ALPHA Cloud' },
      offering: { id: 'alpha-cloud', name: 'alpha public cloud' },
      from: 'eligible',
      to: 'unknown',
      asOf: clock.dayAfter(0),
      cause: {
        kind: 'change',
        change: { kind: 'vendor', key: 'alpha' },
        source: { id: 'story', name: 'Story feed' },
        delivery: ended.body.id,
        pointer: expect.any(String),
      },
      gates: [
        {
          regime: 'kr-story',
          requirement: 'level',
          clause: { clause: '4.2' },
          before: 'pass',
          after: 'open',
        },
      ],
    });
    expect(last.sentence).toMatch(
      /^alpha public cloud in South Korea was eligible and is unknown as of .*: what is stated about ALPHA Cloud changed, delivered by “Story feed”\. Gate /,
    );
    const korean = await list('vendor=alpha&limit=1', 'ko');
    expect(korean.items[0].sentence).toContain(
      '대한민국에서 alpha public cloud는 「적격」에서 「알 수 없음」으로 바뀌었습니다',
    );
  }, 60_000);

  it('come with the day on which something ends, and name it', async () => {
    await placet.deliver(
      'story',
      vendor('beta', { scheme: 'RUMOUR', level: 'gold', from, to: clock.dayAfter(40) }),
    );
    await until('vendor=beta', 1);
    clock.days = 60;
    const [last] = await until('vendor=beta', 2);
    expect(last).toMatchObject({
      from: 'eligible',
      to: 'unknown',
      asOf: clock.dayAfter(40),
      cause: {
        kind: 'day',
        day: clock.dayAfter(40),
        thing: { kind: 'certificate', effect: 'ended', id: 'beta/certificate', what: 'RUMOUR' },
      },
    });
    expect(last.sentence).toContain(
      'the Scheme without a register certificate of beta public cloud ended on that day',
    );
  }, 60_000);

  it('go on when the queue is wiped, and the day is scheduled again', async () => {
    const queue = placet.services.app.get(QueueRegistry, { strict: false }).get('upkeep');
    await eventually(async () => expect(await queue.getJobScheduler('day')).toBeDefined());
    await queue.obliterate({ force: true });
    await queue.removeJobScheduler('day');
    await placet.deliver(
      'story',
      vendor('gamma', { scheme: 'RUMOUR', level: 'gold', from: clock.dayAfter(10) }),
    );
    await until('vendor=gamma', 1);
    await eventually(async () =>
      expect(await queue.getJobScheduler('day')).toMatchObject({ pattern: '0 0 * * *', tz: 'UTC' }),
    );
  }, 60_000);

  it('are read page by page in either order, and by verdict and time', async () => {
    const { items: all } = await list('order=oldest');
    const first = await list('order=oldest&limit=2');
    expect(first.items).toEqual(all.slice(0, 2));
    const second = await list(`order=oldest&limit=2&cursor=${encodeURIComponent(first.next)}`);
    expect(second.items).toEqual(all.slice(2, 4));
    expect(
      (await list('to=unknown')).items.map(({ offering }: { offering: { id: string } }) => offering.id),
    ).toEqual(['beta-cloud', 'alpha-cloud']);
    expect((await list('from=none&market=KR')).items).toHaveLength(3);
    expect((await list(`until=${all[0].at}`)).items).toEqual([]);
    expect((await list(`since=${all[1].at}`)).items).toHaveLength(all.length - 1);
    expect((await placet.get('/v1/transitions?since=2026-02-30')).status).toBe(422);
    expect((await placet.get('/v1/transitions?market=XX')).status).toBeGreaterThanOrEqual(400);
    const csv = await placet.get('/v1/transitions', { headers: { accept: 'text/csv' } });
    expect(csv.text.split('\n')[0]).toContain('sentence');
  }, 60_000);

  it('are foreseen by the calendar, which calendars can subscribe to', async () => {
    await placet.deliver(
      'story',
      vendor('delta', { scheme: 'RUMOUR', level: 'gold', from, to: clock.dayAfter(100) }),
    );
    await until('vendor=delta', 1);
    const { items } = (await placet.get('/v1/calendar?vendor=delta')).body;
    expect(items).toMatchObject([
      {
        kind: 'certificate',
        day: clock.dayAfter(100),
        vendor: 'delta',
        offering: 'delta-cloud',
        market: null,
      },
      { kind: 'verdict', day: clock.dayAfter(100), market: 'KR', from: 'eligible', to: 'unknown' },
    ]);
    expect((await placet.get('/v1/calendar?vendor=delta&kind=verdict&limit=1')).body).toMatchObject({
      next: null,
    });
    expect((await placet.get(`/v1/calendar?market=KR&until=${clock.dayAfter(100)}`)).body.items).toEqual(
      expect.not.arrayContaining([expect.objectContaining({ offering: 'delta-cloud' })]),
    );
    expect((await placet.get('/v1/calendar?vendor=nobody')).status).toBe(422);
    const ics = await placet.get('/v1/calendar.ics?vendor=delta');
    expect(ics.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
    const lines = ics.text.replaceAll('\r\n ', '').split('\r\n');
    expect(lines.filter((line) => line === 'BEGIN:VEVENT')).toHaveLength(2);
    expect(lines).toContain(`DTSTART;VALUE=DATE:${clock.dayAfter(100).replaceAll('-', '')}`);
    expect(lines).toContain('SUMMARY:delta public cloud\\, South Korea: eligible → unknown');
    const again = await placet.get('/v1/calendar.ics?vendor=delta', {
      headers: { 'if-none-match': ics.headers.get('etag') ?? '' },
    });
    expect(again.status).toBe(304);
  }, 60_000);

  it('are told once each, as events', async () => {
    const record = new Client({ connectionString: placet.databaseUrl });
    await record.connect();
    try {
      const { rows } = await record.query(`SELECT
        (SELECT count(*)::int FROM placet.verdict_transition) AS transitions,
        (SELECT count(*)::int FROM placet.event WHERE type = 'placet.verdict.changed') AS events,
        (SELECT count(DISTINCT subject)::int = count(*)::int FROM placet.event WHERE type = 'placet.delivery.finished') AS "once"`);
      expect(rows).toEqual([{ transitions: 6, events: 6, once: true }]);
    } finally {
      await record.end();
    }
  });
});
