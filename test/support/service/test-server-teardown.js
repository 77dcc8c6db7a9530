/** jest's globalTeardown: stops the PostgreSQL that globalSetup started and deletes its data. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';

// oxlint-disable-next-line import/no-default-export -- the form jest asks for
export default async function tearDown() {
  const started = globalThis.placetTestServer;
  if (!started) return;
  globalThis.placetTestServer = undefined;
  delete process.env.PLACET_TEST_DATABASE_URL;
  await started.server.close();
  const pointer = join(started.dataDir, 'postgres.location');
  if (existsSync(pointer)) rmSync(readFileSync(pointer, 'utf8').trim(), { recursive: true, force: true });
  rmSync(started.dataDir, { recursive: true, force: true });
}
