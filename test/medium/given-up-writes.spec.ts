import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type DataSource, EntityManager } from 'typeorm';
import { workingOn, type WriteInProgress } from '#access';
import { Unavailable } from '#application';
import { createDataSource, migrate, PostgresTransactions } from '#persistence';
import { createTestDatabase, type TestDatabase } from '../support/service/postgres.ts';

describe('a write whose sender was told that it was not done', () => {
  let database: TestDatabase;
  let source: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    await migrate(database.url);
    source = await createDataSource(database.url, 2).initialize();
    await source.query('CREATE TABLE placet.mark (name text)');
  });

  afterAll(async () => {
    await source?.destroy();
    await database?.close();
  });

  /** Writes a mark as part of a write, and lets something happen before the transaction ends. */
  async function mark(name: string, meanwhile: (write: WriteInProgress) => void): Promise<void> {
    const write: WriteInProgress = {
      id: '018f0000-0000-7000-8000-000000000001',
      tenant: 'main',
      write: { actor: 'admin', action: 'POST /v1/sources', subject: '/v1/sources', details: {} },
      isNoted: false,
      isAnswered: false,
      isGivenUp: false,
    };
    await workingOn(write, () =>
      new PostgresTransactions(source).run(async ({ transaction }) => {
        if (!(transaction instanceof EntityManager)) throw new Error('Not a transaction of PostgreSQL');
        await transaction.query('INSERT INTO placet.mark VALUES ($1)', [name]);
        meanwhile(write);
      }),
    );
  }

  it('is rolled back by the transaction that would have done it', async () => {
    await mark('wanted', () => undefined);
    await expect(mark('given up', (write) => (write.isGivenUp = true))).rejects.toThrow(Unavailable);
    expect(await source.query('SELECT name FROM placet.mark')).toEqual([{ name: 'wanted' }]);
  });
});
