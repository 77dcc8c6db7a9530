import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { eventually } from '../support/eventually.ts';
import { startPlacet, type TestPlacet } from '../support/service/placet.ts';
import { killStartedPrograms } from '../support/service/processes.ts';
import { MARKET, regime, SCHEMES, vendor, vocabulary } from '../support/story/story.ts';
import { startWorker, type WorkerProgram } from '../support/service/worker-program.ts';

/** The smoke of every build; PLACET_FAULT_KILLS=20 is the promise in full. */
const KILLS = Number(process.env['PLACET_FAULT_KILLS'] ?? 3);
const VENDORS_A_KILL = 12;

describe('the projection of standing verdicts', () => {
  let placet: TestPlacet;
  let record: Client;
  let workers: WorkerProgram[] = [];

  beforeAll(async () => {
    placet = await startPlacet({ env: { PLACET_ROLE: 'api' } });
    await placet.call('POST', '/v1/sources', { body: { id: 'story', name: 'Story', kind: 'push' } });
    record = new Client({ connectionString: placet.databaseUrl });
    await record.connect();
    workers = await Promise.all([0, 1].map(() => startWorker(placet.databaseUrl)));
    await Promise.all(workers.map((worker) => worker.ready()));
    const rules = regime({ version: '1', from: '2020-01-01', level: 'silver', scheme: 'RUMOUR' });
    for (const document of [vocabulary(), MARKET, SCHEMES, rules]) await placet.deliver('story', document);
  }, 180_000);

  afterAll(async () => {
    for (const worker of workers) await worker.destroy();
    await killStartedPrograms();
    await record?.end();
    await placet?.close();
  });

  it(
    `${KILLS} kills of the worker that does it: every change of verdict once, with its event, resumed within 10 s`,
    async () => {
      const expected: string[] = [];
      for (let kill = 0; kill < KILLS; kill += 1) {
        for (let nth = 0; nth < VENDORS_A_KILL; nth += 1) {
          const id = `v${kill}-${nth}`;
          expected.push(`${id}-cloud`);
          await placet.call('POST', '/v1/sources/story/deliveries', {
            body: vendor(id, { scheme: 'RUMOUR', level: 'gold', from: '2025-01-01' }),
            headers: { 'content-type': 'application/yaml' },
          });
        }
        await eventually(
          async () => expect(await turned()).not.toHaveLength(expected.length - VENDORS_A_KILL),
          {
            within: 30_000,
            every: 5,
          },
        );
        const victim = await leader();
        victim.program.kill('SIGKILL');
        await victim.program.ended;
        const at = await turned();
        await eventually(
          async () =>
            expect((await turned()).length).toBeGreaterThan(Math.min(at.length, expected.length - 1)),
          { within: 10_000, every: 50 },
        );
        await eventually(async () => expect(await turned()).toEqual(expected.toSorted()), {
          within: 60_000,
          every: 100,
        });
        await victim.destroy();
        workers = [...workers.filter((worker) => worker !== victim), await startWorker(placet.databaseUrl)];
      }
      const { rows } = await record.query(
        `SELECT data ->> 'offering' AS offering FROM placet.event WHERE type = 'placet.verdict.changed' ORDER BY data ->> 'offering' COLLATE "C"`,
      );
      expect(rows).toEqual(expected.toSorted().map((offering) => ({ offering })));
    },
    KILLS * 120_000,
  );

  async function turned(): Promise<string[]> {
    const { rows } = await record.query<{ offering: string }>(
      'SELECT offering FROM placet.verdict_transition',
    );
    return rows.map(({ offering }) => offering).toSorted();
  }

  /** The worker whose session holds the lease. */
  async function leader(): Promise<WorkerProgram> {
    const { rows } = await record.query<{ name: string }>(
      `SELECT a.application_name AS name FROM pg_locks l JOIN pg_stat_activity a USING (pid)
       WHERE l.locktype = 'advisory' AND l.classid = 7268 AND l.granted AND a.datname = current_database()`,
    );
    const found = workers.find(({ program }) => rows[0]?.name === `placet-lease ${program.pid}`);
    if (found === undefined) throw new Error('No worker holds the lease');
    return found;
  }
});
