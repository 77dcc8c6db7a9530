import { setTimeout as pause } from 'node:timers/promises';
import { SaxesParser } from 'saxes';
import type { Measurement } from '../report.ts';
import { tarOf } from '../../libs/formats/src/archive/tar-sample.ts';
import { cpuSeconds } from './cpu-time.ts';
import { eformsFeed, type Feed, ocdsFeed } from './feed.ts';
import { StatementCounter } from './statement-counter.ts';
import { type Backend, call, hasRedis, type Server, settled, withServer } from './server.ts';

const OCDS_BAR = 5000;
const EFORMS_BAR = 0.6;
/** Notices in one delivery of JSON Lines. */
const LINES = 2000;
/** Notices in one archive: publishers of XML give a day's notices out as `tar`. */
const FILES = 250;
/** Deliveries of the light load, and the time between them. */
const SINGLES = 100;
const PAUSE_MS = 50;
/** Notices of the short form. */
const SHORT_RELEASES = 16_000;
const SHORT_DOCUMENTS = 750;
/** Deliveries that a sender has under way at a time. */
const AT_ONCE = 4;

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
  const { lines, warm, xml, archives } = bodiesOf(ocds, eforms, releases, documents);
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

/** What is sent: releases as JSON Lines, some of them once more to warm up, and notices of eForms as archives. */
function bodiesOf(
  ocds: Feed,
  eforms: Feed,
  releases: number,
  documents: number,
): { lines: string[]; warm: string; xml: string[]; archives: Buffer[] } {
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
  return { lines, warm, xml, archives };
}

/**
 * P9 within a minute, to work with: rates and CPU time for each back end, on a record that holds nothing but the rules of
 * relevance. With `countsStatements` what each statement takes in PostgreSQL is printed too, which costs some of the rate.
 */
export async function measureShortly(
  backends: readonly Backend[],
  countsStatements: boolean,
): Promise<Measurement> {
  const ocds = ocdsFeed();
  const eforms = eformsFeed();
  const { lines, warm, xml, archives } = bodiesOf(ocds, eforms, SHORT_RELEASES, SHORT_DOCUMENTS);
  const values: Record<string, number> = {};
  const ratios: Record<string, number> = {};
  for (const backend of backends.filter((one) => one === 'postgres' || hasRedis())) {
    const form = { isBare: true, countsStatements };
    await withServer(backend, async (server) => measureOn(server, backend), form);
  }
  return {
    id: 'P9',
    work: `shortly: ${SHORT_RELEASES} releases of OCDS (${ocds.origin}), ${SHORT_DOCUMENTS} of eForms (${eforms.origin})`,
    unit: '',
    values,
    ratios,
    bar: `OCDS ≥ ${OCDS_BAR} notices/s; eForms ≥ ${EFORMS_BAR} of a bare saxes pass, by the long form`,
    met: null,
  };

  async function measureOn(server: Server, backend: Backend): Promise<void> {
    await deliver(server, 'warm', [warm], LINES);
    await deliver(server, 'warm-eforms', archives.slice(0, 1), Math.min(FILES, xml.length));
    const counter = countsStatements ? await StatementCounter.on(server.record) : undefined;
    const releases = await deliver(server, 'ocds', lines, lines.length * LINES);
    await counter?.print(`OCDS on ${backend}`, lines.length * LINES);
    const bare = bareParse(xml);
    const forms = await deliver(server, 'eforms', archives, xml.length);
    await counter?.print(`eForms on ${backend}`, xml.length);
    await counter?.end();
    for (const [name, measured] of [
      ['OCDS', releases],
      ['eForms', forms],
    ] as const) {
      values[`${name} on ${backend}, notices/s`] = measured.perSecond;
      values[`${name} on ${backend}, CPU µs here`] = measured.cpuHere;
      values[`${name} on ${backend}, CPU µs in PostgreSQL`] = measured.cpuPostgres;
    }
    values[`eForms on ${backend}, MB/s`] = forms.megabytesPerSecond;
    values[`bare saxes pass beside ${backend}, MB/s`] = bare;
    ratios[`bare saxes pass (eForms, ${backend})`] = forms.megabytesPerSecond / bare;
  }
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
  let counted = 0;
  for (const place of places) counted += await settledIn(server, place);
  const seconds = (performance.now() - began) / 1000;
  if (counted !== notices) throw new Error(`${counted} of ${notices} notices were applied`);
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
  const { received, applied } = await settled(server, place);
  // Test suites of OCDS are among the samples: a few of their releases are wrong on purpose.
  if (applied < received * 0.99) throw new Error(`Only ${applied} of ${received} applied`);
  return received;
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
