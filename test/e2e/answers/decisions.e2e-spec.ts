import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { TestPlacet } from '../../support/service/placet.ts';
import { startWithStory, STORY_DAY as DAY, texts } from '../../support/story/story-world.ts';

describe('explanations over HTTP', () => {
  let placet: TestPlacet;

  beforeAll(async () => {
    placet = await startWithStory();
  }, 60_000);
  afterAll(() => placet?.close());

  describe('a decision', () => {
    it('says in plain English which clause is not met, and which register of which day shows it', async () => {
      const answer = await placet.get(`/v1/decisions?market=KR&offering=beta-cloud&asOf=${DAY}`);
      expect([answer.status, answer.headers.get('content-language'), answer.headers.get('vary')]).toEqual([
        200,
        'en',
        'Accept-Language',
      ]);
      expect(texts(answer.body, 'verdict')[0]).toBe(
        'beta public cloud is not eligible in South Korea on 1 June 2026: it fails the one gate that applies.',
      );
      expect(texts(answer.body, 'binding')).toEqual([
        'beta public cloud is not eligible: clause 4.2 of “Story gazette” asks for Story scheme at silver or above; the Story register of 20 May 2026 does not list it at silver or above.',
      ]);
    });

    it('says the same in Korean', async () => {
      const answer = await placet.get(`/v1/decisions?market=KR&offering=beta-cloud&asOf=${DAY}`, {
        headers: { 'accept-language': 'ja, ko-KR;q=0.9, en;q=0.5' },
      });
      expect(answer.headers.get('content-language')).toBe('ko');
      expect(answer.body).toMatchObject({ language: 'ko', names: { market: '대한민국' } });
      expect(texts(answer.body, 'binding')).toEqual([
        'beta public cloud는 부적격입니다: 「Story gazette」 조항 4.2는 Story scheme silver 등급 이상 인증을 요구합니다. 2026년 5월 20일 기준 Story register에 silver 등급 이상으로 등재되어 있지 않습니다.',
      ]);
    });

    it('ties every sentence to its place in the answer, each node of the trace to exactly one', async () => {
      const { body } = await placet.get(`/v1/decisions?market=KR&offering=gamma-cloud&asOf=${DAY}`);
      const follow = (pointer: string): unknown =>
        pointer
          .split('/')
          .slice(1)
          .reduce<unknown>((at, step) => new Map(Object.entries(at ?? {})).get(step), body);
      for (const { at } of body.sentences)
        expect({ at, found: follow(at) }).not.toEqual({ at, found: undefined });
      const nodes = body.sentences.filter((sentence: { kind: string }) => sentence.kind === 'node');
      for (const { at, path } of nodes) expect(follow(at)).toMatchObject({ path });
      const count = (trace: { children: never[] }): number =>
        1 + trace.children.reduce((sum, child) => sum + count(child), 0);
      const traces = [body.served, ...body.requirements].map(({ trace }) => trace);
      expect(nodes).toHaveLength(traces.reduce((sum, trace) => sum + count(trace), 0));
    });

    it('follows the verdict back to its source', async () => {
      const { body } = await placet.get(`/v1/decisions?market=KR&offering=beta-cloud&asOf=${DAY}`);
      expect(body.causes).toMatchObject([
        {
          source: { title: 'Story gazette', url: 'https://example.org/gazette' },
          clause: { number: '4.2' },
          regime: { id: 'kr-story', version: '1', title: 'Story regime' },
          requirement: { id: 'level', state: 'fail' },
          verdict: 'ineligible',
        },
      ]);
    });

    it('names the evidence that would settle most, and says what keeps the register from it', async () => {
      const { body } = await placet.get(`/v1/decisions?market=KR&offering=gamma-cloud&asOf=${DAY}`);
      expect(body.verdict).toBe('unknown');
      expect(body.nextBestEvidence[0]).toMatchObject({
        subject: 'offering:gamma-cloud',
        attribute: 'certificate:STORY',
        settles: 1,
        question:
          'What holds for gamma public cloud under the certificate Story scheme? At least a documented statement is needed (clause 4.2 of “Story gazette”).',
      });
      expect(texts(body, 'binding')[0]).toContain('nobody has looked for the vendor in the Story register');
    });

    it('says since when the register is too old, once it is', async () => {
      const { body } = await placet.get('/v1/decisions?market=KR&offering=beta-cloud&asOf=2026-10-01');
      expect(body.verdict).toBe('unknown');
      expect(texts(body, 'binding')[0]).toContain(
        'the Story register of 20 May 2026 is older than it may be',
      );
    });
  });

  it('ranks what a vendor lacks over all markets and needs', async () => {
    const { body } = await placet.get(`/v1/vendors/gamma/evidence?asOf=${DAY}`);
    expect(body).toMatchObject({ vendor: 'gamma', markets: ['KR'], decisions: 3, unknown: 1, next: null });
    // Its regions are answered for all three needs, its certificate is asked for by one of them.
    expect(body.questions).toEqual({ open: 1, answered: 1 });
    expect(
      body.items.map((item: { attribute: string; settles: number }) => [item.attribute, item.settles]),
    ).toEqual([['certificate:STORY', 1]]);
  });

  it('compares two offerings: gates first, then the score to the last digit, then clause by clause', async () => {
    const { status, body } = await placet.get(
      `/v1/comparisons?a=alpha-cloud&b=beta-cloud&market=KR&asOf=${DAY}`,
    );
    expect(status).toBe(200);
    expect(body).toMatchObject({
      a: { rank: 1, verdict: 'eligible' },
      b: { verdict: 'ineligible' },
      above: 'a',
      decidedBy: 'verdict',
      gates: [{ regime: 'kr-story', requirement: 'level', a: 'pass', b: 'fail' }],
      clauses: [
        {
          requirement: 'level',
          differs: true,
          clause: { clause: '4.2' },
          a: { state: 'pass' },
          b: { state: 'fail' },
        },
      ],
    });
    const sum = (end: 'low' | 'high'): number =>
      body.objectives.reduce(
        (total: number, part: Record<typeof end, number>) => total + Math.round(part[end] * 100),
        0,
      );
    expect([sum('low'), sum('high')]).toEqual([
      Math.round(body.gap.low * 100),
      Math.round(body.gap.high * 100),
    ]);
    expect(body.sentences[0].text).toBe('alpha public cloud stands above beta public cloud by its verdict.');
    expect(body.stability).toHaveProperty('problem');
  });

  it('shows the best verdict of every vendor in every market as compact codes', async () => {
    const { body } = await placet.get(`/v1/matrix?asOf=${DAY}`);
    expect(body).toMatchObject({
      need: 'public',
      markets: [{ code: 'KR' }],
      vendors: [{ id: 'alpha' }, { id: 'beta' }, { id: 'gamma' }],
      verdicts: ['E', 'I', 'U'],
      codes: { E: 'eligible', C: 'conditional', R: 'unregulated', U: 'unknown', I: 'ineligible', '-': null },
    });
    const some = await placet.get(`/v1/matrix?asOf=${DAY}&vendor=gamma,alpha&market=KR&need=private`);
    expect(some.body).toMatchObject({ vendors: [{ id: 'alpha' }, { id: 'gamma' }], verdicts: ['R', 'R'] });
  });

  it('shows schemes with their registers and equivalences', async () => {
    const { body } = await placet.get('/v1/schemes');
    expect(body.items.map((scheme: { id: string }) => scheme.id)).toEqual(['RUMOUR', 'STORY']);
    const scheme = await placet.get(`/v1/schemes/STORY?asOf=${DAY}`);
    expect(scheme.body).toMatchObject({
      levels: ['bronze', 'silver', 'gold'],
      registers: ['story-register'],
      equivalences: { to: [], from: [{ id: 'story-rumour' }] },
    });
  });

  it('shows the members of a group on a day', async () => {
    const now = await placet.get(`/v1/groups/NEIGHBOURS?asOf=${DAY}`);
    expect(now.body).toMatchObject({ members: ['KR'], count: 1 });
    const then = await placet.get('/v1/groups?asOf=2015-01-01&member=JP');
    expect(then.body.items).toMatchObject([{ id: 'NEIGHBOURS', members: ['JP', 'KR'] }]);
    expect((await placet.get(`/v1/groups?asOf=${DAY}&member=JP`)).body.items).toEqual([]);
  });

  it('shows equivalences, and whether decisions of the day may rest on them', async () => {
    const { body } = await placet.get(`/v1/equivalences?scheme=STORY&asOf=${DAY}`);
    expect(body.items).toMatchObject([
      { id: 'story-rumour', effect: 'satisfies', counts: true, conditional: false },
    ]);
    expect((await placet.get('/v1/equivalences/story-rumour')).body.to).toMatchObject({ scheme: 'RUMOUR' });
  });

  it('shows the vocabulary with labels in the language', async () => {
    const { body } = await placet.get('/v1/vocabulary?subject=provider&text=seat.registered', {
      headers: { 'accept-language': 'ko' },
    });
    expect(body.attributes).toMatchObject([
      { id: 'provider.seat.registered', type: 'country', label: '‘등기 사무소 소재국’' },
    ]);
    expect(body.needs).toEqual([]);
  });

  it('shows how fresh a register is, and what it lists', async () => {
    const fresh = await placet.get(`/v1/registers?asOf=${DAY}`);
    expect(fresh.body.items).toMatchObject([
      {
        id: 'story-register',
        scheme: 'STORY',
        reading: '2026-05-20',
        state: 'closes',
        freshUntil: '2026-08-18',
        entries: { all: 1, matched: 1 },
        vendorsChecked: 2,
      },
    ]);
    const stale = await placet.get('/v1/registers/story-register?asOf=2026-08-19');
    expect(stale.body).toMatchObject({
      state: 'stale',
      checkedVendors: ['alpha', 'beta'],
      readings: [{ asOf: '2026-05-20' }],
    });
    const entries = await placet.get(`/v1/registers/story-register/entries?asOf=${DAY}&text=ALPHA`);
    expect(entries.body).toMatchObject({
      count: 1,
      items: [{ registerId: 'R-alpha', level: 'gold' }],
      next: null,
    });
    const before = await placet.get('/v1/registers/story-register?asOf=2026-05-01');
    expect([before.status, before.body.detail]).toEqual([404, expect.stringContaining('2026-05-01')]);
  });

  it('shows who owns a vendor through all chains, and what nobody accounts for', async () => {
    const { body } = await placet.get(`/v1/vendors/alpha/ownership?asOf=${DAY}`);
    expect(body.nodes.map((node: { id: string }) => node.id).toSorted()).toEqual([
      'alpha',
      'founder',
      'holdco',
    ]);
    expect(body.edges).toHaveLength(2);
    // 50 % of 60 % is 30 %; 70 % end nowhere, so either holder may have them as well.
    expect(body.effective.capital).toMatchObject({
      holders: [
        { entity: 'holdco', ultimate: false, low: 60 },
        { entity: 'founder', ultimate: true, low: 30 },
      ],
      undisclosed: 70,
    });
  });

  describe('bad input is refused with a problem that teaches', () => {
    const cases: [string, string, string, unknown, number, RegExp][] = [
      [
        'an unknown offering',
        'GET',
        '/v1/comparisons?a=alpha-clud&b=beta-cloud&market=KR',
        undefined,
        404,
        /alpha-cloud/,
      ],
      [
        'a missing offering',
        'GET',
        '/v1/comparisons?a=alpha-cloud&market=KR',
        undefined,
        422,
        /"parameter":"b"/,
      ],
      ['an unknown vendor of a matrix', 'GET', '/v1/matrix?vendor=alhpa', undefined, 422, /alpha/],
      ['an unknown market of a matrix', 'GET', '/v1/matrix?market=KX', undefined, 422, /KR/],
      ['an unknown need of a matrix', 'GET', '/v1/matrix?need=pubic', undefined, 422, /public/],
      ['an unknown scheme', 'GET', '/v1/schemes/STROY', undefined, 404, /STORY/],
      ['an unknown group', 'GET', '/v1/groups/NEIGHBORS', undefined, 404, /NEIGHBOURS/],
      ['an unknown equivalence', 'GET', '/v1/equivalences/story-rumor', undefined, 404, /story-rumour/],
      ['an unknown scheme of equivalences', 'GET', '/v1/equivalences?scheme=STROY', undefined, 422, /STORY/],
      ['an unknown register', 'GET', '/v1/registers/story-registre', undefined, 404, /story-register/],
      ['an unknown parameter', 'GET', '/v1/groups?knd=country', undefined, 422, /kind/],
      ['a day that does not exist', 'GET', '/v1/groups?asOf=2026-02-30', undefined, 422, /2026-02-30/],
      [
        'a forged cursor',
        'GET',
        '/v1/schemes?cursor=eyJrZXkiOiJhIn0.AAAAAAAAAAAAAAAAAAAAAA',
        undefined,
        400,
        /cursor/,
      ],
      ['an unknown owner', 'GET', '/v1/vendors/alhpa/ownership', undefined, 404, /alpha/],
      [
        'an unknown attribute',
        'GET',
        '/v1/vendors/alpha/facts?attribute=provider.seat.registred',
        undefined,
        422,
        /provider\.seat\.registered/,
      ],
      ['an unknown market of evidence', 'GET', '/v1/vendors/alpha/evidence?market=KX', undefined, 404, /KR/],
    ];

    it.each(cases)('%s', async (_name, method, path, body, status, teaches) => {
      const answer = await placet.call(method, path, { body });
      expect(answer.text).toMatch(teaches);
      expect(answer.status).toBe(status);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    });
  });

  it('pages through lists without gaps or repeats', async () => {
    for (const path of ['/v1/schemes', '/v1/vendors/alpha/facts']) {
      const whole = (await placet.get(`${path}?limit=200`)).body.items.map((item: { id: string }) => item.id);
      const paged: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const { body } = await placet.get(
          `${path}?limit=1${cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`}`,
        );
        paged.push(...body.items.map((item: { id: string }) => item.id));
        cursor = body.next;
      }
      expect(paged).toEqual(whole);
    }
  });
});
