import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { eventually } from '../../support/eventually.ts';
import { startPlacet, type TestPlacet } from '../../support/service/placet.ts';
import { MARKET, regime, SCHEMES, vendor, vocabulary } from '../../support/story/story.ts';

const FRENCH = vendor('gamma').replaceAll('country: KR', 'country: FR');
const MODELS = `
schema: placet.vendor/v1
id: delta
name: Delta
kind: national cloud
legal: {entity: delta, name: null, identifiers: [], seatCountries: [KR]}
offerings:
  - {id: delta-gov, name: Delta for government, edition: government, status: announced, runsOn: {offering: alpha-cloud}}
facts:
  - id: delta/models
    subject: offering:delta-gov
    attribute: offering.deployments
    value: [government, community]
    complete: true
    grade: documented
    by: self
    confidence: high
    source: {title: Catalogue, url: "https://example.org/catalogue", retrieved: '2026-01-01', issuer: vendor_catalogue}
`;

describe('the catalogue', () => {
  let placet: TestPlacet;

  beforeAll(async () => {
    placet = await startPlacet();
    await placet.call('POST', '/v1/sources', { body: { id: 'story', name: 'Story', kind: 'push' } });
    const first = regime({ version: '1', from: '2020-01-01', level: 'bronze' });
    const second = regime({ version: '2', from: '2026-06-01', level: 'gold' });
    for (const document of [vocabulary(), MARKET, SCHEMES, first, second])
      await placet.deliver('story', document);
    const certified = vendor('alpha', { scheme: 'STORY', level: 'gold', from: '2026-01-01' });
    await placet.deliver('story', [certified, vendor('beta'), FRENCH, MODELS].join('\n---\n'));
  }, 60_000);

  afterAll(() => placet?.close());

  const offerings = async (query: string): Promise<string[]> =>
    (await placet.get(`/v1/offerings${query}`)).body.items.map(({ id }: { id: string }) => id);

  it.each([
    ['', ['alpha-cloud', 'beta-cloud', 'delta-gov', 'gamma-cloud']],
    ['?vendor=alpha', ['alpha-cloud']],
    ['?market=KR', ['alpha-cloud', 'beta-cloud']],
    ['?model=community', ['delta-gov']],
    ['?model=public', []],
    ['?status=announced', ['delta-gov']],
    ['?text=GOVERN', ['delta-gov']],
    ['?vendor=beta&market=KR&status=available', ['beta-cloud']],
  ])('lists the offerings of "%s"', async (query, expected) => {
    expect(await offerings(query)).toEqual(expected);
  });

  it('pages through offerings', async () => {
    const first = await placet.get('/v1/offerings?limit=3');
    const rest = await offerings(`?limit=3&cursor=${encodeURIComponent(first.body.next)}`);
    expect([first.body.items.length, rest]).toEqual([3, ['gamma-cloud']]);
  });

  it('tells what is not known of an offering from what it lacks', async () => {
    const { body } = await placet.get('/v1/offerings/delta-gov');
    expect(body.regions).toEqual({ known: 'missing', values: [], complete: false });
    expect(body.models).toEqual({ known: 'known', values: ['community', 'government'], complete: true });
    expect(body.vendor).toMatchObject({ id: 'delta', name: 'Delta' });
  });

  it('shows the certificates of an offering and what runs on it', async () => {
    const { body } = await placet.get('/v1/offerings/alpha-cloud');
    expect(body.certificates).toMatchObject([{ scheme: 'STORY', level: 'gold', grade: 'documented' }]);
    expect(body.carries).toEqual(['delta-gov']);
  });

  it.each([
    ['vendor=alhpa', 'alpha'],
    ['market=KX', 'KR'],
    ['model=publik', 'public'],
  ])('refuses a filter by %s, and names the nearest', async (query, nearest) => {
    const answer = await placet.get(`/v1/offerings?${query}`);
    expect([answer.status, answer.body.errors[0].nearest[0]]).toEqual([422, nearest]);
  });

  it('compares the newest two versions of a regime', async () => {
    const { body } = await placet.get('/v1/regimes/kr-story/diff');
    expect([body.from.version, body.to.version]).toEqual(['1', '2']);
    expect(body.requirements).toEqual([
      {
        id: 'level',
        title: 'Service holds STORY at gold or above',
        change: 'changed',
        changes: [
          { field: 'test.atLeast', before: 'bronze', after: 'gold' },
          {
            field: 'title',
            before: 'Service holds STORY at bronze or above',
            after: 'Service holds STORY at gold or above',
          },
        ],
      },
    ]);
    expect(body.fields).toContainEqual({ field: 'valid.from', before: '2020-01-01', after: '2026-06-01' });
  });

  it('compares versions in the direction asked for, and a first version with nothing', async () => {
    const back = await placet.get('/v1/regimes/kr-story/diff?from=2&to=1');
    expect(back.body.requirements[0].changes[0]).toEqual({
      field: 'test.atLeast',
      before: 'gold',
      after: 'bronze',
    });
    const first = await placet.get('/v1/regimes/kr-story/diff?to=1');
    expect(first.body).toMatchObject({ from: null, requirements: [{ id: 'level', change: 'added' }] });
    const none = await placet.get('/v1/regimes/kr-story/diff?to=9');
    expect([none.status, none.body.errors[0].parameter]).toEqual([422, 'to']);
  });

  it('takes a correction under the same version by its revision, and compares the two', async () => {
    const corrected = regime({ version: '2', from: '2026-07-01', level: 'gold', revision: 2 });
    await placet.deliver('story', corrected);
    const { body } = await placet.get('/v1/regimes/kr-story/versions');
    expect(
      body.items.map((one: { version: string; revision: number; recordedTo: string | null }) => [
        one.version,
        one.revision,
        one.recordedTo === null,
      ]),
    ).toEqual([
      ['1', 1, true],
      ['2', 1, false],
      ['2', 2, true],
    ]);
    const { body: diff } = await placet.get('/v1/regimes/kr-story/diff');
    expect(diff.fields).toContainEqual({ field: 'valid.from', before: '2026-06-01', after: '2026-07-01' });
    const back = await placet.get('/v1/regimes/kr-story/diff?from=2&fromRevision=2&to=2&toRevision=1');
    expect(back.body.fields).toContainEqual({
      field: 'valid.from',
      before: '2026-07-01',
      after: '2026-06-01',
    });
    const none = await placet.get('/v1/regimes/kr-story/diff?to=2&toRevision=3');
    expect([none.status, none.body.errors[0].parameter]).toEqual([422, 'toRevision']);
  });

  it('publishes a correction only under a later revision than the one on record', async () => {
    const path = '/v1/regimes/kr-story/versions';
    const known = parse(regime({ version: '2', from: '2026-07-01', level: 'gold', revision: 2 }));
    const { revision: _, ...unstated } = known;
    const publish = (document: object, query = '') =>
      placet.call('POST', `${path}${query}`, { body: { document } });
    const onRecord = async () => (await placet.get(path)).body.items.length;
    const before = await onRecord();
    for (const older of [unstated, { ...known, revision: 1 }, known])
      for (const query of ['', '?preview=true']) {
        const refused = await publish({ ...older, title: 'Another title' }, query);
        expect([refused.status, refused.body.detail]).toEqual([409, expect.stringContaining('revision: 3')]);
      }
    // What is on record word for word may be published again, and changes nothing.
    expect((await publish(known)).status).toBe(202);
    expect(await onRecord()).toBe(before);
    expect((await publish({ ...known, title: 'Another title', revision: 3 })).status).toBe(202);
    await eventually(async () => {
      const { body } = await placet.get(path);
      expect(body.items.at(-1)).toMatchObject({ version: '2', revision: 3, recordedTo: null });
      expect(body.items).toHaveLength(before + 1);
    });
  });
});
