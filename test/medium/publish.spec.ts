import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { parse } from 'yaml';
import { PUBLICATION_SOURCE, PublishRegime, SourceStore } from '#application';
import { migrate } from '#persistence';
import { createTestDatabase, type TestDatabase } from '../support/service/postgres.ts';
import { openStanding, read } from '../support/standing.ts';
import { MARKET, regime, SCHEMES, vocabulary } from '../support/story/story.ts';

describe('publishing a regime', () => {
  let database: TestDatabase;
  let app: INestApplicationContext;
  let sql: Client;

  beforeAll(async () => {
    database = await createTestDatabase();
    await migrate(database.url);
    sql = new Client({ connectionString: database.url });
    await sql.connect();
    app = await openStanding(database.url);
    for (const document of [vocabulary(), MARKET, SCHEMES]) await read(app, document);
  }, 120_000);

  afterAll(async () => {
    await app?.close();
    await sql?.end();
    await database?.close();
  });

  const publish = (): Promise<string> => {
    const body: unknown = parse(regime({ version: '1', from: '2024-01-01', level: 'silver' }));
    if (typeof body !== 'object' || body === null) throw new Error('The story has no regime');
    return app.get(PublishRegime).publish('kr-story', body, null);
  };

  it('makes its source together with the first delivery, or neither', async () => {
    await sql.query(
      `CREATE FUNCTION refused() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no room'; END $$;
       CREATE TRIGGER refused BEFORE INSERT ON placet.outbox FOR EACH ROW EXECUTE FUNCTION refused()`,
    );
    await expect(publish()).rejects.toThrow('no room');
    const sources = app.get(SourceStore, { strict: false });
    expect(await sources.find(PUBLICATION_SOURCE)).toBeUndefined();
    await sql.query('DROP TRIGGER refused ON placet.outbox');
    const delivery = await publish();
    expect(await sources.find(PUBLICATION_SOURCE)).toMatchObject({ kind: 'push', state: 'active' });
    // The source is there now; the next delivery finds it.
    const next = await publish();
    const { rows } = await sql.query(`SELECT id FROM placet.delivery WHERE source = 'published' ORDER BY id`);
    expect(rows).toEqual([delivery, next].toSorted().map((id) => ({ id })));
  });
});
