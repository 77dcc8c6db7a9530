import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SignJWT, UnsecuredJWT } from 'jose';
import { LoginLinks } from '#access';
import { eventually } from '../../support/eventually.ts';
import { CLIENT_ID, CLIENT_SECRET, startIssuer, type TestIssuer } from '../../support/outside/issuer.ts';
import { type Answer, startPlacet, type TestPlacet } from '../../support/service/placet.ts';

const PERSON = { name: 'Kim', placet: { role: 'enterprise', tenant: 'acme' } };

/** The cookie of a name that an answer sets, as a browser would send it back. */
function cookieIn(answer: Answer, name: string): string {
  const set = answer.headers.getSetCookie().find((text) => text.startsWith(`${name}=`)) ?? '';
  return set.split(';')[0] ?? '';
}

describe('people', () => {
  let placet: TestPlacet;
  let issuer: TestIssuer;

  beforeAll(async () => {
    issuer = await startIssuer();
    placet = await startPlacet({
      env: {
        PLACET_OIDC_ISSUER: issuer.url,
        PLACET_OIDC_CLIENT_ID: CLIENT_ID,
        PLACET_OIDC_CLIENT_SECRET: CLIENT_SECRET,
        PLACET_OIDC_AUDIENCE: CLIENT_ID,
        PLACET_OIDC_ROLE_CLAIM: 'placet.role',
        PLACET_OIDC_TENANT_CLAIM: 'placet.tenant',
      },
    });
    await placet.call('POST', '/v1/tenants', { body: { id: 'acme', name: 'Acme' } });
  }, 60_000);

  beforeEach(() => {
    issuer.person = PERSON;
  });

  afterAll(async () => {
    await placet?.close();
    await issuer?.close();
  });

  /** Sends a person to the provider and back; answers the address of the return and what the browser keeps. */
  async function goAndComeBack(): Promise<{ path: string; cookie: string }> {
    const begun = await placet.call('GET', '/login', { key: null });
    expect(begun.status).toBe(303);
    const asked = await fetch(begun.headers.get('location') ?? '', { redirect: 'manual' });
    const back = new URL(asked.headers.get('location') ?? '');
    return { path: back.pathname + back.search, cookie: cookieIn(begun, 'placet_login') };
  }

  async function logIn(): Promise<string> {
    const { path, cookie } = await goAndComeBack();
    const entered = await placet.call('GET', path, { key: null, headers: { cookie } });
    expect(entered.status).toBe(303);
    return cookieIn(entered, 'placet_session');
  }

  const as = (cookie: string, method: string, path: string, more: object = {}, body?: object) =>
    placet.call(method, path, { key: null, headers: { cookie, ...more }, body });

  const ask = (key: string) => placet.get('/v1/me', { key });

  describe('log in at the identity provider', () => {
    it('by the code flow with PKCE, and are who it says in the tenant and role it says', async () => {
      const begun = await placet.call('GET', '/login', { key: null });
      const asked = new URL(begun.headers.get('location') ?? '');
      expect(Object.fromEntries(asked.searchParams)).toMatchObject({
        response_type: 'code',
        client_id: CLIENT_ID,
        code_challenge_method: 'S256',
        redirect_uri: `${placet.url}/login/callback`,
      });
      const cookie = await logIn();
      expect((await as(cookie, 'GET', '/v1/me')).body).toMatchObject({
        name: 'Kim',
        role: 'enterprise',
        tenant: { id: 'acme', name: 'Acme' },
      });
      expect((await as(cookie, 'GET', '/v1/sources')).status).toBe(403);
    });

    it('with a cookie that scripts can not read and other sites can not use to change things', async () => {
      const { path, cookie: login } = await goAndComeBack();
      const entered = await placet.call('GET', path, { key: null, headers: { cookie: login } });
      const set = entered.headers.getSetCookie().find((text) => text.startsWith('placet_session='));
      expect(set).toMatch(/; Path=\/; Max-Age=43200; HttpOnly; SameSite=Lax$/);
      const cookie = cookieIn(entered, 'placet_session');
      const body = { name: 'Mine', needs: [] };
      const write = (more: object) => as(cookie, 'POST', '/v1/shortlists', more, body);
      for (const more of [
        {},
        { origin: 'https://evil.example' },
        { origin: 'null' },
        { 'sec-fetch-site': 'cross-site' },
      ])
        expect((await write(more)).status).toBe(403);
      for (const more of [{ origin: placet.url }, { 'sec-fetch-site': 'same-origin' }])
        expect((await write(more)).status).toBe(422);
    });

    it('to see the board of queues, if they look after the installation', async () => {
      issuer.person = { name: 'Ola', placet: { role: 'ops', tenant: 'main' } };
      const ops = await logIn();
      const board = await as(ops, 'GET', '/ops/queues', { accept: 'text/html' });
      expect([board.status, board.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect((await as(ops, 'GET', '/ops/queues/api/queues')).status).toBe(200);
      expect((await as(ops, 'PUT', '/ops/queues/api/queues/upkeep/pause')).status).toBe(403);
      issuer.person = PERSON;
      const other = await logIn();
      for (const path of ['/ops/queues', '/ops/queues/api/queues'])
        expect((await as(other, 'GET', path)).status).toBe(403);
    });

    it('only if they come back with what they went with, and only once', async () => {
      const { path, cookie } = await goAndComeBack();
      const other = await goAndComeBack();
      for (const headers of [{}, { cookie: other.cookie }, { cookie: `${cookie}x` }] as Record<
        string,
        string
      >[])
        expect((await placet.call('GET', path, { key: null, headers })).status).toBe(401);
      const again = await goAndComeBack();
      const back = () => placet.call('GET', again.path, { key: null, headers: { cookie: again.cookie } });
      expect((await back()).status).toBe(303);
      expect((await back()).status).toBe(401);
    });

    it.each<[string, object]>([
      ['no role', { placet: { tenant: 'acme' } }],
      ['a role that there is not', { placet: { role: 'root', tenant: 'acme' } }],
      ['no tenant', { placet: { role: 'sales' } }],
      ['a tenant that there is not', { placet: { role: 'sales', tenant: 'nowhere' } }],
      ['a role of the installation', { placet: { role: 'ops', tenant: 'acme' } }],
    ])('not with %s', async (_name, person) => {
      issuer.person = { name: 'Kim', ...person };
      const { path, cookie } = await goAndComeBack();
      expect((await placet.call('GET', path, { key: null, headers: { cookie } })).status).toBe(403);
    });

    it('and out again', async () => {
      const cookie = await logIn();
      expect((await as(cookie, 'POST', '/logout')).status).toBe(403);
      const left = await as(cookie, 'POST', '/logout', { origin: placet.url });
      expect(left.status).toBe(204);
      expect(left.headers.getSetCookie()).toEqual([
        expect.stringMatching(/^placet_session=; Path=\/; Max-Age=0;/),
      ]);
    });

    it('and out again in every process, while their other sessions go on', async () => {
      const beside = await placet.startBeside({ PLACET_ROLE: 'api' });
      try {
        const [cookie, kept] = [await logIn(), await logIn()];
        const there = async (session: string): Promise<number> =>
          (await fetch(`${beside.url}/v1/me`, { headers: { cookie: session } })).status;
        expect([await there(cookie), await there(kept)]).toEqual([200, 200]);
        await as(cookie, 'POST', '/logout', { origin: placet.url });
        expect((await as(cookie, 'GET', '/v1/me')).status).toBe(401);
        await eventually(async () => expect(await there(cookie)).toBe(401));
        expect([await there(kept), (await as(kept, 'GET', '/v1/me')).status]).toEqual([200, 200]);
      } finally {
        await beside.close();
      }
    });

    it('with a session that nobody can make or alter', async () => {
      const cookie = await logIn();
      const bad = [
        'placet_session=',
        'placet_session=x',
        `${cookie.slice(0, -2)}AA`,
        cookie.replace('placet_session', 'placet_login'),
        `placet_session=${(await goAndComeBack()).cookie.split('=')[1]}`,
      ];
      for (const one of bad) expect((await as(one, 'GET', '/v1/me')).status).toBe(401);
    });
  });

  describe('and programs send tokens of the identity provider', () => {
    it('which are taken when they are good', async () => {
      expect((await ask(await issuer.sign())).body).toMatchObject({
        role: 'enterprise',
        tenant: { id: 'acme' },
      });
    });

    it('and refused when anything about them is not', async () => {
      const now = Math.floor(Date.now() / 1000);
      const claims = { sub: 'u1', ...PERSON, iss: issuer.url, aud: CLIENT_ID, exp: now + 300 };
      const good = await issuer.sign();
      const [head = '', body = '', signature = ''] = good.split('.');
      const admin = Buffer.from(
        JSON.stringify({ ...claims, placet: { role: 'admin', tenant: 'main' } }),
      ).toString('base64url');
      const other = await startIssuer();
      other.person = PERSON;
      const tokens = [
        await issuer.sign({ exp: now - 60 }),
        await issuer.sign({}, 'somebody-else'),
        await issuer.sign({ iss: 'https://issuer.example' }),
        await issuer.sign({ sub: undefined }),
        await issuer.sign({ placet: { tenant: 'acme' } }),
        await other.sign({ iss: issuer.url }),
        await new SignJWT(claims)
          .setProtectedHeader({ alg: 'HS256' })
          .sign(Buffer.from(CLIENT_SECRET.repeat(3))),
        new UnsecuredJWT(claims).encode(),
        `${head}.${admin}.${signature}`,
        `${head}.${body}.`,
        `${head}.${body}`,
      ];
      await other.close();
      for (const [index, token] of tokens.entries())
        expect({ index, status: (await ask(token)).status }).toEqual({ index, status: 401 });
    });

    it('signed with a new key as well, once the keys were rotated, and no longer with the old one', async () => {
      const old = await issuer.sign();
      await issuer.rotate();
      // The keys are read anew for an unknown one, but not at once after they were read.
      await eventually(async () => expect((await ask(await issuer.sign())).status).toBe(200), {
        within: 20_000,
      });
      expect((await ask(old)).status).toBe(401);
    });

    it('until their tenant is disabled', async () => {
      const { headers } = await placet.get('/v1/tenants/acme');
      const cookie = await logIn();
      const change = (disabled: boolean, etag: string | null) =>
        placet.call('PATCH', '/v1/tenants/acme', { body: { disabled }, headers: { 'if-match': etag ?? '' } });
      const disabled = await change(true, headers.get('etag'));
      await eventually(
        async () => {
          expect((await ask(await issuer.sign())).status).toBe(401);
          expect((await as(cookie, 'GET', '/v1/me')).status).toBe(401);
        },
        { within: 20_000 },
      );
      await change(false, disabled.headers.get('etag'));
    });
  });

  it('may log in once by a printed link', async () => {
    const token = placet.services.app.get(LoginLinks, { strict: false }).issue(Date.now());
    const entered = await placet.call('GET', `/login?token=${token}`, { key: null });
    const cookie = cookieIn(entered, 'placet_session');
    expect((await as(cookie, 'GET', '/v1/me')).body).toMatchObject({ role: 'admin', tenant: { id: 'main' } });
    expect((await placet.call('GET', `/login?token=${token}`, { key: null })).status).toBe(401);
    expect((await placet.call('GET', '/login?token=guessed', { key: null })).status).toBe(401);
  });
});
