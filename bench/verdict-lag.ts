import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { Client } from 'pg';
import { seedReference } from '../apps/launcher/src/seed.ts';
import { SourceStore } from '#application';
import type { Measurement } from './report.ts';
import { ADMIN_KEY, withRecord } from './service.ts';

const SOURCE = 'bench';
/** Light load: the next delivery comes when the process has done what it does after each, such as ranking ahead. */
const REST_MS = 250;
const RESTING_SHARE = 0.2;
const WITHIN_MS = 120_000;

/** P10: from sending one changed certificate until the change of verdict that it causes is written, on the seeded data. */
export function measureVerdictLag(deliveries: number): Promise<Measurement> {
  return withRecord(async ({ databaseUrl, start }) => {
    const services = await start();
    const sql = new Client({ connectionString: databaseUrl });
    try {
      await seedReference(services.app, () => undefined);
      await services.app.get(SourceStore, { strict: false }).add({
        id: SOURCE,
        name: 'Benchmark',
        kind: 'push',
        format: null,
        mapping: null,
        url: null,
        schedule: null,
        freshness: null,
      });
      await sql.connect();
      return judge(await lags(services.url, sql, deliveries));
    } finally {
      await sql.end();
      await services.close();
    }
  });
}

async function until(isReached: () => Promise<boolean>): Promise<void> {
  for (const deadline = Date.now() + WITHIN_MS; !(await isReached());) {
    if (Date.now() > deadline) throw new Error('A verdict that should turn did not within two minutes');
    await pause(1);
  }
}

async function lags(url: string, sql: Client, deliveries: number): Promise<readonly number[]> {
  const count = async (query: string): Promise<number> =>
    Number((await sql.query<{ n: string }>(`SELECT count(*) AS n FROM placet.${query}`)).rows[0]?.n ?? 0);
  const send = async (body: string): Promise<void> => {
    const answer = await fetch(`${url}/v1/sources/${SOURCE}/deliveries`, {
      method: 'POST',
      headers: { authorization: `Bearer ${ADMIN_KEY}`, 'content-type': 'application/yaml' },
      body,
    });
    if (answer.status !== 202) throw new Error(`A delivery was not accepted: ${await answer.text()}`);
  };
  await send([MARKET, SCHEME, REGIME, vendor(0)].join('---\n'));
  await until(
    async () => (await count(`standing_question WHERE market = '${PLACE}' AND since IS NOT NULL`)) > 0,
  );
  const found: number[] = [];
  for (let delivery = 1; delivery <= deliveries; delivery += 1) {
    await rest();
    const before = await count('verdict_transition');
    const began = performance.now();
    await send(vendor(delivery));
    await until(async () => (await count('verdict_transition')) > before);
    found.push(performance.now() - began);
  }
  return found;
}

/** Waits until the event loop, which services and measurement share, has little to do. */
async function rest(): Promise<void> {
  for (const deadline = Date.now() + WITHIN_MS; Date.now() < deadline;) {
    const before = performance.eventLoopUtilization();
    await pause(REST_MS);
    if (performance.eventLoopUtilization(before).utilization < RESTING_SHARE) return;
  }
}

function judge(found: readonly number[]): Measurement {
  const sorted = found.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? NaN;
  const [p50, p99] = [at(0.5), at(0.99)];
  return {
    id: 'P10',
    work: `sent → verdict transition written, ${found.length} single deliveries, 47 markets and one more`,
    unit: 'ms',
    values: { p50, p90: at(0.9), p99, fastest: sorted[0] ?? NaN },
    ratios: {},
    bar: 'p50 < 150 ms, p99 < 1 s',
    met: p50 < 150 && p99 < 1_000,
  };
}

const PLACE = 'MC';
const MARKET = `
schema: placet.market/v1
code: ${PLACE}
name: Monaco
blocs: []
languages: [fr]
currency: EUR
needs:
  public: {buyer.kind: [central_government], workload.service: iaas}
  regulated: {buyer.kind: [bank], workload.service: iaas}
  private: {buyer.kind: [private], workload.service: iaas}
`;
const SCHEME = `
schema: placet.scheme/v1
id: BENCH
title: Bench scheme
holder: offering
levels: [bronze, silver, gold]
validity: P60M
`;
const REGIME = `
schema: placet.regime/v1
id: mc-bench
version: "1"
market: ${PLACE}
title: Bench regime
authority: Bench authority
status: in_force
valid: {from: 2020-01-01, to: null}
sources:
  - {id: s1, title: Bench gazette, url: "https://example.org/gazette", retrieved: 2020-01-01}
requirements:
  - id: level
    title: Service holds BENCH at silver or above
    kind: gate
    unit: offering
    test: {certificate: BENCH, atLeast: silver}
    source: {ref: s1, clause: "1"}
    confidence: high
`;

/** A vendor whose certificate is high enough in every second delivery; its date makes each content a new one. */
function vendor(delivery: number): string {
  const day = new Date(Date.UTC(2024, 0, 1 + delivery)).toISOString().slice(0, 10);
  const source = `{title: Letter, url: "https://example.org/letter", retrieved: '${day}', issuer: official_filing}`;
  return `
schema: placet.vendor/v1
id: bench-vendor
name: Bench Cloud
kind: national cloud
legal: {entity: bench-vendor, name: null, identifiers: [], seatCountries: [${PLACE}]}
offerings:
  - id: bench-cloud
    name: Bench public cloud
    edition: public
    status: available
    regions:
      complete: true
      asOf: '2024-01-01'
      grade: documented
      confidence: high
      source: ${source}
      options:
        - {id: mc-1, country: ${PLACE}}
facts:
  - id: bench-vendor/certificate
    subject: offering:bench-cloud
    certificate: BENCH
    level: ${delivery % 2 === 1 ? 'gold' : 'bronze'}
    scope: {text: null, offerings: [bench-cloud], complete: true}
    status: held
    registerId: null
    grade: documented
    valid: {from: '${day}', to: null}
    asOf: '${day}'
    source: ${source}
    confidence: high
    note: null
`;
}
