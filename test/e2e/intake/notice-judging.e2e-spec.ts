import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Client } from 'pg';
import { eventually } from '../../support/eventually.ts';
import { startPlacet, type TestPlacet } from '../../support/service/placet.ts';
import { queueBackends, startRedis, type TestRedis } from '../../support/service/redis.ts';
import { release } from '../../support/feeds/release-feed.ts';
import { relevanceRules } from '../../support/relevance.ts';
import { vocabulary } from '../../support/story/story.ts';

const NOTICES = 1200;
/** Nothing but these has a code of infrastructure. */
const CLOUD = new Set(['ocds-judge-7', 'ocds-judge-900']);

describe.each(queueBackends())('notices that were judged by older rules, queues on %s', (backend) => {
  let redis: TestRedis | undefined;
  let placet: TestPlacet;
  let record: Client;

  beforeAll(async () => {
    redis = backend === 'redis' ? await startRedis() : undefined;
    placet = await startPlacet({ redisUrl: redis?.url, env: { RECONCILE_MS: '500' } });
    await placet.call('POST', '/v1/sources', { body: { id: 'feed', name: 'Feed', kind: 'push' } });
    record = new Client({ connectionString: placet.databaseUrl });
    await record.connect();
    await placet.deliver('feed', vocabulary());
    await placet.deliver('feed', relevanceRules());
    const releases = Array.from({ length: NOTICES }, (_, index) => {
      const key = `ocds-judge-${index}`;
      const code = CLOUD.has(key) ? '72514000' : '55524000';
      const items = [{ id: '1', classification: { scheme: 'CPV', id: code } }];
      return JSON.stringify(release(key, { title: 'A purchase', description: 'As described.', items }));
    });
    await placet.deliver('feed', releases.join('\n'), 'application/x-ndjson');
  }, 120_000);

  afterAll(async () => {
    await record?.end();
    await placet?.close();
    await redis?.close();
  });

  it('are judged again once when the rules change, and those with news are told to the log', async () => {
    expect(await bands()).toEqual({ relevant: CLOUD.size, no: NOTICES - CLOUD.size });
    const before = await changes();
    await placet.deliver(
      'feed',
      relevanceRules().replace("version: '1'", "version: '2'").replace('threshold: 4', 'threshold: 50'),
    );
    await eventually(async () => expect(await judgedBy('infrastructure@2')).toBe(NOTICES), {
      within: 60_000,
      every: 100,
    });
    expect(await bands()).toEqual({ possible: CLOUD.size, no: NOTICES - CLOUD.size });
    const told = (await changes()).slice(before.length).map(({ key }) => key);
    expect(told.toSorted()).toEqual([...CLOUD].toSorted());
  }, 120_000);

  it('stay as they are when another document changes', async () => {
    const before = await written();
    await placet.deliver('feed', vocabulary().replace('version:', 'note: reworded\nversion:'));
    await eventually(async () => expect(await outdated()).toBe(0), { within: 20_000, every: 100 });
    expect(await written()).toEqual(before);
  });

  async function bands(): Promise<Record<string, number>> {
    const { body } = await placet.get('/v1/notices?facets=relevance&limit=1');
    const counts: { value: string; count: number }[] = body.facets.relevance;
    return Object.fromEntries(counts.map(({ value, count }) => [value, count]));
  }

  async function judgedBy(rules: string): Promise<number> {
    const { rows } = await record.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM placet.notice WHERE relevance ->> 'rules' = $1`,
      [rules],
    );
    return rows[0]?.n ?? 0;
  }

  async function changes(): Promise<{ key: string }[]> {
    const { rows } = await record.query<{ key: string }>(
      `SELECT n.key FROM placet.change c JOIN placet.notice n ON n.id::text = c.key WHERE c.kind = 'notice' ORDER BY c.seq`,
    );
    return rows;
  }

  /** Which transactions wrote the notices as they are. */
  async function written(): Promise<string[]> {
    const { rows } = await record.query<{ xmin: string }>(
      'SELECT DISTINCT xmin::text FROM placet.notice ORDER BY 1',
    );
    return rows.map(({ xmin }) => xmin);
  }

  async function outdated(): Promise<number> {
    const { rows } = await record.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM placet.notice WHERE judged < (SELECT max(xid) FROM placet.change WHERE kind = 'relevance')`,
    );
    return rows[0]?.n ?? 0;
  }
});
