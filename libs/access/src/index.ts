export { ROLES, ROUTE_ROLES, type Principal, type Role } from './roles.ts';
export { type ApiKeyRecord, ApiKeys, ApiKeyStore, KeySecrets } from './api-keys.ts';
export { KeyFiles } from './key-files.ts';
