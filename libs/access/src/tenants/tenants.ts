import type { Principal } from '../roles.ts';

/** The tenant of the installation itself: it keeps the shared data, and its administrators manage the other tenants. */
export const MAIN_TENANT = 'main';

/** Who has the administrator's key, or the link that the start of an embedded service prints. */
export const ADMINISTRATOR: Principal = {
  id: 'admin',
  tenant: MAIN_TENANT,
  name: 'Administrator',
  role: 'admin',
  source: null,
  scopes: null,
};

/** What the id of a tenant looks like; it stands in addresses, in claims of an identity provider and in the database. */
export const TENANT_ID = /^[a-z0-9][a-z0-9-]{0,62}$/;

/** An organisation that uses this installation; what it keeps for itself is seen by nobody else. */
export interface Tenant {
  readonly id: string;
  readonly name: string;
  readonly created: Date;
  /** Since when its keys and people are refused. */
  readonly disabled: Date | null;
  /** Counts its changes. */
  readonly version: number;
}

/** Where tenants are kept. The list itself is no tenant's own: only administrators of the installation read it. */
export abstract class TenantStore {
  abstract list(): Promise<Tenant[]>;
  abstract find(id: string): Promise<Tenant | undefined>;
  /** Answers `undefined` when the id is taken. */
  abstract add(tenant: Pick<Tenant, 'id' | 'name'>): Promise<Tenant | undefined>;
  /** Changes what is given, in that version only; answers `undefined` when there is no such version now. */
  abstract change(
    id: string,
    version: number,
    to: { readonly name?: string; readonly isDisabled?: boolean },
  ): Promise<Tenant | undefined>;
}
