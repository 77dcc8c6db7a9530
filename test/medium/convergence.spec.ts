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
import { createTestDatabase, type TestDatabase } from '../support/postgres.ts';
import { release } from '../support/release-feed.ts';
import { MARKET, regime, register, SCHEMES, vendor, vocabulary } from '../support/story.ts';

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

  /** Reads deliveries in this order on an empty record; `accepted` says when each was accepted, else in this order. */
  async function stateAfter(
    deliveries: readonly { body: string; accepted?: number }[],
  ): Promise<StateDigestValue> {
    await emptied(database.url);
    const app = await NestFactory.createApplicationContext(ReadingModule.on(database.url), {
      logger: ['error'],
    });
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
      for (const { body, accepted } of deliveries) await read(app, body, accepted);
      while ((await app.get(RetryQuarantined).rereadWaiting()) > 0);
      return await app.get(StateDigest).compute();
    } finally {
      await app.close();
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
    `SELECT format('placet.%I', tablename) AS name FROM pg_tables WHERE schemaname = 'placet' AND tablename <> 'migration' AND tablename NOT LIKE 'audit%'`,
  );
  await app.query(`TRUNCATE ${tables.map(({ name }) => name).join(', ')}`);
  await app.destroy();
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}
