import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openEmbeddedPostgres } from '../../apps/launcher/src/embedded-postgres.ts';
import { prepareRecord } from '../../apps/launcher/src/prepare-record.ts';
import { seedReference } from '../../apps/launcher/src/seed.ts';
import { startServices } from '../../apps/launcher/src/services.ts';
import { parseEnv } from '#platform';
import { referenceDeliveries } from '#reference';
import { ADMIN_KEY } from '../service.ts';
import { treeSeconds } from './cpu-time.ts';

/** What the queues stand on. */
export type Backend = 'postgres' | 'redis';

/** A service that is measured. */
export interface Server {
  readonly url: string;
  /** Process of its PostgreSQL. */
  readonly postgres: number;
  /** Process of its worker, if that is another one than this. */
  readonly worker?: number;
  /** Its record, as the owner sees it. */
  readonly record: string;
}

/** How a service is started for a measurement. */
export interface ServerForm {
  /** This process reads too, as `npm start` does it; otherwise a worker beside it does. */
  readonly isOneProcess?: boolean;
  /** Only what judges notices is delivered before, so that it is ready within seconds; otherwise all reference data. */
  readonly isBare?: boolean;
  /** PostgreSQL counts what each statement takes. */
  readonly countsStatements?: boolean;
}

/** Runs the service on a record of its own. */
export async function withServer(
  backend: Backend,
  work: (server: Server) => Promise<void>,
  { isOneProcess = false, isBare = false, countsStatements = false }: ServerForm = {},
): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'placet-bench-'));
  const postgres = await openEmbeddedPostgres({
    dataDir,
    log: () => undefined,
    ...(countsStatements && { settings: { shared_preload_libraries: 'pg_stat_statements' } }),
  });
  const redis = backend === 'redis' ? await startRedis(dataDir) : undefined;
  try {
    await prepareRecord({ owner: postgres.url, app: postgres.appUrl }, { hasQueues: redis === undefined });
    const settings = {
      PLACET_DATA_DIR: dataDir,
      PLACET_ADMIN_KEY: ADMIN_KEY,
      PLACET_LOG_LEVEL: 'warn',
      PLACET_RATE_LIMIT_PER_MINUTE: '0',
      DATABASE_URL: postgres.url,
      DATABASE_APP_URL: postgres.appUrl,
      ...(redis === undefined ? {} : { REDIS_URL: redis.url }),
    };
    const role = isOneProcess ? 'all' : 'api';
    const env = parseEnv({ ...settings, PLACET_ROLE: role, PLACET_PORT: '0' });
    const services = await startServices(env, postgres.appUrl, { isAppRole: true });
    const worker = isOneProcess ? undefined : await startWorker(settings);
    const server: Server = {
      url: services.url,
      postgres: postgres.pid,
      record: postgres.url,
      ...(worker && { worker: worker.pid }),
    };
    try {
      if (isBare) await deliverRelevance(server);
      else await seedReference(services.app, () => undefined);
      // Answered when every market is ranked: what runs ahead of questions must not run beside the measurement.
      await call(server, 'GET', '/v1/markets');
      if (worker) await untilIdle(worker.pid);
      await work(server);
    } finally {
      await worker?.stop();
      await services.close();
    }
  } finally {
    redis?.stop();
    await postgres.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

/** Delivers the rules by which notices are judged, and waits until they are known. */
async function deliverRelevance(server: Server): Promise<void> {
  const bytes = referenceDeliveries().find(({ name }) => name === 'relevance')?.bytes;
  if (bytes === undefined) throw new Error('The rules of relevance are missing');
  await call(server, 'POST', '/v1/sources', JSON.stringify({ id: 'rules', name: 'rules', kind: 'push' }));
  const answer = await call(
    server,
    'POST',
    '/v1/sources/rules/deliveries',
    Buffer.from(bytes),
    'application/yaml',
  );
  await settled(server, answer.headers.get('location') ?? '');
}

/** Waits until a delivery is read, and answers what it counts. */
export async function settled(server: Server, place: string): Promise<{ received: number; applied: number }> {
  for (;;) {
    const answer = await call(server, 'GET', place);
    const { state, counts }: { state: string; counts: { received: number; applied: number } } = JSON.parse(
      await answer.text(),
    );
    if (state === 'done') return counts;
    if (state === 'refused') throw new Error(`The delivery ${place} was refused`);
    await pause(20);
  }
}

/** What a worker does after its start, such as standing verdicts, must not run beside the measurement either. */
async function untilIdle(worker: number): Promise<void> {
  for (let used = treeSeconds(worker); ;) {
    await pause(1000);
    const now = treeSeconds(worker);
    if (now - used < 0.1) return;
    used = now;
  }
}

/** A worker as a process of its own; it may take some seconds until it works. */
async function startWorker(
  settings: Readonly<Record<string, string>>,
): Promise<{ pid: number; stop: () => Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'placet-bench-worker-'));
  const main = fileURLToPath(new URL('../../apps/launcher/src/main.js', import.meta.url));
  const env = {
    ...process.env,
    ...settings,
    PLACET_ROLE: 'worker',
    PLACET_SEED: 'none',
    PLACET_PORT: String(await freePort()),
    PLACET_DATA_DIR: folder,
  };
  // A profile of this process (node --cpu-prof dist/bench/main.js …) is one of its worker too.
  const profiling = process.execArgv.filter((word) => word.startsWith('--cpu-prof'));
  // As the image starts it.
  const program = spawn(process.execPath, ['--max-semi-space-size=32', ...profiling, main], {
    env,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => program.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    program.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  if (program.pid === undefined) throw new Error('The worker could not be started');
  return { pid: program.pid, stop };
}

/** Asks the service as its administrator; throws for anything but success. */
export async function call(
  server: Server,
  method: string,
  path: string,
  body?: string | Buffer,
  type = 'application/json',
): Promise<Response> {
  const headers = {
    authorization: `Bearer ${ADMIN_KEY}`,
    ...(body === undefined ? {} : { 'content-type': type }),
  };
  const init = {
    method,
    headers,
    ...(body === undefined ? {} : { body: new Uint8Array(Buffer.from(body)) }),
  };
  const answer = await fetch(`${server.url}${path}`, init);
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return answer;
}

/** Whether queues on Redis can be measured here. */
export function hasRedis(): boolean {
  return spawnSync('redis-server', ['--version'], { stdio: 'ignore' }).status === 0;
}

async function startRedis(folder: string): Promise<{ url: string; stop: () => void }> {
  const port = await freePort();
  const words = [
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--dir',
    folder,
    '--appendonly',
    'yes',
    '--save',
    '',
  ];
  const server = spawn('redis-server', words, { stdio: 'ignore' });
  return { url: `redis://127.0.0.1:${port}`, stop: () => void server.kill('SIGKILL') };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
      server.close(() => resolve(port));
    });
  });
}
