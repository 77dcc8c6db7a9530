import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { request } from 'node:http';
import { eventually } from '../../support/eventually.ts';
import type { HostileBody } from '../../support/hostile/hostile-body.ts';
import { hostileCorpus } from '../../support/hostile/hostile-corpus.ts';
import { startPlacet, type TestPlacet } from '../../support/service/placet.ts';
import { killStartedPrograms } from '../../support/service/processes.ts';
import { startWorker, type WorkerProgram } from '../../support/service/worker-program.ts';

const CORPUS = hostileCorpus();
const AT_ONCE = 8;

describe('input that means harm', () => {
  let placet: TestPlacet;
  let server: WorkerProgram;

  beforeAll(async () => {
    placet = await startPlacet({ env: { PLACET_ROLE: 'api' } });
    await placet.call('POST', '/v1/sources', { body: { id: 'feed', name: 'Feed', kind: 'push' } });
    server = await startWorker(placet.databaseUrl, undefined, {
      PLACET_ROLE: 'all',
      PLACET_ADMIN_KEY: placet.adminKey,
      PLACET_RATE_LIMIT_PER_MINUTE: '0',
    });
    await server.ready();
  }, 120_000);

  afterAll(async () => {
    await server?.destroy();
    await killStartedPrograms();
    await placet?.close();
  });

  it('is a corpus of 300 bodies and more, each under a name of its own', () => {
    expect(CORPUS.length).toBeGreaterThanOrEqual(300);
    expect(new Set(CORPUS.map(({ name }) => name)).size).toBe(CORPUS.length);
  });

  it('is refused or accounted for, and never ends or stops the process', async () => {
    const accepted: string[] = [];
    const failed: string[] = [];
    const waiting = CORPUS.values();
    const sender = async (): Promise<void> => {
      for (const hostile of waiting) {
        const { status, body } = await send(hostile);
        if (status >= 500) failed.push(`${hostile.name}: ${status} ${body}`);
        if (status === 202) accepted.push(JSON.parse(body).id);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, sender));
    expect(failed).toEqual([]);
    expect(accepted.length).toBeGreaterThan(250);
    for (const id of accepted) {
      const { counts } = await eventually(
        async () => {
          const answer = await placet.get(`/v1/deliveries/${id}`);
          if (answer.body.finished === null) throw new Error(answer.text);
          return answer.body;
        },
        { within: 120_000, every: 50 },
      );
      const { received, ...outcomes } = counts;
      expect(Object.values<number>(outcomes).reduce((sum, count) => sum + count, 0)).toBe(received);
    }
    // The process that was there at the beginning is there, and has never read a delivery apart.
    const { status } = await fetch(`${server.url}/readyz`);
    expect(status).toBe(200);
    expect(server.program.output()).not.toMatch(/process of its own|failed:/);
    const after = await placet.get('/v1/notices?source=feed&limit=1');
    expect(after.status).toBe(200);
  }, 300_000);

  function send({ contentType, encoding, body }: HostileBody): Promise<{ status: number; body: string }> {
    return new Promise((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${placet.adminKey}`,
        'content-type': contentType,
        'content-length': String(body.length),
        ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
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
      outgoing.end(body);
    });
  }
});
