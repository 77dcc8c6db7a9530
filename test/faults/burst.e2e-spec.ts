import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { prepareRecord } from '../../apps/launcher/src/prepare-record.ts';
import { isAtLeast } from '#application';
import { eventually } from '../support/eventually.ts';
import { releaseLines } from '../support/feeds/release-feed.ts';
import { appUrlOf, createTestDatabase, type TestDatabase } from '../support/service/postgres.ts';
import { killStartedPrograms } from '../support/service/processes.ts';
import { queueBackends, startRedis, type TestRedis } from '../support/service/redis.ts';
import { MARKET, regime, SCHEMES, vendor, vocabulary } from '../support/story/story.ts';
import { startWorker, type WorkerProgram } from '../support/service/worker-program.ts';

const ADMIN_KEY = 'plc_faults00_0123456789012345678901234567890123456789';
/** The promise in full, and with its times, which mean something only on a machine that does nothing else. */
const IS_FULL = process.env['PLACET_FAULT_BURST'] === 'long';
const ITEMS = IS_FULL ? 10_000 : 1000;
const ITEMS_PER_DELIVERY = IS_FULL ? 500 : 100;
const SENDERS = 4;
const QUESTIONS_PER_SECOND = IS_FULL ? 100 : 20;
/** Fewer would say nothing about the slowest twentieth, or about anything. */
const QUESTIONS_MIN = IS_FULL ? 500 : 30;
/** Other days than today for which a market is asked. */
const DAYS = IS_FULL ? 2 : 28;
const ACCEPTED_WITHIN_MS = 10_000;
const MATCHED_WITHIN_MS = 60_000;
const P95_BELOW_MS = 150;
/** API and worker in one process, with every market ranked for three days. */
const PEAK_MEBIBYTES = 1200;
const SOON = { within: 120_000, every: 50 };

/** What was answered to one question. */
interface Answered {
  readonly path: string;
  readonly status: number;
  readonly position: string;
  readonly digest: string;
  /** From when it was due, so that waiting for a turn counts. */
  readonly tookMs: number;
  readonly askedAt: number;
  readonly answeredAt: number;
}

