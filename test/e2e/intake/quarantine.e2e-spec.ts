import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../../support/eventually.ts';
import { type Answer, startPlacet, type TestPlacet } from '../../support/service/placet.ts';
import { MARKET, regime, SCHEMES, vendor, vocabulary } from '../../support/story/story.ts';

const NOWHERE = '00000000-0000-4000-8000-000000000000';

describe('quarantine', () => {
  let placet: TestPlacet;
  let keyId: string;
  let key: string;

  beforeAll(async () => {
    placet = await startPlacet();
    await placet.call('POST', '/v1/sources', { body: { id: 'story', name: 'Story', kind: 'push' } });
    for (const document of [vocabulary(), MARKET, SCHEMES]) await placet.deliver('story', document);
    const issued = await placet.call('POST', '/v1/keys', { body: { name: 'Analyst', role: 'analyst' } });
    ({ id: keyId, key } = issued.body);
  }, 60_000);

  afterAll(() => placet?.close());

  /** Delivers one good and one broken item; answers the delivery and the broken item. */
  async function deliverBroken(id: string, scheme?: string): Promise<{ delivery: string; item: string }> {
    const { body } = await placet.deliver('story', [vendor(`of-${id}`), broken(id, scheme)].join('\n---\n'));
    expect(body.counts).toMatchObject({ received: 2, applied: 1, quarantined: 1, pending: 0 });
    const waiting = await placet.get(`/v1/quarantine?delivery=${body.id}`);
    return { delivery: body.id, item: waiting.body.items[0].id };
  }
  const decide = (item: string, action: string, body: object): Promise<Answer> =>
    placet.call('POST', `/v1/quarantine/${item}/${action}`, { key, body });
  const countsOf = async (delivery: string): Promise<Record<string, number>> =>
    (await placet.get(`/v1/deliveries/${delivery}`)).body.counts;

  it('applies a corrected item, and says who corrected what and why', async () => {
    const { delivery, item } = await deliverBroken('kr-corrected');
    const { status, body } = await decide(item, 'retry', {
      text: broken('kr-corrected', 'STORY'),
      reason: 'A letter was swapped',
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      state: 'retried',
      decisions: [
        {
          action: 'retry',
          actor: keyId,
          reason: 'A letter was swapped',
          corrected: expect.stringMatching(/^[0-9a-f]{64}$/),
          outcome: 'applied',
        },
      ],
    });
    expect(await countsOf(delivery)).toEqual({
      received: 2,
      applied: 2,
      unchanged: 0,
      superseded: 0,
      duplicate: 0,
      quarantined: 0,
      pending: 0,
    });
    await eventually(async () => expect((await placet.get('/v1/regimes/kr-corrected')).status).toBe(200));
    const items = await placet.get(`/v1/deliveries/${delivery}/items`);
    expect(items.body.items[1]).toEqual({ pointer: '/1', outcome: 'applied', regime: 'kr-corrected' });
  });

  it('reads an item again by itself once the names it waited for have come', async () => {
    const { delivery, item } = await deliverBroken('kr-waiting', 'LATE');
    await placet.deliver('story', SCHEMES.replaceAll('STORY', 'LATE').split('---').at(0) ?? '');
    await eventually(
      async () => expect(await countsOf(delivery)).toMatchObject({ applied: 2, quarantined: 0 }),
      { within: 15_000 },
    );
    const { body } = await placet.get(`/v1/quarantine/${item}`);
    expect(body).toMatchObject({ state: 'retried', decisions: [{ actor: 'placet', outcome: 'applied' }] });
  }, 30_000);

  it('keeps an item open that is as broken as before, and records the try', async () => {
    const { delivery, item } = await deliverBroken('kr-still');
    const { status, body } = await decide(item, 'retry', {});
    expect([status, body.state]).toEqual([200, 'open']);
    expect(body.decisions).toMatchObject([{ action: 'retry', outcome: 'quarantined', reason: null }]);
    expect(await countsOf(delivery)).toMatchObject({ applied: 1, quarantined: 1 });
  });

  it('refuses a correction that is broken itself, pointing into it, and leaves the item as it was', async () => {
    const { item } = await deliverBroken('kr-refused');
    const again = await decide(item, 'retry', { text: broken('kr-refused', 'STRY') });
    expect(again.status).toBe(422);
    expect(again.body.errors[0]).toMatchObject({
      pointer: expect.stringMatching(/^\/item\/requirements\/0\/test/),
      nearest: expect.arrayContaining(['STORY']),
    });
    const two = [broken('kr-refused', 'STORY'), vendor('kr-second')].join('\n---\n');
    expect((await decide(item, 'retry', { text: two })).body.detail).toContain('exactly one item');
    expect((await decide(item, 'retry', { text: 'x', item: {} })).status).toBe(422);
    expect((await placet.get(`/v1/quarantine/${item}`)).body).toMatchObject({ state: 'open', decisions: [] });
  });

  it('discards for good, with a reason, and goes on counting the item', async () => {
    const { delivery, item } = await deliverBroken('kr-discarded');
    expect((await decide(item, 'discard', {})).status).toBe(422);
    const { body } = await decide(item, 'discard', { reason: 'Never was a rule' });
    expect(body).toMatchObject({
      state: 'discarded',
      decisions: [{ action: 'discard', actor: keyId, reason: 'Never was a rule', outcome: 'quarantined' }],
    });
    expect(await countsOf(delivery)).toMatchObject({ received: 2, applied: 1, quarantined: 1 });
    expect((await decide(item, 'retry', {})).status).toBe(409);
    expect((await decide(item, 'discard', { reason: 'Twice' })).status).toBe(409);
    const open = await placet.get(`/v1/quarantine?delivery=${delivery}`);
    expect(open.body.items).toEqual([]);
  });

  it('lets one of two people decide', async () => {
    const { item } = await deliverBroken('kr-race');
    const text = broken('kr-race', 'STORY');
    const answers = await Promise.all([1, 2].map(() => decide(item, 'retry', { text })));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409]);
  });

  it('knows no item that is not there', async () => {
    expect((await placet.get(`/v1/quarantine/${NOWHERE}`)).status).toBe(404);
    expect((await decide(NOWHERE, 'retry', {})).status).toBe(404);
    expect((await placet.get('/v1/quarantine/none')).status).toBe(404);
  });
});

/** A regime that names a scheme which is not there, unless another one is named. */
function broken(id: string, scheme = 'STROY'): string {
  return regime({ id, version: '1', from: '2025-01-01', level: 'silver', scheme });
}
