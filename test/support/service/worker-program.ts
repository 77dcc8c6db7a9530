import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { eventually } from '../eventually.ts';
import { appUrlOf } from './postgres.ts';
import { type RunningProgram, startProgram } from './processes.ts';
import { findFreePort } from './redis.ts';

const MAIN = fileURLToPath(new URL('../../../dist/apps/launcher/src/main.js', import.meta.url));

/** A worker as a process of its own, as a server runs it. */
export interface WorkerProgram {
  readonly program: RunningProgram;
  /** Where its health is asked. */
  readonly url: string;
  /** Settles when it works. */
  ready(): Promise<void>;
  /** Kills it without notice and removes its folder. */
  destroy(): Promise<void>;
}

/** Starts the built program as a worker on a database (and a Redis). */
export async function startWorker(
  databaseUrl: string,
  redisUrl?: string,
  env: Readonly<Record<string, string>> = {},
  main: string = MAIN,
): Promise<WorkerProgram> {
  const port = await findFreePort();
  const folder = mkdtempSync(join(tmpdir(), 'placet-worker-'));
  const program = startProgram(process.execPath, [main], {
    env: {
      PATH: process.env['PATH'],
      PLACET_ROLE: 'worker',
      PLACET_PORT: String(port),
      PLACET_DATA_DIR: folder,
      PLACET_SEED: 'none',
      PLACET_LOG_LEVEL: 'warn',
      DATABASE_URL: databaseUrl,
      DATABASE_APP_URL: appUrlOf(databaseUrl),
      ...(redisUrl === undefined ? {} : { REDIS_URL: redisUrl }),
      ...env,
    },
  });
  const url = `http://127.0.0.1:${port}`;
  return {
    program,
    url,
    ready: () =>
      eventually(
        async () => {
          const { status } = await fetch(`${url}/readyz`);
          if (status !== 200) throw new Error(`not ready: ${status}\n${program.output()}`);
        },
        { within: 60_000, every: 100 },
      ),
    destroy: async () => {
      program.killGroup('SIGKILL');
      await program.ended;
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
