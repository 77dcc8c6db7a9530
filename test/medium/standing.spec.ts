import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import {
  ChangeLog,
  type ProjectionProgress,
  ProjectVerdicts,
  StandingQuestions,
  Transactions,
} from '#application';
import { migrate } from '#persistence';
import { untilChangesSeen } from '../support/service/change-log.ts';
import { createTestDatabase, type TestDatabase } from '../support/service/postgres.ts';
import { openStanding, read } from '../support/standing.ts';
import { MARKET, regime, SCHEMES, vendor, vocabulary } from '../support/story/story.ts';

const TODAY = new Date().toISOString().slice(0, 10);
const TRANSITIONS = `SELECT t.market, t.offering, t.vendor, t.from_verdict AS "from", t.to_verdict AS "to", t.as_of::text AS day, t.cause,
    c.kind AS kind, c.key AS key, t.thing ->> 'kind' AS thing, t.thing ->> 'effect' AS effect, t.thing ->> 'id' AS id
  FROM placet.verdict_transition t LEFT JOIN placet.change c ON c.seq = t.change_seq ORDER BY t.id`;

const EVENTS = `SELECT id FROM placet.event WHERE type <> 'placet.delivery.finished' ORDER BY id`;

/** A day some months before or after today, the day of the month at most 28. */
function monthsFromToday(months: number, day = TODAY.slice(8)): string {
  const [year = 0, month = 0] = TODAY.split('-').map(Number);
  const count = year * 12 + month - 1 + months;
  return `${Math.floor(count / 12)}-${String((count % 12) + 1).padStart(2, '0')}-${day}`;
}

