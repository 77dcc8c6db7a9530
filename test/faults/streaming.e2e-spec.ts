import { request } from 'node:http';
import { readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.ts';
import { LONG_FEEDS, type LongFeed } from '../support/feeds/long-feed.ts';
import { startPlacet, type TestPlacet } from '../support/service/placet.ts';
import { killStartedPrograms } from '../support/service/processes.ts';
import { startWorker, type WorkerProgram } from '../support/service/worker-program.ts';

/** The promise is for 1,024; `npm run test:streaming` asks for it. */
const MEGABYTES = Number(process.env['PLACET_STREAM_MB'] ?? 32);
const IS_FULL = process.env['PLACET_STREAM_MB'] !== undefined;
const RSS_MAX_MB = 400;
const LAG_P99_MAX_S = 0.2;

describe('a document that is longer than the memory', () => {
  let placet: TestPlacet;
  let server: WorkerProgram;

  beforeAll(async () => {
    placet = await startPlacet({ env: { PLACET_ROLE: 'api' } });
    await placet.call('POST', '/v1/sources', { body: { id: 'feed', name: 'Feed', kind: 'push' } });
    server = await startWorker(placet.databaseUrl, undefined, {
      PLACET_ROLE: 'all',
      PLACET_ADMIN_KEY: placet.adminKey,
      PLACET_BODY_MAX_MB: '2048',
      NODE_OPTIONS: '--max-old-space-size=256',
    });
    await server.ready();
  }, 120_000);

  afterAll(async () => {
    await server?.destroy();
    await killStartedPrograms();
    await placet?.close();
  });

  it.each(LONG_FEEDS.map((feed): [string, LongFeed] => [feed.name, feed]))(
    'is read to its end or refused by rule, within 400 MB: %s',
    async (_name, feed) => {
      await lagP99();
      const began = Date.now();
      const { status, body } = await send(feed, MEGABYTES * 1024 * 1024);
      expect(status).toBe(202);
      const { id } = JSON.parse(body);
      const delivery = await eventually(
        async () => {
          const answer = await placet.get(`/v1/deliveries/${id}`);
          if (answer.body.finished === null) throw new Error(`${answer.text}\n${server.program.output()}`);
          return answer.body;
        },
        { within: 3_600_000, every: 250 },
      );
      const lag = await lagP99();
      const rss = peakMegabytes(server.program.pid);
      const { counts } = delivery;
      expect(endingOf(delivery)).toBe(feed.ends);
      expect(rss).toBeLessThan(RSS_MAX_MB);
      // A machine that does other things too makes everything late; the long form has it to itself.
      expect(IS_FULL ? lag : 0).toBeLessThan(LAG_P99_MAX_S);
      process.stderr.write(
        `${feed.name}: ${MEGABYTES} MB, ${counts.received} items in ${((Date.now() - began) / 1000).toFixed(0)} s, peak ${rss.toFixed(0)} MB, event loop p99 ${(lag * 1000).toFixed(0)} ms\n`,
      );
    },
    IS_FULL ? 3_600_000 : 240_000,
  );

  function send(feed: LongFeed, length: number): Promise<{ status: number; body: string }> {
    return new Promise((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${placet.adminKey}`,
        'content-type': feed.contentType,
        ...(feed.encoding === undefined ? {} : { 'content-encoding': feed.encoding }),
      };
      const outgoing = request(`${server.url}/v1/sources/feed/deliveries`, { method: 'POST', headers });
      outgoing.on('response', (answer) => {
        const parts: Buffer[] = [];
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(parts).toString() }),
        );
      });
      outgoing.on('error', reject);
      pipeline(Readable.from(feed.bytes(length)), outgoing).catch(reject);
    });
  }

  /** Delay of the event loop since this was asked before, in seconds. */
  async function lagP99(): Promise<number> {
    const answer = await fetch(`${server.url}/metrics`);
    const line = /^placet_nodejs_eventloop_lag_p99_seconds (\S+)$/m.exec(await answer.text());
    return Number(line?.[1]);
  }
});

/** Every item applied, or the document held as the one item it would be. */
function endingOf({ counts }: { counts: Record<string, number> }): string {
  if (counts['received'] === 1 && counts['quarantined'] === 1) return 'held';
  return counts['applied'] === counts['received'] ? 'read' : JSON.stringify(counts);
}

/** The most memory that a process ever had (Linux). */
function peakMegabytes(pid: number): number {
  const kilobytes = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) / 1024;
}
