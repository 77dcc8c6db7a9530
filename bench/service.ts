import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openEmbeddedPostgres } from '../apps/launcher/src/embedded-postgres.ts';
import { prepareRecord } from '../apps/launcher/src/prepare-record.ts';
import { type Services, startServices } from '../apps/launcher/src/services.ts';
import { parseEnv } from '#platform';

/** The administrator's key of every service that is measured. */
export const ADMIN_KEY = 'plc_bench000_0123456789012345678901234567890123456789';

/** An empty record, and services of this process on it. */
export interface BenchRecord {
  readonly dataDir: string;
  readonly databaseUrl: string;
  /** Starts services on a free port; the one who starts them ends them. */
  readonly start: (role?: 'all' | 'api') => Promise<Services>;
}

/** Measures on a record of its own, in a temporary folder that is gone afterwards. */
export async function withRecord<T>(measure: (record: BenchRecord) => Promise<T>): Promise<T> {
  const dataDir = mkdtempSync(join(tmpdir(), 'placet-bench-'));
  const postgres = await openEmbeddedPostgres({ dataDir, log: () => undefined });
  const start = (role: 'all' | 'api' = 'all'): Promise<Services> =>
    startServices(
      parseEnv({
        PLACET_PORT: '0',
        PLACET_ROLE: role,
        PLACET_DATA_DIR: dataDir,
        PLACET_ADMIN_KEY: ADMIN_KEY,
        PLACET_LOG_LEVEL: 'fatal',
        PLACET_RATE_LIMIT_PER_MINUTE: '0',
        DATABASE_URL: postgres.url,
        DATABASE_APP_URL: postgres.appUrl,
      }),
      postgres.appUrl,
      { isAppRole: true },
    );
  try {
    await prepareRecord({ owner: postgres.url, app: postgres.appUrl }, { hasQueues: true });
    return await measure({ dataDir, databaseUrl: postgres.url, start });
  } finally {
    await postgres.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}
