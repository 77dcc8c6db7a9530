/**
 * jest's globalSetup of the medium and e2e projects: builds dist/ (some tests run the built programs) and starts
 * one PostgreSQL for all test files, unless PLACET_TEST_DATABASE_URL names one. Plain JavaScript, since jest does
 * not compile ES modules here.
 */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, complain } from '../../../scripts/build.js';

// oxlint-disable-next-line import/no-default-export -- the form jest asks for
export default async function setUp() {
  await build({ log: complain });
  if (process.env.PLACET_TEST_DATABASE_URL || globalThis.placetTestServer) return;
  const { openEmbeddedPostgres } = await import('../../../dist/apps/launcher/src/embedded-postgres.js');
  const dataDir = mkdtempSync(join(tmpdir(), 'placet-test-'));
  const server = await openEmbeddedPostgres({
    dataDir,
    log: () => undefined,
    // Tests need many connections and no durability; the fault tests start servers of their own, with it.
    settings: { max_connections: '200', fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' },
  });
  globalThis.placetTestServer = { server, dataDir };
  process.env.PLACET_TEST_DATABASE_URL = server.url;
}
