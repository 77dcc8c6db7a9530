import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Role, ROLES, ROUTE_ROLES, scopeOfRoute } from '#access';
import { startPlacet, type TestPlacet } from '../../support/service/placet.ts';
import { rawStatus } from '../../support/outside/raw-request.ts';

const PUBLIC_ROUTES = Object.entries(ROUTE_ROLES).flatMap(([route, allowed]) =>
  allowed === 'public' ? [route] : [],
);
const GUARDED_ROUTES = Object.entries(ROUTE_ROLES).flatMap(([route, allowed]): [string, readonly Role[]][] =>
  allowed === 'public' ? [] : [[route, allowed]],
);
const UUID = '00000000-0000-4000-8000-000000000000';
/** Roles that keys of other tenants than the installation's can have. */
const TENANT_ROLES = ['sales', 'enterprise', 'auditor', 'admin'] as const;
/** What works on the data of all tenants, and is no reading of it by salespeople. */
const OF_THE_INSTALLATION =
  /^(?!GET )\S+ \/v1\/(facts|regimes|sources|quarantine)\b|^\S+ \/v1\/(sources|deliveries|mappings|quarantine|tenants|queues)\b|^\S+ \/ops\//;

/** Other ways to write the address of a route, of which a router might take some for the same. */
const VARIANTS: readonly (readonly [name: string, write: (path: string) => string])[] = [
  ['an encoded letter', (path) => path.replace(/\/v1\/(.)/, (_, letter: string) => `/v1/${encoded(letter)}`)],
  ['all of it encoded', (path) => path.replaceAll(/[a-z]/g, encoded)],
  ['an encoded slash', (path) => path.replace('/v1/', '/v1%2F')],
  ['twice encoded', (path) => path.replace('/v1/', '/v1/%25').replace('%25', '%256D')],
  ['capital letters', (path) => path.toUpperCase()],
  ['a double slash', (path) => path.replace('/v1/', '/v1//')],
  ['a double slash in front', (path) => `/${path}`],
  ['a slash at the end', (path) => `${path}/`],
  ['a dot segment', (path) => path.replace('/v1/', '/v1/./')],
  ['an encoded dot segment', (path) => path.replace('/v1/', '/v1/%2e/')],
  ['a way up', (path) => path.replace('/v1/', '/v1/x/../')],
  ['an encoded way up', (path) => path.replace('/v1/', '/v1/x/%2e%2e/')],
  ['a way up from a public route', (path) => `/livez/..${path}`],
  ['an encoded way up from a public route', (path) => `/schemas/%2e%2e${path}`],
  ['a parameter of the path', (path) => `${path};a=b`],
  ['a semicolon in the middle', (path) => path.replace('/v1/', '/v1;/')],
  ['a backslash', (path) => path.replace('/v1/', '/v1\\')],
  ['an encoded end of text', (path) => `${path}%00`],
  ['an encoded question mark', (path) => `${path}%3F`],
  ['an encoded space', (path) => `${path}%20`],
  ['letters of full width', (path) => path.replace('/v1/', '/%EF%BD%96%EF%BC%91/')],
  ['an overlong encoding', (path) => path.replace('/v1/', '/v1/%c0%ae/')],
  ['a fragment', (path) => `${path}#x`],
  ['an absolute address', (path) => `http://127.0.0.1${path}`],
];

function encoded(letter: string): string {
  return `%${letter.charCodeAt(0).toString(16)}`;
}

function addressOf(route: string): { method: string; path: string } {
  const [method = '', template = ''] = route.split(' ');
  const path = template
    .replace(/:(delivery|notice|dispute|item|shortlist)\b/, UUID)
    .replaceAll(/:\w+/g, 'none');
  return { method, path };
}

