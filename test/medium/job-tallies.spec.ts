import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { bucketOf, figuresOf, type JobTally } from '#messaging';
import { createDataSource, migrate, PostgresJobTallies } from '#persistence';
import { createTestDatabase, type TestDatabase } from '../support/service/postgres.ts';

const NOON = new Date('2026-11-24T12:00:00Z');
const LATER = new Date('2026-11-24T12:01:00Z');

function tally(parts: Partial<JobTally>): JobTally {
  return {
    queue: 'intake',
    job: 'read',
    outcome: 'done',
    measure: 'took',
    minute: NOON,
    bucket: bucketOf(100),
    jobs: 1,
    ...parts,
  };
}

describe('counted durations', () => {
  let database: TestDatabase;
  let source: DataSource;
  let tallies: PostgresJobTallies;

  beforeAll(async () => {
    database = await createTestDatabase();
    await migrate(database.url);
    source = await createDataSource(database.url, 4).initialize();
    tallies = new PostgresJobTallies(source);
  }, 60_000);

  afterAll(async () => {
    await source?.destroy();
    await database?.close();
  });

  it('of several workers and minutes add up, by queue', async () => {
    await tallies.add([]);
    await Promise.all([
      tallies.add([tally({ jobs: 2 }), tally({ bucket: bucketOf(1000) })]),
      tallies.add([tally({ jobs: 3 }), tally({ outcome: 'failed', minute: LATER })]),
      tallies.add([tally({ measure: 'waited', bucket: 0, jobs: 6 }), tally({ queue: 'upkeep' })]),
    ]);
    const intake = figuresOf(await tallies.since(NOON, 'intake'));
    expect(intake).toMatchObject([{ job: 'read', done: 6, failed: 1, waited: { p50: 0, p99: 0 } }]);
    expect(intake[0]?.took?.p50).toBeGreaterThan(94);
    expect(intake[0]?.took?.p50).toBeLessThan(106);
    expect(intake[0]?.took?.p99).toBeGreaterThan(940);
    expect(new Set((await tallies.since(NOON)).map(({ queue }) => queue))).toEqual(
      new Set(['intake', 'upkeep']),
    );
  });

  it('end with their window, and are forgotten', async () => {
    expect(await tallies.since(LATER, 'intake')).toMatchObject([{ outcome: 'failed', jobs: 1 }]);
    await tallies.forget(LATER);
    expect(await tallies.since(NOON)).toHaveLength(1);
  });
});
