import { ROLES } from '#access';
import {
  count,
  instant,
  list,
  mapOf,
  oneOf,
  orNull,
  pageOf,
  record,
  ref,
  type Schema,
  text,
} from '../schema.ts';

/** Keys, tenants, and the audit. */
export const ACCESS_SCHEMAS: Readonly<Record<string, Schema>> = {
  AuditPage: pageOf(
    record(
      {
        seq: count('Place in the chain, from 1'),
        at: instant(),
        actor: text('Id of the key that wrote'),
        action: text('Route'),
        subject: text('Address that was written to, or of what was made'),
        details: mapOf(
          {},
          'Role, request, trace, status; outcome "unknown" where the process ended meanwhile',
        ),
        prevHash: text('Hash of the entry before'),
        hash: text('SHA-256 over the canonical JSON of all other members'),
      },
      'One write',
    ),
  ),
  Key: record({
    id: text(),
    client: text('Id of the first key of the client; its keys follow each other'),
    tenant: text('Tenant id'),
    name: text(),
    role: oneOf(ROLES),
    source: orNull(text('The one source a sender may deliver to')),
    scopes: orNull(list(text(), 'What of its role the key may use; null for all of it')),
    created: instant(),
    expires: orNull(instant()),
    revoked: orNull(instant()),
    lastUsed: orNull(instant()),
  }),
  KeyPage: pageOf(ref('Key')),
  IssuedKey: record({ id: text(), key: text('The whole key, shown this once') }),
  Me: record({
    id: text('Key id, or "admin"'),
    name: text(),
    tenant: record({ id: text(), name: text() }),
    role: oneOf(ROLES),
    source: orNull(text('The one source a sender may deliver to')),
    scopes: orNull(list(text(), 'What of the role may be used; null for all of it')),
  }),
  Tenant: record({
    id: text(),
    name: text(),
    created: instant(),
    disabled: orNull(instant('Since when its keys and people are refused')),
  }),
  TenantPage: pageOf(ref('Tenant')),
};
