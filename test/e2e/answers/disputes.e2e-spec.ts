import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Role } from '#access';
import type { TestPlacet } from '../../support/service/placet.ts';
import { startWithStory, STORY_DAY as DAY } from '../../support/story/story-world.ts';

/** The one certificate of the register. */
async function certificateIn(placet: TestPlacet): Promise<{ id: string; dispute?: { status: string } }> {
  return (await placet.get('/v1/vendors/alpha/facts?attribute=certificate:STORY')).body.items[0];
}

async function disputesIn(placet: TestPlacet): Promise<string> {
  return `/v1/facts/${encodeURIComponent((await certificateIn(placet)).id)}/disputes`;
}

async function verdictIn(placet: TestPlacet, more = ''): Promise<string> {
  return (await placet.get(`/v1/decisions?market=KR&offering=alpha-cloud&asOf=${DAY}${more}`)).body.verdict;
}

describe('facts and disputes over HTTP', () => {
  let placet: TestPlacet;
  const keys = new Map<Role, string>();

  beforeAll(async () => {
    placet = await startWithStory();
    for (const role of ['sales', 'analyst', 'auditor'] as const) {
      const issued = await placet.call('POST', '/v1/keys', { body: { name: role, role } });
      keys.set(role, issued.body.key);
    }
  }, 60_000);
  afterAll(() => placet?.close());

  it('keeps facts that lost visible, with what they lost to and why', async () => {
    const { body } = await placet.get('/v1/vendors/alpha/facts?attribute=provider.seat.registered');
    expect(body.items).toMatchObject([
      { id: 'alpha/seat-claimed', standing: { is: 'outranked', against: 'alpha/seat-filed', why: 'grade' } },
      { id: 'alpha/seat-filed', standing: { is: 'decides', against: null, why: null } },
    ]);
    const conflicts = await placet.get('/v1/vendors/alpha/facts?only=conflicts');
    expect(conflicts.body.items.map((fact: { id: string }) => fact.id)).toEqual(['alpha/seat-claimed']);
  });

  describe('a dispute', () => {
    it('contests a fact in every answer until it is decided, and leaves the past as it was known', async () => {
      expect(await verdictIn(placet)).toBe('eligible');
      const before = new Date().toISOString();
      const path = await disputesIn(placet);
      const raised = await placet.call('POST', path, {
        key: keys.get('sales'),
        body: {
          reason: 'The entry names another service.',
          evidence: { title: 'Letter', url: 'https://example.org/letter' },
        },
      });
      expect([raised.status, raised.headers.get('location')]).toEqual([201, `${path}/${raised.body.id}`]);
      expect(raised.body).toMatchObject({
        status: 'open',
        steps: [{ status: 'open', by: { name: 'sales', role: 'sales' } }],
      });
      expect(await verdictIn(placet)).toBe('unknown');
      expect(await verdictIn(placet, `&knownAt=${before}`)).toBe('eligible');
      expect((await certificateIn(placet)).dispute).toMatchObject({ status: 'open', id: raised.body.id });
      const again = await placet.call('POST', path, {
        key: keys.get('sales'),
        body: { reason: 'Once more.' },
      });
      expect([again.status, again.body.detail]).toEqual([409, expect.stringContaining(raised.body.id)]);

      const seen = await placet.get(`${path}/${raised.body.id}`);
      const etag = seen.headers.get('etag') ?? '';
      const decide = (key: Role, headers: Record<string, string>, status: string) =>
        placet.call('PATCH', `${path}/${raised.body.id}`, {
          key: keys.get(key),
          headers,
          body: { status, reason: 'The register was corrected.' },
        });
      expect((await decide('sales', { 'if-match': etag }, 'rejected')).status).toBe(403);
      expect((await decide('analyst', {}, 'rejected')).status).toBe(428);
      expect((await decide('analyst', { 'if-match': '"v7.old"' }, 'rejected')).status).toBe(412);
      expect((await decide('analyst', { 'if-match': etag }, 'maybe')).status).toBe(422);
      const decided = await decide('analyst', { 'if-match': etag }, 'rejected');
      expect([decided.status, decided.body.status, decided.body.steps.length]).toEqual([200, 'rejected', 2]);
      expect((await certificateIn(placet)).dispute).toMatchObject({ status: 'rejected' });
      expect(await verdictIn(placet)).toBe('eligible');
      expect((await decide('analyst', { 'if-match': '*' }, 'upheld')).status).toBe(409);
    });

    it('takes the fact out of every decision when it is upheld', async () => {
      const path = await disputesIn(placet);
      const raised = await placet.call('POST', path, {
        key: keys.get('analyst'),
        body: { reason: 'Withdrawn.' },
      });
      const upheld = await placet.call('PATCH', `${path}/${raised.body.id}`, {
        key: keys.get('analyst'),
        headers: { 'if-match': '*' },
        body: { status: 'upheld', reason: 'The authority confirmed it.' },
      });
      expect([raised.status, upheld.status]).toEqual([201, 200]);
      expect(await verdictIn(placet)).not.toBe('eligible');
      const { body } = await placet.get(path);
      expect(body.items.map((dispute: { status: string }) => dispute.status)).toEqual(['rejected', 'upheld']);
    });
  });

  describe('bad input is refused with a problem that teaches', () => {
    const cases: [string, string, string, unknown, number, RegExp][] = [
      [
        'an unknown fact',
        'GET',
        '/v1/facts/alpha%2Fseat-field/disputes',
        undefined,
        404,
        /alpha\/seat-filed/,
      ],
      ['a dispute without reason', 'POST', '/v1/facts/alpha%2Fseat-filed/disputes', {}, 422, /reason/],
      [
        'a dispute with a strange address',
        'POST',
        '/v1/facts/alpha%2Fseat-filed/disputes',
        { reason: 'x', evidence: { title: 'y', url: 'javascript:1' } },
        422,
        /http/,
      ],
      ['a dispute id that is none', 'GET', '/v1/facts/alpha%2Fseat-filed/disputes/1', undefined, 404, /UUID/],
    ];

    it.each(cases)('%s', async (_name, method, path, body, status, teaches) => {
      const answer = await placet.call(method, path, { body });
      expect(answer.text).toMatch(teaches);
      expect(answer.status).toBe(status);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    });
  });
});