describe.each(queueBackends())('a burst while rankings are asked, queues on %s', (backend) => {
  let redis: TestRedis | undefined;
  let database: TestDatabase;
  let server: WorkerProgram;
  let record: Client;

  beforeAll(async () => {
    redis = backend === 'redis' ? await startRedis() : undefined;
    database = await createTestDatabase();
    const app = appUrlOf(database.url);
    await prepareRecord({ owner: database.url, app }, { hasQueues: redis === undefined });
    server = await startWorker(database.url, redis?.url, {
      PLACET_ROLE: 'all',
      PLACET_SEED: IS_FULL ? 'reference' : 'none',
      PLACET_ADMIN_KEY: ADMIN_KEY,
      PLACET_RATE_LIMIT_PER_MINUTE: '0',
      PLACET_LOG_LEVEL: 'error',
    });
    await server.ready();
    record = new Client({ connectionString: database.url });
    await record.connect();
    for (const id of ['story', 'feed'])
      await call('POST', '/v1/sources', JSON.stringify({ id, name: id, kind: 'push' }));
    // All that the shipped data has is ranked in the long form; it takes longer to read than the short one may.
    if (!IS_FULL) await call('POST', '/v1/sources/story/deliveries', story(), 'application/yaml');
    await untilRanked(IS_FULL ? 40 : 1);
  }, 120_000);

  afterAll(async () => {
    await record?.end();
    await server?.destroy();
    await killStartedPrograms();
    await database?.close();
    await redis?.close();
  });

  it(`${ITEMS} items are applied once each, and every ranking is answered from one position`, async () => {
    const paths = await rankings();
    // The promise is about a service that is in use: what a market's first question costs is told in docs/performance.md.
    for (const path of paths) expect((await call('GET', path)).status).toBe(200);
    const running = { isOver: false };
    const asking = ask(paths, running);
    const keys = Array.from({ length: ITEMS }, (_, item) => `ocds-burst-${item}`);
    const began = performance.now();
    let acceptedMs = Number.NaN;
    let matchedMs = Number.NaN;
    try {
      await sendAll(keys);
      acceptedMs = performance.now() - began;
      await eventually(async () => expect(await undone()).toEqual([]), SOON);
      matchedMs = performance.now() - began;
    } finally {
      running.isOver = true;
    }
    const answers = await asking;

    expect(await account()).toEqual({ applied: ITEMS, once: ITEMS, received: ITEMS });
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    expect(mixed(answers)).toEqual([]);
    expect(steppedBack(answers)).toEqual([]);

    const p95 =
      answers.map(({ tookMs }) => tookMs).toSorted((a, b) => a - b)[Math.floor(answers.length * 0.95)] ?? 0;
    const peak = peakMebibytes(server.program.pid);
    process.stderr.write(
      `burst on ${backend}: accepted ${ms(acceptedMs)}, matched ${ms(matchedMs)}, ${answers.length} rankings, p95 ${ms(p95)}, peak ${Math.round(peak)} MiB\n`,
    );
    if (!IS_FULL) return;
    expect(acceptedMs).toBeLessThanOrEqual(ACCEPTED_WITHIN_MS);
    expect(matchedMs).toBeLessThanOrEqual(MATCHED_WITHIN_MS);
    expect(p95).toBeLessThan(P95_BELOW_MS);
    expect(peak).toBeLessThan(PEAK_MEBIBYTES);
  }, 400_000);

  async function sendAll(keys: readonly string[]): Promise<void> {
    const deliveries = Array.from({ length: keys.length / ITEMS_PER_DELIVERY }, (_, part) =>
      releaseLines(keys.slice(part * ITEMS_PER_DELIVERY, (part + 1) * ITEMS_PER_DELIVERY)),
    );
    await Promise.all(
      Array.from({ length: SENDERS }, async () => {
        for (let body = deliveries.pop(); body !== undefined; body = deliveries.pop()) {
          const { status } = await call('POST', '/v1/sources/feed/deliveries', body, 'application/x-ndjson');
          expect(status).toBe(202);
        }
      }),
    );
  }

  async function untilRanked(markets: number): Promise<void> {
    await eventually(async () => {
      if ((await rankings()).length < markets || (await undone()).length > 0) throw new Error('not read yet');
    }, SOON);
  }

  /** Every market's ranking of today, which may be kept, and of other days, which are worked out. */
  async function rankings(): Promise<string[]> {
    const { text } = await call('GET', '/v1/markets?limit=100');
    const { items }: { items: { code: string }[] } = JSON.parse(text);
    const days = Array.from(
      { length: DAYS },
      (_, day) => `&asOf=2026-06-${String(day + 1).padStart(2, '0')}`,
    );
    return items.flatMap(({ code }) =>
      ['', ...days].map((day) => `/v1/markets/${code}/vendors?limit=10${day}`),
    );
  }

  /** Asks at a steady rate, however long the answers take. */
  async function ask(paths: readonly string[], running: { readonly isOver: boolean }): Promise<Answered[]> {
    const began = performance.now();
    const answers: Promise<Answered>[] = [];
    while (!running.isOver || answers.length < QUESTIONS_MIN) {
      const due = began + (answers.length * 1000) / QUESTIONS_PER_SECOND;
      const early = due - performance.now();
      if (early > 0) await pause(early);
      answers.push(question(paths[answers.length % paths.length] ?? '', due));
    }
    return Promise.all(answers);
  }

  async function question(path: string, due: number): Promise<Answered> {
    const askedAt = performance.now();
    const { status, text, position } = await call('GET', path);
    const answeredAt = performance.now();
    const digest = createHash('sha256').update(text).digest('hex');
    return { path, status, position, digest, tookMs: answeredAt - due, askedAt, answeredAt };
  }

  async function call(
    method: string,
    path: string,
    body?: string,
    type = 'application/json',
  ): Promise<{ status: number; text: string; position: string }> {
    const answer = await fetch(`${server.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${ADMIN_KEY}`,
        ...(body === undefined ? {} : { 'content-type': type }),
      },
      ...(body === undefined ? {} : { body }),
    });
    const position = answer.headers.get('placet-position') ?? '';
    return { status: answer.status, text: await answer.text(), position };
  }

  async function undone(): Promise<unknown[]> {
    return (await record.query(`SELECT id FROM placet.delivery WHERE state <> 'done'`)).rows;
  }

  /** How many notices there are, how many were applied in one go and once, and how many items were received. */
  async function account(): Promise<unknown> {
    const { rows } = await record.query(
      `SELECT (SELECT count(*)::int FROM placet.notice WHERE key LIKE 'ocds-burst-%') AS applied,
         (SELECT count(*)::int FROM placet.notice n WHERE key LIKE 'ocds-burst-%' AND versions = 1
            AND n.id::text IN (SELECT key FROM placet.change WHERE kind = 'notice' GROUP BY key HAVING count(*) = 1)
            AND n.id::text IN (SELECT key FROM placet.delivery_item WHERE kind = 'notice' GROUP BY key HAVING count(*) = 1)) AS once,
         (SELECT sum(received_items)::int FROM placet.delivery WHERE source = 'feed') AS received`,
    );
    return rows[0];
  }
});

/** A market, its rules, and vendors that may serve it. */
function story(): string {
  const rules = regime({ version: '1', from: '2020-01-01', level: 'silver' });
  const vendors = [1, 2, 3, 4, 5].map((n) =>
    vendor(`vendor-${n}`, { scheme: 'STORY', level: 'gold', from: '2025-01-01' }),
  );
  return [vocabulary(), MARKET, SCHEMES, rules, ...vendors].join('\n---\n');
}

/** Questions that had two different answers at one position. */
function mixed(answers: readonly Answered[]): string[] {
  const known = new Map<string, string>();
  return answers.flatMap(({ path, position, digest }) => {
    const asked = `${path} at ${position}`;
    const before = known.get(asked) ?? digest;
    known.set(asked, before);
    return before === digest ? [] : [asked];
  });
}

/** Positions that were answered although a later one had been answered before the question was sent. */
function steppedBack(answers: readonly Answered[]): string[] {
  const ended = answers.toSorted((a, b) => a.answeredAt - b.answeredAt);
  let seen = 0;
  let highest = '0-0';
  return answers
    .toSorted((a, b) => a.askedAt - b.askedAt)
    .flatMap(({ path, askedAt, position }) => {
      for (let next = ended[seen]; next !== undefined && next.answeredAt < askedAt; next = ended[++seen])
        if (isAtLeast(next.position, highest)) highest = next.position;
      return isAtLeast(position, highest) ? [] : [`${path} at ${position} after ${highest}`];
    });
}

/** The most memory that a process held at once (Linux). */
function peakMebibytes(pid: number): number {
  const kibibytes = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kibibytes) / 1024;
}

function ms(time: number): string {
  return `${Math.round(time)} ms`;
}
