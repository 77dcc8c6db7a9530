import { readFileSync } from 'node:fs';
import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { DataSource } from 'typeorm';
import { ReadingModule } from '../../apps/worker/src/replay/reading.module.ts';
import {
  AcceptDelivery,
  ReadDelivery,
  RetryQuarantined,
  SourceStore,
  StateDigest,
  type StateDigestValue,
} from '#application';
import { migrate } from '#persistence';
import { untilChangesSeen } from '../support/service/change-log.ts';
import { createTestDatabase, type TestDatabase } from '../support/service/postgres.ts';
import { release } from '../support/feeds/release-feed.ts';
import { MARKET, regime, register, SCHEMES, vendor, vocabulary } from '../support/story/story.ts';

const KEY = 'ocds-converge-1';

/** Deliveries whose content says by itself what follows what: named versions, readings of a register, releases. */
const ORDERED = [
  vocabulary(),
  MARKET,
  SCHEMES,
  regime({ version: '1', from: '2020-01-01', level: 'bronze' }),
  regime({ version: '2', from: '2025-01-01', level: 'silver' }),
  [vendor('alpha', { scheme: 'RUMOUR', level: 'gold', from: '2025-01-01' }), vendor('beta')].join('\n---\n'),
  register('2025-06-01', [{ vendor: 'alpha', level: 'bronze', from: '2025-01-01' }]),
  register('2026-06-01', [{ vendor: 'alpha', level: 'gold', from: '2026-01-01' }], ['beta']),
  JSON.stringify({ releases: [release(KEY)] }),
  JSON.stringify({
    releases: [
      {
        ...release(KEY, { tenderPeriod: { endDate: '2030-04-01T12:00:00+09:00' } }),
        id: 'r2',
        date: '2026-02-10T09:00:00Z',
      },
    ],
  }),
  JSON.stringify({
    releases: [{ ...release(KEY, { status: 'cancelled' }), id: 'r3', date: '2026-03-10T09:00:00Z' }],
  }),
];

const xml = (name: string): string =>
  readFileSync(new URL(`../../libs/formats/src/${name}`, import.meta.url), 'utf8');
const korean = (order: string, title: string): string =>
  JSON.stringify({
    items: [
      {
        bidNtceNo: 'R1',
        bidNtceOrd: order,
        ntceKindNm: '등록공고',
        bidNtceNm: title,
        bidNtceDt: '2026-01-02 10:00:00',
      },
    ],
  });

/**
 * Notices of six procedures in four formats, with versions, withdrawals and other bodies under one version, between
 * documents of which some say different things under one version.
 */
const MIXED = [
  vocabulary(),
  MARKET,
  SCHEMES,
  regime({ version: '1', from: '2020-01-01', level: 'bronze' }),
  regime({ version: '1', from: '2020-01-01', level: 'silver' }),
  regime({ version: '2', from: '2022-01-01', level: 'silver' }),
  regime({ version: '2', from: '2022-01-01', level: 'gold', revision: 2 }),
  regime({ version: '2', from: '2023-01-01', level: 'gold', revision: 2 }),
  vendor('alpha', { scheme: 'STORY', level: 'gold', from: '2025-01-01' }),
  vendor('alpha', { scheme: 'STORY', level: 'bronze', from: '2025-01-01' }),
  register('2026-06-01', [{ vendor: 'alpha', level: 'gold', from: '2026-01-01' }], ['beta']),
  JSON.stringify({ releases: [release(KEY), release('ocds-converge-2')] }),
  // Another body under the id of a release that was published: which came first must not matter.
  JSON.stringify({ releases: [release(KEY, { title: 'Cloud hosting, reworded' })] }),
  JSON.stringify({
    releases: [{ ...release(KEY, { status: 'cancelled' }), id: 'r3', date: '2026-03-10T09:00:00Z' }],
  }),
  xml('eforms/fixtures/contract-notice.xml'),
  korean('000', '첫 공고'),
  korean('001', '정정 공고'),
  '#,description\nA/1,A purchase\nA/2,Another\n',
];

