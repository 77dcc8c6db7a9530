import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { createDataSource, migrate } from '#persistence';
import { createTestDatabase, type TestDatabase } from '../support/service/postgres.ts';

describe('the schema of the record', () => {
  let database: TestDatabase;
  let source: DataSource;

  beforeAll(async () => {
    database = await createTestDatabase();
    await migrate(database.url);
    source = await createDataSource(database.url, 2).initialize();
  }, 60_000);

  afterAll(async () => {
    await source?.destroy();
    await database?.close();
  });

  it('is what the entities say: nothing is left for TypeORM to change', async () => {
    const { upQueries } = await source.driver.createSchemaBuilder().log();
    expect(upQueries.map((query) => query.query)).toEqual([]);
  });

  it('does nothing when it is migrated again', async () => {
    expect(await migrate(database.url)).toEqual([]);
  });

  it('can be taken back and brought forward again', async () => {
    const { length } = source.migrations;
    for (let step = 0; step < length; step++) await source.undoLastMigration({ transaction: 'each' });
    const left = await source.query(
      `SELECT tablename FROM pg_tables WHERE schemaname = 'placet' AND tablename <> 'migration'`,
    );
    expect(left).toEqual([]);
    expect(await migrate(database.url)).toHaveLength(length);
  });
});