describe('access', () => {
  let placet: TestPlacet;
  const keys = new Map<Role, string>();
  const foreign = new Map<Role, string>();

  beforeAll(async () => {
    placet = await startPlacet();
    await placet.call('POST', '/v1/sources', { body: { id: 'story', name: 'Story', kind: 'push' } });
    await placet.call('POST', '/v1/tenants', { body: { id: 'other', name: 'Other' } });
    for (const role of ROLES)
      keys.set(role, await keyOf({ role, ...(role === 'sender' ? { source: 'story' } : {}) }));
    for (const role of TENANT_ROLES) foreign.set(role, await keyOf({ role, tenant: 'other' }));
  }, 60_000);

  afterAll(() => placet?.close());

  async function keyOf(more: object): Promise<string> {
    const { status, body } = await placet.call('POST', '/v1/keys', { body: { name: 'test', ...more } });
    expect(status).toBe(201);
    return body.key;
  }

  async function attempt(route: string, key: string | null): Promise<number> {
    const { method, path } = addressOf(route);
    // The live stream would go on for ever.
    const asked = route === 'GET /v1/changes/stream' ? `${path}?follow=no` : path;
    const { status } = await placet.call(method, asked, { key, ...(method === 'POST' ? { body: {} } : {}) });
    expect(status).toBeLessThan(500);
    return status;
  }

  it.each(PUBLIC_ROUTES)('%s is open to everybody', async (route) => {
    const { method, path } = addressOf(route);
    expect((await placet.call(method, path, { key: null })).status).not.toBe(401);
  });

  it.each(GUARDED_ROUTES)('%s lets exactly its roles in', async (route, allowed) => {
    expect(await attempt(route, null)).toBe(401);
    for (const role of ROLES) {
      const status = await attempt(route, keys.get(role) ?? '');
      const isSenderElsewhere = role === 'sender' && route === 'POST /v1/sources/:source/deliveries';
      const refused = !allowed.includes(role) || isSenderElsewhere;
      expect({ role, refused: status === 403 }).toEqual({ role, refused });
    }
  });

  it.each(GUARDED_ROUTES)('%s keeps other tenants from the installation', async (route, allowed) => {
    for (const role of TENANT_ROLES) {
      const status = await attempt(route, foreign.get(role) ?? '');
      const refused = !allowed.includes(role) || OF_THE_INSTALLATION.test(route);
      expect({ role, refused: status === 403 }).toEqual({ role, refused });
    }
  });

  it.each(VARIANTS)('%s in an address gets nobody around the guard', async (_name, write) => {
    const opened: string[] = [];
    for (const [route, allowed] of GUARDED_ROUTES) {
      const { method, path } = addressOf(route);
      const tries: (string | null)[] = [
        null,
        allowed.includes('sender') ? 'wrong' : (keys.get('sender') ?? ''),
      ];
      for (const key of tries) {
        const status = await rawStatus(placet.url, method, write(path), {
          key,
          ...(method === 'POST' ? { body: '{}' } : {}),
        });
        if (![400, 401, 403, 404, 405].includes(status)) opened.push(`${method} ${write(path)}: ${status}`);
      }
    }
    expect(opened).toEqual([]);
  });

  it('of a key ends where its scopes end, and never goes beyond its role', async () => {
    const reads = await keyOf({ role: 'admin', scopes: ['*:read'] });
    const one = await keyOf({ role: 'admin', scopes: ['sources:write', 'vendors:read'] });
    const wide = await keyOf({ role: 'sales', scopes: ['sources:write', '*:read'] });
    for (const [route] of GUARDED_ROUTES) {
      const scope = scopeOfRoute(route);
      const isWrite = scope?.endsWith(':write') === true;
      const refusedTo = async (key: string): Promise<boolean> => (await attempt(route, key)) === 403;
      const salesMay = ROUTE_ROLES[route]?.includes('sales') === true;
      expect({
        route,
        reads: await refusedTo(reads),
        one: await refusedTo(one),
        wide: await refusedTo(wide),
      }).toEqual({
        route,
        reads: !ROUTE_ROLES[route]?.includes('admin') || isWrite,
        one: scope !== null && !['sources:write', 'vendors:read'].includes(scope),
        wide: !salesMay || isWrite,
      });
    }
    const refused = await placet.call('POST', '/v1/keys', {
      body: { name: 'x', role: 'sales', scopes: ['vendor:read'] },
    });
    expect(refused).toMatchObject({
      status: 422,
      body: { errors: [{ pointer: '/scopes/0', nearest: expect.arrayContaining(['vendors:read']) }] },
    });
  });

  describe('keys', () => {
    it('follow each other, two alive at a time', async () => {
      const issue = async (path: string, body: object) => placet.call('POST', path, { body });
      const first = (await issue('/v1/keys', { name: 'shop', role: 'sales', scopes: ['vendors:read'] })).body;
      const second = (await issue(`/v1/keys/${first.id}/rotate`, {})).body;
      expect((await issue(`/v1/keys/${second.id}/rotate`, {})).status).toBe(409);
      for (const { key } of [first, second])
        expect((await placet.get('/v1/vendors', { key })).status).toBe(200);
      expect((await placet.call('DELETE', `/v1/keys/${first.id}`)).status).toBe(204);
      expect((await placet.get('/v1/vendors', { key: first.key })).status).toBe(401);
      const third = await issue(`/v1/keys/${second.id}/rotate`, {});
      expect(third.status).toBe(201);
      const listed = (await placet.get('/v1/keys?limit=200')).body.items;
      const ofClient = listed.filter(({ client }: { client: string }) => client === first.id);
      expect(ofClient).toHaveLength(3);
      for (const key of ofClient)
        expect(key).toMatchObject({ name: 'shop', role: 'sales', scopes: ['vendors:read'] });
      expect(ofClient.find(({ id }: { id: string }) => id === first.id).lastUsed).not.toBeNull();
    });

    it('of which two are asked for at once are not three', async () => {
      const { id } = (await placet.call('POST', '/v1/keys', { body: { name: 'race', role: 'sales' } })).body;
      const answers = await Promise.all(
        [1, 2, 3, 4].map(() => placet.call('POST', `/v1/keys/${id}/rotate`, { body: {} })),
      );
      expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    });

    it('of another tenant are seen and ended by that tenant alone', async () => {
      const admin = foreign.get('admin') ?? '';
      const issued = await placet.call('POST', '/v1/keys', {
        key: admin,
        body: { name: 'own', role: 'sales' },
      });
      expect((await placet.get('/v1/me', { key: issued.body.key })).body).toMatchObject({
        tenant: { id: 'other', name: 'Other' },
        role: 'sales',
      });
      const names = async (key?: string) =>
        (await placet.get('/v1/keys?limit=200', key === undefined ? {} : { key })).body.items.map(
          ({ name, tenant }: { name: string; tenant: string }) => `${tenant} ${name}`,
        );
      expect(await names(admin)).toEqual(
        ['other test', 'other test', 'other test', 'other test', 'other own']
          .toSorted()
          .map(() => expect.stringMatching(/^other /)),
      );
      expect(await names()).toEqual(expect.not.arrayContaining([expect.stringMatching(/^other /)]));
      expect((await placet.call('DELETE', `/v1/keys/${issued.body.id}`)).status).toBe(404);
      expect((await placet.call('POST', `/v1/keys/${issued.body.id}/rotate`, { body: {} })).status).toBe(404);
      expect((await placet.call('DELETE', `/v1/keys/${issued.body.id}`, { key: admin })).status).toBe(204);
    });

    it('are issued within the tenant, in roles that it can have', async () => {
      const key = foreign.get('admin') ?? '';
      const refused = async (body: object) =>
        (await placet.call('POST', '/v1/keys', { key, body: { name: 'x', ...body } })).body.errors;
      expect(await refused({ role: 'sales', tenant: 'main' })).toMatchObject([{ pointer: '/tenant' }]);
      expect(await refused({ role: 'ops' })).toMatchObject([{ pointer: '/role' }]);
      expect(await refused({ role: 'analyst' })).toMatchObject([{ pointer: '/role' }]);
    });
  });

  it('of a disabled tenant ends, and comes back', async () => {
    await placet.call('POST', '/v1/tenants', { body: { id: 'late', name: 'Late' } });
    const key = await keyOf({ role: 'sales', tenant: 'late' });
    const change = async (disabled: boolean, etag: string | null) =>
      placet.call('PATCH', '/v1/tenants/late', { body: { disabled }, headers: { 'if-match': etag ?? '' } });
    const { headers } = await placet.get('/v1/tenants/late');
    const disabled = await change(true, headers.get('etag'));
    expect(disabled.body).toMatchObject({ id: 'late', disabled: expect.any(String) });
    expect((await placet.get('/v1/vendors', { key })).status).toBe(401);
    expect((await change(false, headers.get('etag'))).status).toBe(412);
    expect((await change(false, disabled.headers.get('etag'))).body.disabled).toBeNull();
    expect((await placet.get('/v1/vendors', { key })).status).toBe(200);
    const main = await placet.get('/v1/tenants/main');
    const refused = await placet.call('PATCH', '/v1/tenants/main', {
      body: { disabled: true },
      headers: { 'if-match': main.headers.get('etag') ?? '' },
    });
    expect(refused.status).toBe(409);
  });
});
