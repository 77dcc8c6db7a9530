import { NestFactory } from '@nestjs/core';
import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ReadingModule } from '../../apps/worker/src/replay/reading.module.ts';
import { AcceptDelivery, DocumentStore, type PlacedDocument, SourceStore, Transactions } from '#application';
import { migrate } from '#persistence';
import { createTestDatabase, type TestDatabase } from '../support/service/postgres.ts';

function content(id: string): PlacedDocument {
  const named = { kind: 'group', key: 'waiters', version: '1', revision: null } as const;
  return { ...named, body: { id }, hash: id.repeat(64), pointer: '', statements: [], ordinal: 0 };
}

describe('a writer that waited for another one', () => {
  let database: TestDatabase;
  let app: INestApplicationContext;

  beforeAll(async () => {
    database = await createTestDatabase();
    await migrate(database.url);
    app = await NestFactory.createApplicationContext(ReadingModule.on(database.url), { logger: false });
    const source = { id: 'feed', name: 'Feed', kind: 'push', format: null, mapping: null } as const;
    await app.get(SourceStore).add({ ...source, url: null, schedule: null, freshness: null });
  }, 60_000);

  afterAll(async () => {
    await app?.close();
    await database?.close();
  });

  it('writes after it, though its transaction began before', async () => {
    const documents = app.get(DocumentStore);
    const transactions = app.get(Transactions);
    const first = await accepted('first');
    const second = await accepted('second');
    const outcomes = await transactions.run(async (early) => {
      await transactions.run((late) =>
        documents.write(late, { deliveryId: first }, [content('a')], () => []),
      );
      return documents.write(early, { deliveryId: second }, [content('b')], () => []);
    });
    expect(outcomes).toEqual(['applied']);
    const versions = await documents.versions('group', 'waiters');
    expect(versions.map(({ body, recordedTo }) => [body, recordedTo !== null])).toEqual([
      [{ id: 'a' }, true],
      [{ id: 'b' }, false],
    ]);
  });

  async function accepted(text: string): Promise<string> {
    const body = async function* () {
      yield Buffer.from(text);
    };
    const { id } = await app
      .get(AcceptDelivery)
      .run({ source: 'feed', body: body(), contentType: null, maxBytes: 1e6 });
    return id;
  }
});
