export { createDataSource, migrate, MIGRATIONS } from './data-source.ts';
export { grantAppRole, NoAppRole, rightsOf } from './tenancy/app-role.ts';
export { isRecordSilent, reachRecord } from './reach-record.ts';
export { PersistenceModule } from './persistence.module.ts';
export { PostgresAuditStore } from './stores/tenants/audit-store.ts';
export { PostgresJobTallies } from './stores/queues/job-tallies.ts';
export { PostgresTransactions } from './stores/transactions.ts';
