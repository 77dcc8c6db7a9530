import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { SaxesParser } from 'saxes';
import { openEmbeddedPostgres } from '../../apps/launcher/src/embedded-postgres.ts';
import { prepareRecord } from '../../apps/launcher/src/prepare-record.ts';
import { seedReference } from '../../apps/launcher/src/seed.ts';
import { startServices } from '../../apps/launcher/src/services.ts';
import { parseEnv } from '#platform';
import type { Measurement } from '../report.ts';
import { ADMIN_KEY } from '../service.ts';
import { tarOf } from '../../libs/formats/src/archive/tar-sample.ts';
import { cpuSeconds, treeSeconds } from './cpu-time.ts';
import { eformsFeed, type Feed, ocdsFeed } from './feed.ts';

const OCDS_BAR = 5000;
const EFORMS_BAR = 0.6;
/** Notices in one delivery of JSON Lines. */
const LINES = 2000;
/** Notices in one archive: publishers of XML give a day's notices out as `tar`. */
const FILES = 250;
/** Deliveries of the light load, and the time between them. */
const SINGLES = 100;
const PAUSE_MS = 50;
/** Deliveries that a sender has under way at a time. */
const AT_ONCE = 4;

type Backend = 'postgres' | 'redis';

interface Server {
  readonly url: string;
  /** Process of its PostgreSQL. */
  readonly postgres: number;
  /** Process of its worker, if that is another one than this. */
  readonly worker?: number;
}

/** How fast a feed went through: from the first byte sent until every notice stood in the ledger. */
interface Throughput {
  readonly perSecond: number;
  readonly megabytesPerSecond: number;
  /** CPU time of a notice in microseconds: what doesn't depend on what else the machine does. */
  readonly cpuHere: number;
  readonly cpuPostgres: number;
}

/**
 * P9: notices sent over HTTP until each is kept, parsed, versioned, ledgered and searchable, on each queue back end; and
 * the first half of P10, from accepted to applied under light load.
 */
export async function measureIngestion(releases: number, documents: number): Promise<Measurement[]> {
  const backends: readonly Backend[] = hasRedis() ? ['postgres', 'redis'] : ['postgres'];
  const ocds = ocdsFeed();
  const eforms = eformsFeed();
  const values: Record<string, number> = {};
  const lags: Record<string, number> = {};
  const xml = Array.from({ length: documents }, (_, serial) => eforms.notice(serial));
  const archives = Array.from({ length: Math.ceil(documents / FILES) }, (_, part) =>
    tarOf(
      xml
        .slice(part * FILES, (part + 1) * FILES)
        .map((text, file) => ({ name: `${part * FILES + file}.xml`, text })),
    ),
  );
  const lines = Array.from({ length: Math.ceil(releases / LINES) }, (_, part) =>
    Array.from({ length: LINES }, (__, line) => ocds.notice(part * LINES + line)).join('\n'),
  );
  const warm = (lines[0] ?? '').replaceAll('ocds-bench0', 'ocds-warm00');
  let met = true;
  for (const backend of backends) {
    await withServer(backend, async (server) => {
      await deliver(server, 'warm', [warm], LINES);
      const notices = await deliver(server, 'ocds', lines, lines.length * LINES);
      const bare = bareParse(xml);
      const forms = await deliver(server, 'eforms', archives, documents);
      values[`OCDS, queues on ${backend}, notices/s`] = notices.perSecond;
      values[`OCDS, queues on ${backend}, MB/s`] = notices.megabytesPerSecond;
      values[`OCDS, queues on ${backend}, CPU µs a notice here`] = notices.cpuHere;
      values[`OCDS, queues on ${backend}, CPU µs a notice in PostgreSQL`] = notices.cpuPostgres;
      values[`eForms, queues on ${backend}, notices/s`] = forms.perSecond;
      values[`eForms, queues on ${backend}, MB/s`] = forms.megabytesPerSecond;
      values[`eForms, queues on ${backend}, CPU µs a notice here`] = forms.cpuHere;
      values[`eForms, queues on ${backend}, CPU µs a notice in PostgreSQL`] = forms.cpuPostgres;
      values[`bare saxes pass beside ${backend}, MB/s`] = bare;
      const lag = await lagOf(server, ocds);
      lags[`p50, queues on ${backend}`] = lag.p50;
      lags[`p99, queues on ${backend}`] = lag.p99;
      met &&= notices.perSecond >= OCDS_BAR && forms.megabytesPerSecond >= EFORMS_BAR * bare;
    });
  }
  await withServer(
    'postgres',
    async (server) => {
      await deliver(server, 'warm', [warm], LINES);
      const { perSecond } = await deliver(server, 'ocds', lines, lines.length * LINES);
      values['OCDS, all in one process on postgres, notices/s'] = perSecond;
    },
    { isOneProcess: true },
  );
  const ratios = Object.fromEntries(
    backends.map((backend) => [
      `bare saxes pass (eForms, ${backend})`,
      (values[`eForms, queues on ${backend}, MB/s`] ?? 0) /
        (values[`bare saxes pass beside ${backend}, MB/s`] ?? 1),
    ]),
  );
  const throughput: Measurement = {
    id: 'P9',
    work: `durable ingestion: ${releases} releases of OCDS (${ocds.origin}), ${documents} of eForms (${eforms.origin})`,
    unit: '',
    values,
    ratios,
    bar: `OCDS ≥ ${OCDS_BAR} notices/s on either back end; eForms ≥ ${EFORMS_BAR} of a bare saxes pass`,
    met,
    ...(backends.length === 2
      ? {}
      : { note: 'redis-server is not installed, so only PostgreSQL was measured' }),
  };
  const lag: Measurement = {
    id: 'P10a',
    work: `accepted → applied, the first half of P10: ${SINGLES} single releases, one every ${PAUSE_MS} ms`,
    unit: 'ms',
    values: lags,
    ratios: {},
    bar: 'p50 < 150 ms, p99 < 1 s for the whole way to the verdict',
    met: backends.every(
      (backend) =>
        (lags[`p50, queues on ${backend}`] ?? 0) < 150 && (lags[`p99, queues on ${backend}`] ?? 0) < 1000,
    ),
  };
  return [throughput, lag];
}

