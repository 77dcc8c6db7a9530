import { brotliDecompressSync, gzipSync } from 'node:zlib';
import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DataSource } from 'typeorm';
import { ReadingModule } from '../../apps/worker/src/replay/reading.module.ts';
import { AcceptDelivery, NoticeStore, RawStore, ReadDelivery, SourceStore, StateDigest } from '#application';
import { migrate } from '#persistence';
import { release } from '../support/feeds/release-feed.ts';
import { createTestDatabase, type TestDatabase } from '../support/service/postgres.ts';

const STORED_ONCE = 'StoreNoticesOnce1764000620000';
const MERGED = 'ocds-upgrade-1';

/** States only what changed, so that the state after it is none of the publications. */
const CANCELLED = {
  ocid: MERGED,
  id: 'r2',
  date: '2026-03-10T09:00:00Z',
  tag: ['tenderUpdate'],
  tender: { id: 't', status: 'cancelled' },
};
const FEED = [
  JSON.stringify({ releases: [release(MERGED), release('ocds-upgrade-2')] }),
  JSON.stringify({ releases: [CANCELLED] }),
] as const;

describe('a record of an earlier version', () => {
  let database: TestDatabase;
  let context: INestApplicationContext;
  let source: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    await migrate(database.url);
    context = await NestFactory.createApplicationContext(ReadingModule.on(database.url), { logger: false });
    source = context.get(DataSource);
  }, 60_000);

  afterAll(async () => {
    await context?.close();
    await database?.close();
  });

  async function deliver(body: string): Promise<string> {
    const bytes = (async function* () {
      yield Buffer.from(body);
    })();
    const { id, sha256 } = await context
      .get(AcceptDelivery)
      .run({ source: 'feed', body: bytes, contentType: 'application/json', maxBytes: 1_000_000 });
    await context.get(ReadDelivery).run(id);
    return sha256;
  }

  async function raw(sha256: string): Promise<string> {
    const parts: Uint8Array[] = [];
    for await (const part of context.get(RawStore).open(sha256)) parts.push(part);
    return Buffer.concat(parts).toString();
  }

  /** Earlier versions compressed with gzip. */
  async function compressAsBefore(): Promise<void> {
    const chunks = await source.query<{ upload: string; bytes: Buffer }[]>(
      'SELECT upload, bytes FROM placet.raw_chunk',
    );
    for (const { upload, bytes } of chunks)
      await source.query('UPDATE placet.raw_chunk SET bytes = $2 WHERE upload = $1', [
        upload,
        gzipSync(brotliDecompressSync(bytes)),
      ]);
    await source.query(`UPDATE placet.raw_document SET encoding = 'gzip'`);
  }

  /** Earlier versions kept each text of its own. */
  async function unpackAsBefore(): Promise<void> {
    const packs = await source.query<{ id: string; bytes: Buffer }[]>(
      'SELECT id, bytes FROM placet.text_pack',
    );
    for (const { id, bytes } of packs)
      for (const [place, text] of brotliDecompressSync(bytes).toString('utf8').split('\0').entries())
        await source.query(
          `UPDATE placet.notice_version SET raw = $3, text_pack = NULL, text_place = NULL
           WHERE text_pack = $1 AND text_place = $2`,
          [id, place, text],
        );
    await source.query('DELETE FROM placet.text_pack');
  }

  async function takeBack(): Promise<void> {
    for (;;) {
      const [last] = await source.query<{ name: string }[]>(
        'SELECT name FROM placet.migration ORDER BY id DESC LIMIT 1',
      );
      await source.undoLastMigration({ transaction: 'each' });
      if (last === undefined || last.name === STORED_ONCE) return;
    }
  }

  it('keeps every notice, its history and its raw documents when contents are stored once', async () => {
    const kept = { format: null, mapping: null, url: null, schedule: null, freshness: null };
    await context.get(SourceStore).add({ id: 'feed', name: 'Feed', kind: 'push', ...kept });
    const documents = [await deliver(FEED[0]), await deliver(FEED[1])];
    const notices = await source.query<{ id: string }[]>('SELECT id FROM placet.notice ORDER BY key');
    const read = async (): Promise<unknown[]> =>
      Promise.all(
        notices.map(async ({ id }) => {
          const store = context.get(NoticeStore);
          return [await store.find(id), await store.publications(id)];
        }),
      );
    const before = { digest: await context.get(StateDigest).compute(), read: await read() };

    await compressAsBefore();
    await unpackAsBefore();
    await takeBack();
    const old = await source.query(
      `SELECT pg_typeof(body)::text AS type, count(*)::int AS n FROM placet.notice WHERE body ->> 'key' = key GROUP BY 1`,
    );
    expect(old).toEqual([{ type: 'jsonb', n: 2 }]);
    await migrate(database.url);

    expect({ digest: await context.get(StateDigest).compute(), read: await read() }).toEqual(before);
    const places = await source.query(
      'SELECT body IS NULL AS "isPublication" FROM placet.notice ORDER BY key',
    );
    expect(places).toEqual([{ isPublication: false }, { isPublication: true }]);
    expect(await Promise.all(documents.map(raw))).toEqual(FEED);
    // What comes afterwards is merged with what was there.
    await deliver(
      JSON.stringify({ releases: [{ ...release(MERGED), id: 'r3', date: '2026-04-10T09:00:00Z' }] }),
    );
    expect(await context.get(NoticeStore).find(notices[0]?.id ?? '')).toMatchObject({ versions: 3 });
  }, 60_000);
});