describe('the state of the record', () => {
  let database: TestDatabase;

  beforeAll(async () => {
    database = await createTestDatabase();
    await migrate(database.url);
  }, 60_000);

  afterAll(() => database?.close());

  it('is one for every permutation with repeats of a set of deliveries', async () => {
    const expected = await stateAfter(ORDERED.map((body) => ({ body })));
    expect(expected).toMatchObject({ documents: { rows: 11 }, notices: { rows: 1 } });
    const repeated = fc.array(fc.nat({ max: ORDERED.length - 1 }), { maxLength: 4 }).chain((again) => {
      const all = [...ORDERED.keys(), ...again];
      return fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length });
    });
    await fc.assert(
      fc.asyncProperty(repeated, async (order) => {
        expect(await stateAfter(order.map((index) => ({ body: ORDERED[index] ?? '' })))).toEqual(expected);
      }),
      { numRuns: 12, seed: 20261124 },
    );
  }, 120_000);

  it('is one however deliveries that replace each other are read, since what was accepted last counts', async () => {
    const base = [vocabulary(), MARKET, SCHEMES].map((body) => ({ body }));
    const bodies = ['bronze', 'silver', 'gold'].map((level) =>
      vendor('alpha', { scheme: 'STORY', level, from: '2025-01-01' }),
    );
    const expected = await stateAfter([...base, ...bodies.map((body) => ({ body }))]);
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray([0, 1, 2], { minLength: 3, maxLength: 3 }),
        fc.array(fc.nat({ max: 2 }), { maxLength: 3 }),
        async (readIn, repeats) => {
          const deliveries = readIn.map((index) => ({ body: bodies[index] ?? '', accepted: index }));
          const again = repeats.map((index, nth) => ({ body: bodies[index] ?? '', accepted: 10 + nth }));
          expect(await stateAfter([...base, ...deliveries, ...again])).toEqual(expected);
        },
      ),
      { numRuns: 12, seed: 20261124 },
    );
  }, 120_000);

  it('is one however the repetition of an older document and what came between are read', async () => {
    const base = [vocabulary(), MARKET, SCHEMES].map((body) => ({ body }));
    const [older, newer] = ['bronze', 'silver'].map((level) =>
      vendor('alpha', { scheme: 'STORY', level, from: '2025-01-01' }),
    );
    const [first, other] = ['bronze', 'silver'].map((level) =>
      regime({ version: '1', from: '2020-01-01', level }),
    );
    const sent = [older, newer, older, first, other, first].map((body = '', accepted) => ({
      body,
      accepted,
    }));
    const expected = await stateAfter([...base, { body: newer ?? '' }, { body: first ?? '' }]);
    for (const readIn of [
      [0, 1, 2, 3, 4, 5],
      [2, 1, 0, 5, 3, 4],
      [1, 2, 0, 5, 4, 3],
      [2, 0, 1, 4, 5, 3],
    ])
      expect(await stateAfter([...base, ...readIn.flatMap((index) => sent[index] ?? [])])).toEqual(expected);
  }, 120_000);

  it('is one for notices of every kind of format and documents that conflict, whatever several workers read first', async () => {
    const expected = await stateAfter(MIXED.map((body, accepted) => ({ body, accepted })));
    expect(expected).toMatchObject({ notices: { rows: 6 } });
    const all = [...MIXED.keys()];
    await fc.assert(
      fc.asyncProperty(
        fc.shuffledSubarray(all, { minLength: all.length, maxLength: all.length }),
        fc.array(fc.nat({ max: all.length - 1 }), { maxLength: 4 }),
        async (readIn, repeats) => {
          const deliveries = readIn.map((index) => ({ body: MIXED[index] ?? '', accepted: index }));
          const again = repeats.map((index, nth) => ({
            body: MIXED[index] ?? '',
            accepted: all.length + nth,
          }));
          expect(await stateAfter([...again, ...deliveries], 3)).toEqual(expected);
        },
      ),
      { numRuns: 6, seed: 20261124 },
    );
  }, 180_000);

  /** Reads deliveries in this order on an empty record; `accepted` says when each was accepted, else in this order. */
  async function stateAfter(
    deliveries: readonly { body: string; accepted?: number }[],
    workers = 1,
  ): Promise<StateDigestValue> {
    await emptied(database.url);
    const open = (): Promise<INestApplicationContext> =>
      NestFactory.createApplicationContext(ReadingModule.on(database.url), { logger: ['error'] });
    const apps = await Promise.all(Array.from({ length: workers }, open));
    const [app] = apps;
    if (!app) throw new Error('There is no worker');
    try {
      await app.get(SourceStore).add({
        id: 'feed',
        name: 'Feed',
        kind: 'push',
        format: null,
        mapping: null,
        url: null,
        schedule: null,
        freshness: null,
      });
      const waiting = deliveries.values();
      await Promise.all(
        apps.map(async (worker) => {
          for (const { body, accepted } of waiting) await read(worker, body, accepted);
        }),
      );
      const record = app.get(DataSource);
      do await untilChangesSeen((sql) => record.query(sql));
      while ((await app.get(RetryQuarantined).rereadWaiting()) > 0);
      return await app.get(StateDigest).compute();
    } finally {
      for (const worker of apps) await worker.close();
    }
  }
});

async function read(app: INestApplicationContext, body: string, accepted?: number): Promise<void> {
  const { id } = await app.get(AcceptDelivery).run({
    source: 'feed',
    body: bytesOf(body),
    contentType: null,
    maxBytes: 1e7,
  });
  if (accepted !== undefined)
    await app
      .get(DataSource)
      .query(`UPDATE placet.delivery SET accepted = now() + make_interval(secs => $2) WHERE id = $1`, [
        id,
        100 * (accepted + 1),
      ]);
  await app.get(ReadDelivery).run(id);
}

async function emptied(url: string): Promise<void> {
  const app = await new DataSource({ type: 'postgres', url }).initialize();
  const tables: { name: string }[] = await app.query(
    `SELECT format('placet.%I', tablename) AS name FROM pg_tables WHERE schemaname = 'placet' AND tablename NOT IN ('migration', 'tenant') AND tablename NOT LIKE 'audit%'`,
  );
  await app.query(`TRUNCATE ${tables.map(({ name }) => name).join(', ')}`);
  await app.destroy();
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
