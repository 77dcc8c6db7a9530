export { ROLES, ROUTE_ROLES, type Principal, type Role } from './roles.ts';
export { isConditional, isCreation, isDoneElsewhere, isWrite } from './writes.ts';
export { type ApiKeyRecord, ApiKeys, ApiKeyStore, KeySecrets, type NewApiKey } from './api-keys.ts';
export { AccessNews, ForgetOnNews } from './access-news.ts';
export { ADMINISTRATOR, MAIN_TENANT, type Tenant, TENANT_ID, TenantStore } from './tenants/tenants.ts';
export { canHaveRole, isOpenTo } from './tenants/tenant-routes.ts';
export { isInScope, scopeOfRoute, SCOPES } from './scopes.ts';
export { type RoleRights, TenantIsolation } from './tenants/tenant-isolation.ts';
export { type Claims, type ClaimNames, readClaims } from './people/claims.ts';
export { IdentityProvider, type IdentitySettings } from './people/identity-provider.ts';
export { LoginLinks } from './people/login-links.ts';
export { EndedSessions } from './people/ended-sessions.ts';
export { LOGIN_S, People, SESSION_S } from './people/people.ts';
export { KeyFiles } from './key-files.ts';
export {
  type AuditAnchor,
  type AuditedWrite,
  type AuditEntry,
  CHAIN_START,
  type ChainCheck,
  checkChain,
  entryAfter,
} from './audit/audit-chain.ts';
export {
  type AuditQuestion,
  AuditStore,
  AuditTrail,
  type FinishedWrite,
  type LeftNote,
} from './audit/audit-trail.ts';
export { isGivenUp, workingOn, type WriteInProgress, writeToNote } from './audit/write-in-progress.ts';
export { openSealedText, PepperSeals, sealText } from './sealed-text.ts';
