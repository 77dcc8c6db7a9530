import { ROUTE_ROLES, type Role } from '../roles.ts';
import { isWrite } from '../writes.ts';
import { MAIN_TENANT } from './tenants.ts';

/** Routes that work on what the asking tenant keeps for itself; writes that are not here are of the installation. */
const OWN: readonly RegExp[] = [
  /^(GET|POST|DELETE) \/v1\/keys(\/|$)/,
  /^GET \/v1\/audit$/,
  /^GET \/v1\/me$/,
  /^POST \/logout$/,
  /^\S+ \/v1\/(webhooks|watches|shortlists)(\/|$)/,
  // Facts and vendors that only the tenant knows.
  /^(POST|PUT|DELETE) \/v1\/vendors\//,
];

/** Roles that only work on what all tenants share: sources, queues, regimes. */
const INSTALLATION_ROLES: ReadonlySet<Role> = new Set(['sender', 'analyst', 'ops']);

/** Whether keys and people of a tenant may have a role. */
export function canHaveRole(tenant: string, role: Role): boolean {
  return tenant === MAIN_TENANT || !INSTALLATION_ROLES.has(role);
}

/**
 * Whether a tenant may call a route, given a role that may. The tenant of the installation may call all of them;
 * others what is their own, and they may read what its salespeople read: the shared data, but not how it comes in.
 */
export function isOpenTo(tenant: string, route: string): boolean {
  if (tenant === MAIN_TENANT || OWN.some((own) => own.test(route))) return true;
  const roles = ROUTE_ROLES[route];
  return !isWrite(route) && (roles === 'public' || roles?.includes('sales') === true);
}
