import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../../support/eventually.ts';
import { startPlacet, type TestPlacet } from '../../support/service/placet.ts';
import { MARKET, regime, SCHEMES, vendor, vocabulary } from '../../support/story/story.ts';

const REGISTER_MAPPING = `
schema: placet.mapping/v1
id: story-register
version: '1'
name: Story register as a table
country: KR
input:
  format: csv
  recognise: [Holder, Class, Certified on]
register:
  id: story-list
  scheme: STORY
  name: Official list of the Story authority
  market: KR
  authority: Story authority
  url: https://example.org/list
  completeness: complete
  readFrom: authority
  freshFor: P90D
  entry:
    holder: Holder
    registerId: No
    level: { from: Class, map: { '1': gold, '2': silver, '3': bronze } }
    from: { at: Certified on, formats: [d/M/yyyy] }
    to: { at: Ends, formats: [d/M/yyyy] }
  lookFor:
    - { vendor: alpha, names: [ALPHA Cloud], offerings: [{ offering: alpha-cloud }] }
    - { vendor: beta, names: [BETA Cloud], offerings: [{ offering: beta-cloud }] }
`;

const LIST = `No,Holder,Class,Certified on,Ends
9,Alpha cloud,1,1/2/2026,1/2/2031
10,Somebody Else Ltd,3,5/3/2026,
`;

describe('a register that is delivered as a table, by a mapping', () => {
  let placet: TestPlacet;

  beforeAll(async () => {
    placet = await startPlacet();
    const desk = { id: 'desk', name: 'Desk', kind: 'push' };
    await placet.call('POST', '/v1/sources', { body: desk });
    for (const document of [
      vocabulary(),
      MARKET,
      SCHEMES,
      regime({ version: '1', from: '2020-01-01', level: 'silver' }),
      [vendor('alpha'), vendor('beta'), vendor('gamma')].join('\n---\n'),
      REGISTER_MAPPING,
    ])
      await placet.deliver('desk', document);
    const authority = { id: 'authority', name: 'Authority', kind: 'push', mapping: 'story-register' };
    await placet.call('POST', '/v1/sources', { body: authority });
  }, 120_000);

  afterAll(() => placet?.close());

  async function verdicts(): Promise<Record<string, string>> {
    const { body } = await placet.get('/v1/markets/KR/vendors');
    return Object.fromEntries(
      body.items.map((item: { offering: { id: string }; verdict: string }) => [
        item.offering.id,
        item.verdict,
      ]),
    );
  }

  it('changes the ranking: listed passes, absent fails, who was not looked for stays unknown', async () => {
    expect(await verdicts()).toEqual({
      'alpha-cloud': 'unknown',
      'beta-cloud': 'unknown',
      'gamma-cloud': 'unknown',
    });
    const { body } = await placet.deliver('authority', LIST, 'text/csv');
    expect(body).toMatchObject({
      format: 'mapping:story-register',
      counts: { received: 1, applied: 1, quarantined: 0 },
    });
    await eventually(async () =>
      expect(await verdicts()).toEqual({
        'alpha-cloud': 'eligible',
        'gamma-cloud': 'unknown',
        'beta-cloud': 'ineligible',
      }),
    );
  });

  it('is named where somebody fails by it', async () => {
    const { body } = await placet.get('/v1/decisions?offering=beta-cloud&market=KR');
    const [gate] = body.requirements;
    expect(gate).toMatchObject({ outcome: 'false' });
    expect(JSON.stringify(gate.trace)).toContain('"register":"story-list"');
  });

  it('shows its entries, those of nobody known included', async () => {
    const { body } = await placet.get('/v1/registers/story-list/entries');
    expect(body.items).toMatchObject([
      { vendor: 'alpha', offering: 'alpha-cloud', level: 'gold', registerId: '9' },
      { holder: 'Somebody Else Ltd', level: 'bronze' },
    ]);
    expect((await placet.get('/v1/registers/story-list')).body).toMatchObject({
      scheme: 'STORY',
      complete: true,
      grade: 'registered',
    });
  });

  it('waits in quarantine with every record that can not be read, until its mapping is mended', async () => {
    const newer = `${LIST}11,BETA Cloud,2+,1/6/2026,\n`;
    const { body } = await placet.deliver('authority', newer, 'text/csv');
    const waiting = await placet.get(`/v1/quarantine?delivery=${body.id}`);
    const [item] = waiting.body.items;
    expect(item.problem.errors).toMatchObject([{ line: 4, detail: expect.stringContaining('"2+"') }]);
    expect((await verdicts())['beta-cloud']).toBe('ineligible');
    await placet.deliver('desk', REGISTER_MAPPING.replace("'2': silver", "'2': silver, '2+': silver"));
    // A mapping is a name that documents wait for: the reading may be applied before anybody asks.
    await placet.call('POST', `/v1/quarantine/${item.id}/retry`, { body: {} });
    await eventually(async () => expect((await verdicts())['beta-cloud']).toBe('eligible'));
  });
});
