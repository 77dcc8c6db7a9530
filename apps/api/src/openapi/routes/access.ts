import { ref } from '../schema.ts';
import { ok, type Routes } from './route.ts';

const keys = 'Keys';
const tenants = 'Tenants';

/** Who may do what, and who did. */
export const ACCESS_ROUTES: Routes = {
  'GET /login': {
    operation: 'login',
    tag: keys,
    summary: 'Log in',
    description:
      'By the link that the start of an embedded service prints, which works once, or at the identity provider.',
    answer: {
      status: 303,
      description: 'To the identity provider, or logged in: a session cookie is set',
      headers: ['Location'],
    },
    problems: ['unauthenticated', 'not-found', 'invalid-input'],
  },
  'GET /login/callback': {
    operation: 'finishLogin',
    tag: keys,
    summary: 'Come back from the identity provider',
    answer: { status: 303, description: 'Logged in: a session cookie is set', headers: ['Location'] },
    problems: ['unauthenticated', 'forbidden', 'not-found'],
  },
  'POST /logout': {
    operation: 'logout',
    tag: keys,
    summary: 'Log out',
    answer: { status: 204, description: 'The session is ended in every process, and its cookie taken away' },
  },
  'GET /v1/me': {
    operation: 'readMe',
    tag: keys,
    summary: 'Read who you are here',
    answer: ok(ref('Me'), 'Tenant, role and scopes of the key or person that asks'),
  },
  'GET /v1/audit': {
    operation: 'readAudit',
    tag: keys,
    summary: 'Read who wrote what',
    description:
      'Every write of the tenant that was not refused, bound to the one before it by its hash. npm run audit:verify checks the whole chain.',
    answer: ok(ref('AuditPage'), 'A page of entries, latest first'),
  },
  'GET /v1/keys': {
    operation: 'listKeys',
    tag: keys,
    summary: 'List keys',
    answer: ok(ref('KeyPage'), 'All keys of the tenant, without their secrets'),
  },
  'POST /v1/keys': {
    operation: 'issueKey',
    tag: keys,
    summary: 'Issue a key',
    description:
      'For the own tenant. An administrator of the installation may name another one, to give it its first key.',
    answer: {
      status: 201,
      description: 'The key; its secret is shown this once',
      content: { 'application/json': ref('IssuedKey') },
    },
  },
  'POST /v1/keys/:key/rotate': {
    operation: 'rotateKey',
    tag: keys,
    summary: 'Issue the key that takes the place of another',
    description:
      'With the same name, role, source and scopes. Both are good until one is revoked; a client has two live keys at most.',
    answer: {
      status: 201,
      description: 'The key; its secret is shown this once',
      content: { 'application/json': ref('IssuedKey') },
    },
    problems: ['not-found', 'conflict'],
  },
  'DELETE /v1/keys/:key': {
    operation: 'revokeKey',
    tag: keys,
    summary: 'Revoke a key',
    answer: { status: 204, description: 'Revoked; it opens nothing any more' },
    problems: ['not-found'],
  },
  'GET /v1/tenants': {
    operation: 'listTenants',
    tag: tenants,
    summary: 'List the tenants of the installation',
    answer: ok(ref('TenantPage'), 'A page of tenants, by id'),
  },
  'POST /v1/tenants': {
    operation: 'addTenant',
    tag: tenants,
    summary: 'Add a tenant',
    description:
      'Refused while the database does not keep tenants apart. Give it its first key with POST /v1/keys.',
    answer: {
      status: 201,
      description: 'The tenant',
      content: { 'application/json': ref('Tenant') },
      headers: ['Location'],
    },
    problems: ['conflict'],
  },
  'GET /v1/tenants/:tenant': {
    operation: 'getTenant',
    tag: tenants,
    summary: 'Read a tenant',
    answer: ok(ref('Tenant'), 'The tenant'),
    problems: ['not-found'],
  },
  'PATCH /v1/tenants/:tenant': {
    operation: 'changeTenant',
    tag: tenants,
    summary: 'Rename, disable or enable a tenant',
    description: 'The keys and people of a disabled tenant are refused; what it keeps stays.',
    answer: ok(ref('Tenant'), 'The tenant as it is now'),
    problems: ['not-found', 'conflict'],
  },
};
