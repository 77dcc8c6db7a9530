import { ROUTE_ROLES } from './roles.ts';
import { isWrite } from './writes.ts';

/** Everything that may be read; beside it, scopes name one resource each. */
export const READ_EVERYTHING = '*:read';

/** The scope that a call of a route takes, such as `shortlists:write`; public routes, and those about the asker's own login, take none. */
export function scopeOfRoute(route: string): string | null {
  if (ROUTE_ROLES[route] === 'public') return null;
  const [, resource] = /^\S+ \/v1\/([^/]+)/.exec(route) ?? [];
  // Nothing outside of /v1 is a resource.
  return resource === undefined ? null : `${resource}:${isWrite(route) ? 'write' : 'read'}`;
}

/** All scopes that a key may be held to. */
export const SCOPES: readonly string[] = [
  READ_EVERYTHING,
  ...[
    ...new Set(
      Object.keys(ROUTE_ROLES)
        .map(scopeOfRoute)
        .filter((scope) => scope !== null),
    ),
  ].toSorted(),
];

/** Whether scopes let a route be called; without scopes the role alone decides, and a role that may not, may not. */
export function isInScope(scopes: readonly string[] | null, route: string): boolean {
  const scope = scopeOfRoute(route);
  if (scopes === null || scope === null || scopes.includes(scope)) return true;
  return scope.endsWith(':read') && scopes.includes(READ_EVERYTHING);
}
