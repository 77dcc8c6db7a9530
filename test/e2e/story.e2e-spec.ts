import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { dataOf, type ItemOf } from '../../clients/typescript/src/index.ts';
import { eventually } from '../support/eventually.ts';
import { type Answer, startPlacet, type TestPlacet } from '../support/service/placet.ts';
import { queueBackends, startRedis, type TestRedis } from '../support/service/redis.ts';
import { MARKET, regime, register, SCHEMES, vendor, vocabulary } from '../support/story/story.ts';

const TODAY = new Date().toISOString().slice(0, 10);
const YESTERDAY = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
const A_SECOND = { within: 1000, every: 20 };

type Ranked = ItemOf<'/v1/markets/{market}/vendors'>;

describe.each(queueBackends())('a story of one market, queues on %s', (backend) => {
  let redis: TestRedis | undefined;
  let placet: TestPlacet;

  beforeAll(async () => {
    redis = backend === 'redis' ? await startRedis() : undefined;
    placet = await startPlacet({ redisUrl: redis?.url });
    await placet.call('POST', '/v1/sources', {
      body: { id: 'authority', name: 'Story authority', kind: 'push' },
    });
    for (const document of [vocabulary(), MARKET, SCHEMES]) {
      const { body } = await placet.deliver('authority', document);
      if (body.counts.quarantined > 0 || body.problems.length > 0) throw new Error(JSON.stringify(body));
    }
    await placet.deliver('authority', [vendor('alpha'), vendor('beta'), vendor('gamma')].join('\n---\n'));
  }, 120_000);

  afterAll(async () => {
    await placet?.close();
    await redis?.close();
  });

  const ranking = async (query: { asOf?: string } = {}): Promise<Record<string, Ranked>> => {
    const params = { path: { market: 'KR' }, query };
    const { items } = await dataOf(placet.client.api.GET('/v1/markets/{market}/vendors', { params }));
    return Object.fromEntries(items.map((item) => [item.offering.id, item]));
  };
  const verdicts = async (query: { asOf?: string } = {}): Promise<Record<string, unknown>> =>
    Object.fromEntries(Object.entries(await ranking(query)).map(([id, item]) => [id, item.verdict]));

  it('calls offerings unregulated while no rule decides, never eligible', async () => {
    await eventually(
      async () =>
        expect(await verdicts()).toEqual({
          'alpha-cloud': 'unregulated',
          'beta-cloud': 'unregulated',
          'gamma-cloud': 'unregulated',
        }),
      A_SECOND,
    );
  });

  it('decides by a complete register: listed passes, looked for and not listed fails', async () => {
    await placet.deliver('authority', regime({ version: '1', from: '2020-01-01', level: 'bronze' }));
    await placet.deliver(
      'authority',
      register(
        TODAY,
        [
          { vendor: 'alpha', level: 'bronze', from: '2025-01-01' },
          { vendor: 'beta', level: 'gold', from: '2025-01-01' },
        ],
        ['gamma'],
      ),
    );
    await eventually(
      async () =>
        expect(await verdicts()).toEqual({
          'alpha-cloud': 'eligible',
          'beta-cloud': 'eligible',
          'gamma-cloud': 'ineligible',
        }),
      A_SECOND,
    );
  });

  it('drops whoever falls short of a raised level within a second, and yesterday answers as before', async () => {
    const before = await ranking({ asOf: YESTERDAY });
    const raised = regime({ version: '2', from: TODAY, level: 'silver' });
    await placet.deliver('authority', raised);
    await eventually(
      async () =>
        expect(await verdicts()).toMatchObject({ 'alpha-cloud': 'ineligible', 'beta-cloud': 'eligible' }),
      A_SECOND,
    );
    expect((await ranking())['alpha-cloud']?.binding).toEqual([
      {
        regime: 'kr-story',
        requirement: 'level',
        title: 'Service holds STORY at silver or above',
        outcome: 'fail',
      },
    ]);
    const yesterday = await ranking({ asOf: YESTERDAY });
    // Only the forecast has changed: yesterday's verdict is now known to end today.
    expect(yesterday['alpha-cloud']?.validUntil).toBe(TODAY);
    expect(withoutForecast(yesterday)).toEqual(withoutForecast(before));
    expect((await verdicts({ asOf: YESTERDAY }))['alpha-cloud']).toBe('eligible');
  });

  it('names clause and register in the decision', async () => {
    const { body } = await placet.get('/v1/decisions?offering=alpha-cloud&market=KR');
    const level = body.requirements.find(
      (outcome: { requirement: string }) => outcome.requirement === 'level',
    );
    expect(level).toMatchObject({
      regime: 'kr-story',
      regimeVersion: '2',
      state: 'fail',
      clause: { source: 'Story gazette', clause: '4.2' },
    });
    expect(JSON.stringify(level.trace)).toContain('Story register');
    expect(JSON.stringify(level.trace)).toContain('registered');
  });

  it('changes nothing when the same delivery comes twice', async () => {
    const position = (await placet.get('/v1/markets/KR/vendors')).body.position;
    const again = await placet.deliver('authority', regime({ version: '2', from: TODAY, level: 'silver' }));
    expect(again.body.counts).toMatchObject({ received: 1, unchanged: 1, applied: 0 });
    expect((await placet.get('/v1/markets/KR/vendors')).body.position).toBe(position);
  });

  it('keeps the first of two bodies under one regime version and quarantines the other', async () => {
    const other = await placet.deliver('authority', regime({ version: '2', from: TODAY, level: 'gold' }));
    expect(other.body.counts).toMatchObject({ received: 1, quarantined: 1 });
    expect((await verdicts())['beta-cloud']).toBe('eligible');
  });

  it('quarantines a broken item with a pointer while its neighbours apply', async () => {
    const broken = regime({ version: '9', from: TODAY, level: 'silver', id: 'kr-broken' }).replace(
      'certificate: STORY',
      'certificate: STROY',
    );
    const delivery = await placet.deliver('authority', [broken, vendor('delta')].join('\n---\n'));
    expect(delivery.body.counts).toMatchObject({ received: 2, applied: 1, quarantined: 1 });
    const { body } = await placet.get(`/v1/quarantine?delivery=${delivery.body.id}`);
    expect(body.items).toHaveLength(1);
    expect(body.items[0].problem.errors[0]).toMatchObject({
      pointer: expect.stringContaining('/requirements/0/test'),
      nearest: expect.arrayContaining(['STORY']),
    });
    const items = await placet.get(`/v1/deliveries/${delivery.body.id}/items`);
    expect(items.body.items.map((item: { outcome: string }) => item.outcome).toSorted()).toEqual([
      'applied',
      'quarantined',
    ]);
    await eventually(async () => expect(await verdicts()).toHaveProperty('delta-cloud'), A_SECOND);
  });

  it('drops whoever loses its certificate, from the day the register says', async () => {
    await placet.deliver(
      'authority',
      register(
        TODAY,
        [
          { vendor: 'alpha', level: 'bronze', from: '2025-01-01' },
          { vendor: 'beta', level: 'gold', from: '2025-01-01', to: TODAY },
        ],
        ['gamma'],
      ),
    );
    await eventually(async () => expect((await verdicts())['beta-cloud']).toBe('ineligible'), A_SECOND);
    expect((await verdicts({ asOf: YESTERDAY }))['beta-cloud']).toBe('eligible');
  });

  it('says unknown, with the question to ask, where no register closes the world', async () => {
    await placet.deliver(
      'authority',
      [
        regime({ id: 'kr-rumour', version: '1', from: '2020-01-01', level: 'bronze', scheme: 'RUMOUR' }),
        vendor('omega', { scheme: 'RUMOUR', level: 'bronze', from: '2025-06-01' }),
      ].join('\n---\n'),
    );
    await placet.deliver(
      'authority',
      register(
        TODAY,
        [
          { vendor: 'omega', level: 'gold', from: '2025-01-01' },
          { vendor: 'beta', level: 'gold', from: '2025-01-01' },
        ],
        ['gamma', 'alpha', 'delta'],
      ),
    );
    await eventually(async () => expect((await verdicts())['omega-cloud']).toBe('eligible'), A_SECOND);
    const position = (await placet.get('/v1/markets/KR/vendors')).body.position;
    await placet.deliver(
      'authority',
      regime({ id: 'kr-rumour', version: '2', from: TODAY, level: 'gold', scheme: 'RUMOUR' }),
    );
    await eventually(async () => expect((await verdicts())['omega-cloud']).toBe('unknown'), A_SECOND);
    const beta = (await ranking())['beta-cloud'];
    expect(beta?.verdict).toBe('unknown');
    expect(beta?.questions).toBeGreaterThan(0);
    const decision = await placet.get('/v1/decisions?offering=beta-cloud&market=KR');
    expect(decision.body.openQuestions[0]).toMatchObject({
      regime: 'kr-rumour',
      requirement: 'level',
      attribute: 'certificate:RUMOUR',
    });
    expect(position).not.toBe(decision.body.position);
  });

  it('keeps an older reading of a register for the days before the newer one', async () => {
    const stateOn = async (day: string): Promise<string> => {
      const { body } = await placet.get(`/v1/decisions?offering=gamma-cloud&market=KR&asOf=${day}`);
      return body.requirements.find((outcome: { regime: string }) => outcome.regime === 'kr-story').state;
    };
    await placet.deliver(
      'authority',
      register(YESTERDAY, [{ vendor: 'gamma', level: 'gold', from: '2025-01-01' }]),
    );
    await eventually(async () => expect(await stateOn(YESTERDAY)).toBe('pass'), A_SECOND);
    expect(await stateOn(TODAY)).toBe('fail');
  });

  it('answers as it was known before a delivery', async () => {
    const before: Answer = await placet.get('/v1/markets/KR/vendors');
    const instant = new Date().toISOString();
    await placet.deliver('authority', vendor('late'));
    await eventually(async () => expect(await verdicts()).toHaveProperty('late-cloud'), A_SECOND);
    const known = await placet.get(`/v1/markets/KR/vendors?knownAt=${encodeURIComponent(instant)}`);
    expect(known.body.items).toEqual(before.body.items);
  });
});

function withoutForecast<T extends { validUntil: string | null }>(
  items: Readonly<Record<string, T>>,
): Record<string, object> {
  return Object.fromEntries(
    Object.entries(items).map(([id, item]) => [id, { ...item, validUntil: undefined }]),
  );
}