describe('standing verdicts', () => {
  let template: TestDatabase;
  let database: TestDatabase;
  let sql: Client;
  let app: INestApplicationContext;
  let project: ProjectVerdicts;

  beforeAll(async () => {
    template = await createTestDatabase();
    await migrate(template.url);
    const seeding = await openStanding(template.url);
    const base = [
      vocabulary(),
      MARKET,
      SCHEMES,
      regime({ version: '1', from: '2020-01-01', level: 'silver', scheme: 'RUMOUR' }),
    ];
    for (const body of base) await read(seeding, body);
    await read(seeding, [vendor('alpha'), vendor('beta')].join('\n---\n'));
    await seeding.close();
  }, 120_000);

  afterAll(() => template?.close());

  beforeEach(async () => {
    database = await createTestDatabase({ template: new URL(template.url).pathname.slice(1) });
    sql = new Client({ connectionString: database.url });
    await sql.connect();
    app = await openStanding(database.url);
    project = app.get(ProjectVerdicts, { strict: false });
  });

  afterEach(async () => {
    await app?.close();
    await sql?.end();
    await database?.close();
  });

  const rows = async (query: string): Promise<unknown[]> => (await sql.query(query)).rows;

  /** Follows the log to its end. */
  const advance = async (by = project): Promise<ProjectionProgress> => {
    await untilChangesSeen(rows);
    return by.advance(TODAY);
  };

  it('begin with the default need of every market, and tell nothing of it', async () => {
    expect((await advance()).transitions).toEqual([]);
    expect(
      await rows(`SELECT q.market, q.base, v.offering, v.verdict FROM placet.verdict v
      JOIN placet.standing_question q ON q.id = v.question ORDER BY v.offering`),
    ).toEqual([
      { market: 'KR', base: 'public', offering: 'alpha-cloud', verdict: 'unknown' },
      { market: 'KR', base: 'public', offering: 'beta-cloud', verdict: 'unknown' },
    ]);
  });

  it('turn with a change, which is their cause, and tell it once', async () => {
    await advance();
    await read(app, vendor('alpha', { scheme: 'RUMOUR', level: 'gold', from: monthsFromToday(-12) }));
    await advance();
    await advance();
    const turned = {
      market: 'KR',
      offering: 'alpha-cloud',
      vendor: 'alpha',
      from: 'unknown',
      to: 'eligible',
      day: TODAY,
    };
    expect(await rows(TRANSITIONS)).toEqual([
      { ...turned, cause: 'change', kind: 'vendor', key: 'alpha', thing: null, effect: null, id: null },
    ]);
    expect(
      await rows(`SELECT subject, data ->> 'before' AS before, data ->> 'after' AS after, data #>> '{cause,source}' AS source,
      data #>> '{cause,pointer}' AS pointer FROM placet.event WHERE type = 'placet.verdict.changed'`),
    ).toEqual([
      {
        subject: 'KR/alpha-cloud',
        before: 'unknown',
        after: 'eligible',
        source: 'story',
        pointer: expect.any(String),
      },
    ]);
    expect(
      await rows(`SELECT parts #>> '{0,before}' AS before, parts #>> '{0,after}' AS after
      FROM (SELECT gates -> 'gates' AS parts FROM placet.verdict_transition) AS t`),
    ).toEqual([{ before: 'open', after: 'pass' }]);
  });

  it('name, of several changes in one transaction, the one that the flip depends on', async () => {
    await advance();
    await read(
      app,
      [
        vendor('alpha', { scheme: 'RUMOUR', level: 'gold', from: monthsFromToday(-12) }),
        regime({ version: '1', from: '2020-01-01', level: 'gold', id: 'kr-other', scheme: 'STORY' }).replace(
          'status: in_force',
          'status: draft',
        ),
        vendor('beta', { scheme: 'RUMOUR', level: 'silver', from: monthsFromToday(-12) }),
        vendor('gamma'),
      ].join('\n---\n'),
    );
    await advance();
    expect(await rows(TRANSITIONS)).toMatchObject([
      { offering: 'alpha-cloud', to: 'eligible', kind: 'vendor', key: 'alpha' },
      { offering: 'beta-cloud', to: 'eligible', kind: 'vendor', key: 'beta' },
      { offering: 'gamma-cloud', from: null, to: 'unknown', kind: 'vendor', key: 'gamma' },
    ]);
    await read(app, regime({ version: '2', from: '2021-01-01', level: 'gold', scheme: 'RUMOUR' }));
    await advance();
    expect((await rows(TRANSITIONS)).slice(3)).toMatchObject([
      { offering: 'beta-cloud', from: 'eligible', to: 'unknown', kind: 'regime', key: 'kr-story' },
    ]);
    expect(
      await rows(
        `SELECT data ->> 'version' AS version FROM placet.event WHERE type = 'placet.regime.published' ORDER BY seq`,
      ),
    ).toEqual([{ version: '1' }, { version: '2' }]);
  });

  it('turn with the days that pass, one after the other, each with the thing that ended', async () => {
    // Valid for 60 months, so the one ends in a month and the other in two.
    await read(app, vendor('alpha', { scheme: 'RUMOUR', level: 'gold', from: monthsFromToday(-59, '10') }));
    await read(app, vendor('beta', { scheme: 'RUMOUR', level: 'gold', from: monthsFromToday(-58, '10') }));
    await advance();
    expect(await rows(TRANSITIONS)).toEqual([]);
    await app.get(ChangeLog, { strict: false }).turnDay(monthsFromToday(3));
    await advance();
    expect(await rows(TRANSITIONS)).toMatchObject([
      {
        offering: 'alpha-cloud',
        from: 'eligible',
        to: 'unknown',
        day: monthsFromToday(1, '10'),
        cause: 'day',
        thing: 'certificate',
        effect: 'ended',
        id: 'alpha/certificate',
      },
      {
        offering: 'beta-cloud',
        from: 'eligible',
        to: 'unknown',
        day: monthsFromToday(2, '10'),
        cause: 'day',
        thing: 'certificate',
        effect: 'ended',
        id: 'beta/certificate',
      },
    ]);
    expect(await rows('SELECT day::text FROM placet.projection')).toEqual([{ day: monthsFromToday(3) }]);
  });

  it('are the same however the log is followed: at once, in pieces, by two workers, or again from its beginning', async () => {
    await advance();
    const other = await openStanding(database.url);
    const rival = other.get(ProjectVerdicts, { strict: false });
    try {
      const bodies = [
        vendor('alpha', { scheme: 'RUMOUR', level: 'gold', from: monthsFromToday(-59, '10') }),
        vendor('beta', { scheme: 'RUMOUR', level: 'silver', from: monthsFromToday(-30) }),
        regime({ version: '2', from: '2021-01-01', level: 'gold', scheme: 'RUMOUR' }),
        vendor('alpha', { scheme: 'RUMOUR', level: 'bronze', from: monthsFromToday(-12) }),
        vendor('alpha', { scheme: 'RUMOUR', level: 'gold', from: monthsFromToday(-59, '11') }),
      ];
      for (const body of bodies) {
        await read(app, body);
        await Promise.all([advance(), advance(rival)]);
      }
      await app.get(ChangeLog, { strict: false }).turnDay(monthsFromToday(2));
      await Promise.all([advance(), advance(rival)]);
      await advance(rival);
      const live = await rows(TRANSITIONS);
      expect(live).toMatchObject([
        { offering: 'alpha-cloud', from: 'unknown', to: 'eligible' },
        { offering: 'beta-cloud', from: 'unknown', to: 'eligible' },
        { offering: 'beta-cloud', from: 'eligible', to: 'unknown', kind: 'regime' },
        { offering: 'alpha-cloud', from: 'eligible', to: 'unknown' },
        { offering: 'alpha-cloud', from: 'unknown', to: 'eligible' },
        { offering: 'alpha-cloud', from: 'eligible', to: 'unknown', cause: 'day' },
      ]);
      const standing =
        'SELECT q.market, v.offering, v.verdict, v.since::text FROM placet.verdict v JOIN placet.standing_question q ON q.id = v.question ORDER BY 1, 2';
      const digest = await rows(standing);
      const events = await rows(EVENTS);
      await forgetAll();
      rival.forget();
      await advance(rival);
      expect(await rows(TRANSITIONS)).toEqual(live);
      expect(await rows(standing)).toEqual(digest);
      expect(await rows(EVENTS)).toEqual(events);
    } finally {
      await other.close();
    }
  });

  it('of a watched need begin where it is registered, and go when nobody asks any more', async () => {
    await advance();
    const questions = app.get(StandingQuestions, { strict: false });
    const transactions = app.get(Transactions, { strict: false });
    const watched = {
      market: 'KR',
      base: null,
      need: { 'buyer.kind': ['central_government'] },
      condition: { certificate: 'STORY', atLeast: 'gold' },
      tenant: null,
    };
    const [id, again] = await transactions.run(async (tx) => [
      await questions.register(tx, watched),
      await questions.register(tx, watched),
    ]);
    expect(again).toBe(id);
    await advance();
    await read(app, vendor('alpha', { scheme: 'STORY', level: 'gold', from: monthsFromToday(-12) }));
    await advance();
    const own = `SELECT offering, verdict FROM placet.verdict WHERE question = '${id}' ORDER BY offering`;
    expect(await rows(own)).toHaveLength(2);
    await transactions.run((tx) => questions.end(tx, id ?? ''));
    await advance();
    expect(await rows(own)).toEqual([]);
  });

  /** Sets the projection back to where it began, as if its worker had died before it wrote anything. */
  async function forgetAll(): Promise<void> {
    await sql.query(`
      UPDATE placet.projection p SET position = q.since, day = q.since_day FROM placet.standing_question q;
      TRUNCATE placet.verdict_transition RESTART IDENTITY;
      DELETE FROM placet.event WHERE type <> 'placet.delivery.finished';
      DELETE FROM placet.verdict;
      UPDATE placet.standing_question SET since = NULL, since_day = NULL;`);
  }
});
