import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startPlacet, type Answer, type TestPlacet } from '../../support/service/placet.ts';
import { MARKET, regime, SCHEMES, vendor, vocabulary } from '../../support/story/story.ts';

/** A Norwegian notice with two lots, of which the first asks for a security clearance. */
const EFORMS = readFileSync(
  new URL('../../../libs/formats/src/eforms/fixtures/contract-notice.xml', import.meta.url),
  'utf8',
);

const RELEASE = {
  ocid: 'ocds-rank-1',
  id: 'r1',
  date: '2026-01-10T09:00:00Z',
  tag: ['tender'],
  initiationType: 'tender',
  language: 'en',
  parties: [{ id: 'B1', name: 'Ministry', roles: ['buyer'], address: { countryName: 'KR' } }],
  buyer: { id: 'B1', name: 'Ministry' },
  tender: {
    id: 'T1',
    title: 'Cloud storage',
    status: 'active',
    value: { amount: 250000, currency: 'KRW' },
    procurementMethod: 'open',
    items: [{ id: '1', classification: { scheme: 'CPV', id: '72317000' } }],
  },
};

describe('vendors ranked for a notice', () => {
  let placet: TestPlacet;
  let korean: string;
  let norwegian: string;

  beforeAll(async () => {
    placet = await startPlacet();
    await placet.call('POST', '/v1/sources', { body: { id: 'feed', name: 'Feed', kind: 'push' } });
    const certificate = { scheme: 'STORY', level: 'gold', from: '2026-01-01' };
    const rules = regime({ version: '1', from: '2020-01-01', level: 'bronze' });
    const documents = [vocabulary(), MARKET, SCHEMES, rules, vendor('alpha', certificate), vendor('beta')];
    for (const document of documents) await placet.deliver('feed', document);
    await placet.deliver('feed', JSON.stringify(RELEASE), 'application/json');
    await placet.deliver('feed', EFORMS, 'application/xml');
    const idOf = async (query: string): Promise<string> =>
      (await placet.get(`/v1/notices?${query}`)).body.items[0].id;
    korean = await idOf('key=ocds-rank-1');
    norwegian = await idOf('text=sovereign');
  }, 60_000);

  afterAll(() => placet?.close());

  const ranked = (id: string, query = ''): Promise<Answer> =>
    placet.get(`/v1/notices/${id}/vendors?${query}`);

  it('answers by the rules of its market, and says where each part of the need is from', async () => {
    const { body } = await ranked(korean);
    expect(body).toMatchObject({
      market: 'KR',
      notice: { id: korean, lot: null },
      regimes: [{ id: 'kr-story' }],
      clauses: [],
    });
    const names = body.items.map((item: { offering: { id: string } }) => item.offering.id);
    expect(names).toEqual(['alpha-cloud', 'beta-cloud']);
    const origins = Object.fromEntries(
      body.needFrom.map((origin: { path: string; from: string }) => [origin.path, origin.from]),
    );
    expect(origins).toEqual({
      'buyer.kind': 'default',
      'workload.service': 'notice',
      'workload.services': 'notice',
      'contract.value': 'notice',
      'contract.procedure': 'notice',
    });
    expect(body.needFrom).toContainEqual({
      path: 'contract.value',
      value: { amount: '250000', currency: 'KRW' },
      from: 'notice',
      field: 'value',
      place: expect.stringContaining('/tender/value'),
      because: 'The estimated value.',
    });
    expect(Object.keys(body.need).toSorted()).toEqual(Object.keys(origins).toSorted());
  });

  it('lets the request say otherwise, and pages', async () => {
    const { body } = await ranked(korean, 'contractValue=5&limit=1');
    expect(body.need['contract.value']).toEqual({ amount: '5', currency: 'KRW' });
    expect(body.needFrom).toContainEqual({
      path: 'contract.value',
      value: { amount: '5', currency: 'KRW' },
      from: 'question',
    });
    const rest = await ranked(korean, `contractValue=5&limit=1&cursor=${encodeURIComponent(body.next)}`);
    expect(rest.body.items.map((item: { rank: number }) => item.rank)).toEqual([2]);
  });

  it('adds the clauses of a lot as gates', async () => {
    const whole = await ranked(norwegian, 'market=KR');
    expect(whole.body.clauses).toContainEqual(
      expect.objectContaining({ id: 'security-clearance', outcome: 'unchecked', lots: ['LOT-0001'] }),
    );
    const lot = await ranked(norwegian, 'market=KR&lot=LOT-0001&explain=full');
    expect(lot.body.clauses).toContainEqual(
      expect.objectContaining({ id: 'security-clearance', outcome: 'gate' }),
    );
    expect(lot.body.need).toMatchObject({ 'workload.classified': true });
    const [first] = lot.body.items;
    expect(first.requirements).toContainEqual(
      expect.objectContaining({ requirement: 'security-clearance', state: 'curable' }),
    );
    expect(first.verdict).toBe('conditional');
    const other = await ranked(norwegian, 'market=KR&lot=LOT-0002');
    expect(other.body.need['workload.classified']).toBeUndefined();
  });

  it('takes a notice in a body, with further constraints', async () => {
    const where = { certificate: 'STORY', atLeast: 'gold' };
    const body = { notice: norwegian, market: 'KR', lot: 'LOT-0001', where, explain: 'full' };
    const answer = await placet.call('POST', '/v1/rankings', { body });
    expect(answer.status).toBe(200);
    const asked = answer.body.items[0].requirements.map((one: { requirement: string }) => one.requirement);
    expect(asked).toEqual(expect.arrayContaining(['level', 'where', 'security-clearance']));
    expect((await placet.call('POST', '/v1/rankings', { body: {} })).status).toBe(422);
  });

  it('refuses what it can not ask, and says what would help', async () => {
    const norway = await ranked(norwegian);
    expect(norway.status).toBe(422);
    expect(norway.body.errors[0]).toMatchObject({
      parameter: 'market',
      detail: expect.stringContaining('NO'),
    });
    const lot = await ranked(norwegian, 'market=KR&lot=LOT-9');
    expect(lot.body.errors[0].detail).toContain('LOT-0001, LOT-0002');
    expect((await ranked('00000000-0000-4000-8000-000000000000')).status).toBe(404);
    expect((await ranked('nonsense')).status).toBe(404);
  });
});
