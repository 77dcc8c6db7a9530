import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../../support/eventually.ts';
import { startPlacet, type TestPlacet } from '../../support/service/placet.ts';
import { MARKET, regime, register, SCHEMES, vendor, vocabulary } from '../../support/story/story.ts';

const QUESTIONS = ['', '?asOf=2025-02-01', '?asOf=2026-06-01', '?asOf=2027-06-01', '?need=private'];

/** What was learnt, in this order; the later entries speak of earlier days. */
const HISTORY: readonly { readonly what: string; readonly document: string }[] = [
  { what: 'a regime', document: regime({ version: '1', from: '2024-01-01', level: 'bronze' }) },
  { what: 'two vendors', document: [vendor('alpha'), vendor('beta')].join('\n---\n') },
  {
    what: 'a certificate by letter',
    document: vendor('alpha', { scheme: 'STORY', level: 'silver', from: '2025-01-01' }),
  },
  {
    what: 'a reading of the register',
    document: register('2026-05-01', [{ vendor: 'alpha', level: 'gold', from: '2024-06-01' }], ['beta']),
  },
  {
    what: 'a stricter version that starts next year',
    document: regime({ version: '2', from: '2027-01-01', level: 'gold' }),
  },
  { what: 'a late correction: the letter was withdrawn', document: vendor('alpha') },
  {
    what: 'an older reading of the register, found late',
    document: register(
      '2026-02-01',
      [{ vendor: 'beta', level: 'bronze', from: '2023-01-01', to: '2026-04-01' }],
      ['alpha'],
    ),
  },
  {
    what: 'a vendor that was there all along',
    document: vendor('gamma', { scheme: 'STORY', level: 'gold', from: '2024-02-01' }),
  },
];

const PATIENTLY = { within: 30_000 };

describe('answers on two time axes', () => {
  let placet: TestPlacet;

  beforeAll(async () => {
    placet = await startPlacet();
    await placet.call('POST', '/v1/sources', { body: { id: 'story', name: 'Story', kind: 'push' } });
    for (const document of [vocabulary(), MARKET, SCHEMES]) await placet.deliver('story', document);
  }, 60_000);

  afterAll(() => placet?.close());

  /** What an answer says, without the position it was given at and the instant it was asked for. */
  const said = async (question: string, knownAt?: string): Promise<string> => {
    const separator = question === '' ? '?' : '&';
    const path = `/v1/markets/KR/vendors${question}${knownAt === undefined ? '' : `${separator}knownAt=${encodeURIComponent(knownAt)}`}`;
    const { status, body } = await placet.get(path);
    expect(status).toBe(200);
    const { regimes, counts, items } = body;
    return JSON.stringify({ regimes, counts, items });
  };

  it('repeat byte by byte what was said at the time, whatever was learnt since', async () => {
    const recorded: { instant: string; answers: readonly string[] }[] = [];
    for (const { document } of HISTORY) {
      const delivery = await placet.deliver('story', document);
      expect(delivery.body.counts.quarantined).toBe(0);
      const position = delivery.headers.get('placet-position') ?? '';
      const answers = await eventually(async () => {
        const current = await placet.get('/v1/markets/KR/vendors', {
          headers: { 'placet-at-least': position },
        });
        expect(current.status).toBe(200);
        return Promise.all(QUESTIONS.map((question) => said(question)));
        // Transactions of other suites' databases hold the change log back, and one try waits for 5 s already.
      }, PATIENTLY);
      recorded.push({ instant: new Date().toISOString(), answers });
    }
    expect(new Set(recorded.map(({ answers }) => answers.join())).size).toBeGreaterThan(4);
    for (const { instant, answers } of recorded) {
      expect(await Promise.all(QUESTIONS.map((question) => said(question, instant)))).toEqual(answers);
    }
  }, 60_000);

  it('know nothing before the first delivery', async () => {
    const { body } = await placet.get('/v1/markets/KR/vendors?knownAt=2020-01-01T00:00:00Z');
    expect(body).toMatchObject({
      status: 404,
      type: '/problems/not-found',
      detail: 'There is no market "KR" in what was known at 2020-01-01T00:00:00Z.',
    });
  });
});