/** From the acceptance of a delivery of one release to its last item in the ledger, by the record's own clock. */
async function lagOf(server: Server, feed: Feed): Promise<{ p50: number; p99: number }> {
  await call(server, 'POST', '/v1/sources', JSON.stringify({ id: 'light', name: 'light', kind: 'push' }));
  const places: string[] = [];
  for (let sent = 0; sent < SINGLES; sent++) {
    const body = feed.notice(sent).replaceAll('ocds-bench0', 'ocds-light0');
    const answer = await call(
      server,
      'POST',
      '/v1/sources/light/deliveries',
      body,
      'application/octet-stream',
    );
    places.push(answer.headers.get('location') ?? '');
    await pause(PAUSE_MS);
  }
  const lags: number[] = [];
  for (const place of places) {
    await settledIn(server, place);
    const answer = await call(server, 'GET', place);
    const { accepted, finished }: { accepted: string; finished: string } = JSON.parse(await answer.text());
    lags.push(Date.parse(finished) - Date.parse(accepted));
  }
  lags.sort((a, b) => a - b);
  return { p50: lags[Math.floor(lags.length / 2)] ?? 0, p99: lags[Math.floor(lags.length * 0.99)] ?? 0 };
}

/** Sends bodies, a few at once, and waits until every notice of them is in the ledger. */
async function deliver(
  server: Server,
  source: string,
  bodies: readonly (string | Buffer)[],
  notices: number,
): Promise<Throughput> {
  await call(server, 'POST', '/v1/sources', JSON.stringify({ id: source, name: source, kind: 'push' }));
  const bytes = bodies.map((body) => (typeof body === 'string' ? Buffer.from(body) : body));
  const cpu = cpuSeconds(server.postgres, server.worker);
  const began = performance.now();
  const waiting = bytes.values();
  const places: string[] = [];
  const send = async (): Promise<void> => {
    for (const body of waiting) {
      const answer = await call(
        server,
        'POST',
        `/v1/sources/${source}/deliveries`,
        body,
        'application/octet-stream',
      );
      places.push(answer.headers.get('location') ?? '');
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, send));
  let settled = 0;
  for (const place of places) settled += await settledIn(server, place);
  const seconds = (performance.now() - began) / 1000;
  if (settled !== notices) throw new Error(`${settled} of ${notices} notices were applied`);
  const used = cpuSeconds(server.postgres, server.worker);
  const size = bytes.reduce((sum, body) => sum + body.length, 0);
  return {
    perSecond: notices / seconds,
    megabytesPerSecond: size / 1e6 / seconds,
    cpuHere: ((used.here - cpu.here) * 1e6) / notices,
    cpuPostgres: ((used.there - cpu.there) * 1e6) / notices,
  };
}

async function settledIn(server: Server, place: string): Promise<number> {
  for (;;) {
    const answer = await call(server, 'GET', place);
    const { state, counts }: { state: string; counts: { received: number; applied: number } } = JSON.parse(
      await answer.text(),
    );
    if (state === 'done') {
      // Test suites of OCDS are among the samples: a few of their releases are wrong on purpose.
      if (counts.applied < counts.received * 0.99)
        throw new Error(`Only ${counts.applied} of ${counts.received} applied`);
      return counts.received;
    }
    if (state === 'refused') throw new Error(`The delivery ${place} was refused`);
    await pause(20);
  }
}

async function call(
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

/** What reading the XML costs by itself, in MB/s: the parser with a listener for each thing it tells of. */
function bareParse(texts: readonly string[]): number {
  let bytes = 0;
  let told = 0;
  const began = performance.now();
  for (const text of texts) {
    const parser = new SaxesParser({ xmlns: false, position: true });
    for (const event of ['opentag', 'closetag', 'text', 'cdata'] as const)
      parser.on(event, () => (told += 1));
    parser.write(text).close();
    bytes += Buffer.byteLength(text);
  }
  const seconds = (performance.now() - began) / 1000;
  if (told === 0) throw new Error('The parser told of nothing');
  return bytes / 1e6 / seconds;
}

/**
 * Runs the service on a record of its own: this process answers requests, and a worker beside it reads, as a server does
 * it; with `isOneProcess` this process does both, as `npm start` does it.
 */
async function withServer(
  backend: Backend,
  work: (server: Server) => Promise<void>,
  { isOneProcess = false } = {},
): Promise<void> {
  const dataDir = mkdtempSync(join(tmpdir(), 'placet-bench-'));
  const postgres = await openEmbeddedPostgres({ dataDir, log: () => undefined });
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
      ...(worker && { worker: worker.pid }),
    };
    try {
      await seedReference(services.app, () => undefined);
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
  const program = spawn(process.execPath, [main], { env, stdio: ['ignore', 'ignore', 'inherit'] });
  const ended = new Promise<void>((resolve) => program.once('exit', () => resolve()));
  const stop = async (): Promise<void> => {
    program.kill('SIGTERM');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  if (program.pid === undefined) throw new Error('The worker could not be started');
  return { pid: program.pid, stop };
}

function hasRedis(): boolean {
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
