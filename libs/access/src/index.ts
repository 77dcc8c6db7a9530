export { ROLES, ROUTE_ROLES, type Principal, type Role } from './roles.ts';
export { isConditional, isCreation, isWrite } from './writes.ts';
export { type ApiKeyRecord, ApiKeys, ApiKeyStore, KeySecrets } from './api-keys.ts';
export { KeyFiles } from './key-files.ts';
