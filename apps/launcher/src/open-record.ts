import type { Env } from '#platform';
import { openEmbeddedPostgres } from './embedded-postgres.ts';
import { takeInstanceLock } from './instance-lock.ts';

/** The record's database for a program that runs beside the service, or in its place. */
export interface OpenRecord {
  readonly url: string;
  /** Closes what was opened for this program only. */
  close(): Promise<void>;
}

/**
 * Opens the database that DATABASE_URL names, else the embedded one.
 *
 * @throws LaunchRefused while Placet itself runs on the embedded database.
 */
export async function openRecord(env: Env): Promise<OpenRecord> {
  if (env.DATABASE_URL !== undefined) return { url: env.DATABASE_URL, close: () => Promise.resolve() };
  const lock = takeInstanceLock(env.PLACET_DATA_DIR);
  try {
    const server = await openEmbeddedPostgres({ dataDir: env.PLACET_DATA_DIR, log: () => undefined });
    return {
      url: server.url,
      close: async () => {
        await server.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}
