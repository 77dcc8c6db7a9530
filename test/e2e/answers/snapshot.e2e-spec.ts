import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { prepareRecord } from '../../../apps/launcher/src/prepare-record.ts';
import { type Services, startServices } from '../../../apps/launcher/src/services.ts';
import { parseEnv } from '#platform';
import { eventually } from '../../support/eventually.ts';
import { appUrlOf, createTestDatabase, type TestDatabase } from '../../support/service/postgres.ts';
import { MARKET, SCHEMES, vendor, vocabulary } from '../../support/story/story.ts';

const ADMIN_KEY = 'plc_test0000_0123456789012345678901234567890123456789';
const HEADERS = { authorization: `Bearer ${ADMIN_KEY}` };

const nameOf = async ({ url }: Services, id: string): Promise<string | undefined> => {
  const answer = await fetch(`${url}/v1/vendors/${id}`, { headers: HEADERS });
  const body: { name?: string } = JSON.parse(await answer.text());
  return answer.status === 200 ? body.name : undefined;
};

const deliver = async (services: Services, body: string, vendorId: string): Promise<void> => {
  const answer = await fetch(`${services.url}/v1/sources/story/deliveries`, {
    method: 'POST',
    headers: { ...HEADERS, 'content-type': 'application/yaml' },
    body,
  });
  expect(answer.status).toBe(202);
  await eventually(async () => expect(await nameOf(services, vendorId)).toBeDefined(), { within: 30_000 });
};

describe('the snapshot file', () => {
  let database: TestDatabase;
  const folders: string[] = [];

  beforeAll(async () => {
    database = await createTestDatabase();
    await prepareRecord({ owner: database.url, app: appUrlOf(database.url) }, { hasQueues: true });
  }, 60_000);
  afterAll(async () => {
    await database?.close();
    for (const folder of folders) rmSync(folder, { recursive: true, force: true });
  });

  const folder = (): string => {
    const made = mkdtempSync(join(tmpdir(), 'placet-snapshot-'));
    folders.push(made);
    return made;
  };

  const start = (dataDir: string): Promise<Services> =>
    startServices(
      parseEnv({
        PLACET_PORT: '0',
        PLACET_DATA_DIR: dataDir,
        PLACET_ADMIN_KEY: ADMIN_KEY,
        PLACET_KEY_PEPPER: 'the same for all processes of the test',
        PLACET_LOG_LEVEL: 'fatal',
        PLACET_SEED: 'none',
        DATABASE_URL: database.url,
        DATABASE_APP_URL: appUrlOf(database.url),
      }),
      appUrlOf(database.url),
      { isAppRole: true },
    );

  /** Changes what is stored without telling the log, so that only whoever reads the record anew sees it. */
  const rename = async (id: string, name: string): Promise<void> => {
    const sql = new Client({ connectionString: database.url });
    await sql.connect();
    await sql.query(
      `UPDATE placet.document_version SET body = jsonb_set(body, '{name}', to_jsonb($2::text)) WHERE kind = 'vendor' AND key = $1`,
      [id, name],
    );
    await sql.end();
  };

  it('is gone on from with what came after it, and refused when it is damaged', async () => {
    const [own, others] = [folder(), folder()];
    const first = await start(own);
    await fetch(`${first.url}/v1/sources`, {
      method: 'POST',
      headers: { ...HEADERS, 'content-type': 'application/json' },
      body: JSON.stringify({ id: 'story', name: 'Story', kind: 'push' }),
    });
    await deliver(first, [vocabulary(), MARKET, SCHEMES, vendor('alpha')].join('\n---\n'), 'alpha');
    await first.close();
    await rename('alpha', 'Read anew');
    // Another process works on the same record meanwhile, from its own folder.
    const second = await start(others);
    expect(await nameOf(second, 'alpha')).toBe('Read anew');
    await deliver(second, vendor('beta'), 'beta');
    await second.close();

    const again = await start(own);
    expect([await nameOf(again, 'alpha'), await nameOf(again, 'beta')]).toEqual([
      'ALPHA Cloud',
      'BETA Cloud',
    ]);
    await again.close();

    const path = join(own, 'world-all.snapshot');
    const bytes = readFileSync(path);
    bytes.writeUInt8(bytes.readUInt8(bytes.length - 9) ^ 0xff, bytes.length - 9);
    writeFileSync(path, bytes);
    const anew = await start(own);
    expect([await nameOf(anew, 'alpha'), await nameOf(anew, 'beta')]).toEqual(['Read anew', 'BETA Cloud']);
    await anew.close();
  }, 180_000);
});
