import { createHash } from 'node:crypto';
import { type Principal, type Role, ROLES } from '../roles.ts';
import { canHaveRole } from '../tenants/tenant-routes.ts';

/** What a token of the identity provider states, after its signature, issuer, audience and end were checked. */
export type Claims = Readonly<Record<string, unknown>>;

/** Which claims name the role and the tenant of a person. */
export interface ClaimNames {
  readonly role: string;
  readonly tenant: string;
}

/** Who a token stands for, or why nobody: whatever is not clearly stated is refused. */
export type ClaimReading = { readonly principal: Principal } | { readonly refusal: string };

/** Senders are programs, and have keys. */
const ROLES_OF_PEOPLE: ReadonlySet<string> = new Set<Role>(ROLES.filter((role) => role !== 'sender'));
const NAME_MAX = 200;

/** Maps claims to a tenant and exactly one role of it; there is no default for either. */
export function readClaims(claims: Claims, names: ClaimNames): ClaimReading {
  const { iss, sub } = claims;
  if (typeof iss !== 'string' || typeof sub !== 'string' || sub === '')
    return { refusal: 'The token does not say whom it was given to (iss, sub).' };
  const tenant = claimAt(claims, names.tenant);
  if (typeof tenant !== 'string' || tenant === '')
    return { refusal: `The token names no tenant: the claim "${names.tenant}" must hold the id of one.` };
  const stated = [claimAt(claims, names.role)].flat();
  const roles = [...new Set(stated)].filter((role): role is Role => isRoleOfPeople(role));
  const [role] = roles;
  if (role === undefined || roles.length > 1)
    return {
      refusal: `The claim "${names.role}" must name exactly one of the roles ${[...ROLES_OF_PEOPLE].join(', ')}.`,
    };
  if (!canHaveRole(tenant, role))
    return { refusal: `The role "${role}" works on what all tenants share; nobody of "${tenant}" has it.` };
  const id = `usr_${createHash('sha256').update(`${iss}\n${sub}\n${tenant}`).digest('hex').slice(0, 24)}`;
  return { principal: { id, tenant, name: nameIn(claims, sub), role, source: null, scopes: null } };
}

/** A claim by its whole name, else by its path: `realm.role` is the member `role` of the claim `realm`. */
function claimAt(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  return name
    .split('.')
    .reduce<unknown>(
      (value, part) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, part)
          ? Reflect.get(value, part)
          : undefined,
      claims,
    );
}

function isRoleOfPeople(role: unknown): role is Role {
  return typeof role === 'string' && ROLES_OF_PEOPLE.has(role);
}

function nameIn({ name, preferred_username: user, email }: Claims, sub: string): string {
  const found = [name, user, email].find((one): one is string => typeof one === 'string' && one !== '');
  return (found ?? sub).slice(0, NAME_MAX);
}
