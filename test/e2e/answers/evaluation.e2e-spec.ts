import { performance } from 'node:perf_hooks';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { isAtLeast } from '#application';
import { startPlacet, type TestPlacet } from '../../support/service/placet.ts';
import { vendor } from '../../support/story/story.ts';

/** Markets with many rules, so that a first question about them is work. */
const MARKETS = ['KR', 'JP', 'FR', 'DE', 'US', 'GB', 'IN', 'SA'];

describe('the thread that evaluates', () => {
  let placet: TestPlacet;

  beforeAll(async () => {
    placet = await startPlacet({ seed: true });
    await placet.call('POST', '/v1/sources', { body: { id: 'story', name: 'Story', kind: 'push' } });
  }, 240_000);

  afterAll(() => placet?.close());

  const measure = async (name: string): Promise<number> => {
    const { text } = await placet.get('/metrics', { key: null });
    const [, value] = new RegExp(`^${name} (\\S+)$`, 'm').exec(text) ?? [];
    return Number(value);
  };

  it('does the work of first questions, so that the event loop has little to do with them', async () => {
    const busyBefore = await measure('placet_evaluation_busy_seconds_total');
    const before = performance.eventLoopUtilization();
    const answers = await Promise.all(
      MARKETS.map((market) => placet.get(`/v1/markets/${market}/vendors?asOf=2025-03-07&limit=50`)),
    );
    const { active } = performance.eventLoopUtilization(before);
    const busy = (await measure('placet_evaluation_busy_seconds_total')) - busyBefore;
    expect(answers.map(({ status }) => status)).toEqual(MARKETS.map(() => 200));
    // Tests run in the process that serves: asking, and what else it does, counts against it too.
    expect(busy * 1000).toBeGreaterThan(active);
  }, 300_000);

  it('answers from one position after the other while the world is changed', async () => {
    const positions: string[] = [];
    const statuses = new Set<number>();
    const changing = new AbortController();
    const asking = (async () => {
      for (let day = 1; !changing.signal.aborted; day = (day % 27) + 1) {
        const asOf = `2025-06-${String(day).padStart(2, '0')}`;
        const { status, body } = await placet.get(`/v1/markets/SG/vendors?asOf=${asOf}&limit=5`);
        statuses.add(status);
        positions.push(body.position);
      }
    })();
    for (const level of ['bronze', 'silver', 'gold']) {
      const { headers, body } = await placet.deliver('story', vendor(`vendor-${level}`));
      expect(body.counts.quarantined).toBe(0);
      const { status } = await placet.get('/v1/markets/SG/vendors?limit=5', {
        headers: { 'placet-at-least': headers.get('placet-position') ?? '' },
      });
      expect(status).toBe(200);
    }
    changing.abort();
    await asking;
    expect([...statuses]).toEqual([200]);
    expect(positions.every((position, at) => at === 0 || isAtLeast(position, positions[at - 1] ?? ''))).toBe(
      true,
    );
  }, 120_000);
});
