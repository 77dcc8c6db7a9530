import { DataSource } from 'typeorm';
import * as access from './entities/access.entities.ts';
import * as dispute from './entities/dispute.entities.ts';
import * as audit from './entities/audit.entities.ts';
import * as event from './entities/event.entities.ts';
import * as ledger from './entities/ledger.entities.ts';
import * as own from './entities/private.entities.ts';
import * as queue from './entities/queue.entities.ts';
import * as shortlist from './entities/shortlist.entities.ts';
import * as standing from './entities/standing.entities.ts';
import * as truth from './entities/truth.entities.ts';
import * as watch from './entities/watch.entities.ts';
import * as webhook from './entities/webhook.entities.ts';
import { CreateLedger1764000000000 } from './migrations/1764000000000-create-ledger.ts';
import { CreateTruth1764000001000 } from './migrations/1764000001000-create-truth.ts';
import { CreateAccess1764000002000 } from './migrations/1764000002000-create-access.ts';
import { CreateFactDisputes1764000100000 } from './migrations/1764000100000-create-fact-disputes.ts';
import { AddDecisions1764000200000 } from './migrations/1764000200000-add-decisions.ts';
import { AddSourceRuns1764000201000 } from './migrations/1764000201000-add-source-runs.ts';
import { AddPoison1764000202000 } from './migrations/1764000202000-add-poison.ts';
import { JudgeNotices1764000300000 } from './migrations/1764000300000-judge-notices.ts';
import { AddIdempotency1764000400000 } from './migrations/1764000400000-add-idempotency.ts';
import { CreateAudit1764000401000 } from './migrations/1764000401000-create-audit.ts';
import { OrderDocuments1764000500000 } from './migrations/1764000500000-order-documents.ts';
import { CountReadBytes1764000501000 } from './migrations/1764000501000-count-read-bytes.ts';
import { FindWorldChanges1764000510000 } from './migrations/1764000510000-find-world-changes.ts';
import { RememberRules1764000511000 } from './migrations/1764000511000-remember-rules.ts';
import { CreateStandingDecisions1764000530000 } from './migrations/1764000530000-create-standing-decisions.ts';
import { CreateTenants1764000540000 } from './migrations/1764000540000-create-tenants.ts';
import { CreatePrivateDocuments1764000540200 } from './migrations/1764000540200-create-private-documents.ts';
import { CreateShortlists1764000540300 } from './migrations/1764000540300-create-shortlists.ts';
import { ChainAuditPerTenant1764000540400 } from './migrations/1764000540400-chain-audit-per-tenant.ts';
import { AddKeyClients1764000540100 } from './migrations/1764000540100-add-key-clients.ts';
import { CreateEvents1764000550000 } from './migrations/1764000550000-create-events.ts';
import { CreateWebhooks1764000551000 } from './migrations/1764000551000-create-webhooks.ts';
import { CreateWatches1764000552000 } from './migrations/1764000552000-create-watches.ts';
import { CreateJobTally1764000560000 } from './migrations/1764000560000-create-job-tally.ts';
import { CountQuarantineBySource1764000561000 } from './migrations/1764000561000-count-quarantine-by-source.ts';
import { StoreNoticesOnce1764000620000 } from './migrations/1764000620000-store-notices-once.ts';
import { RememberMappings1764000630000 } from './migrations/1764000630000-remember-mappings.ts';
import { NoteWritesWhenDone1764000640000 } from './migrations/1764000640000-note-writes-when-done.ts';
import { CountRevisions1764000660000 } from './migrations/1764000660000-count-revisions.ts';
import { KeepStandingApart1764000670000 } from './migrations/1764000670000-keep-standing-apart.ts';
import { EndSessions1764000700000 } from './migrations/1764000700000-end-sessions.ts';
import { PackReleaseTexts1764000710000 } from './migrations/1764000710000-pack-release-texts.ts';
import { WithdrawPublications1764000711000 } from './migrations/1764000711000-withdraw-publications.ts';

const ENTITIES = [
  ledger,
  truth,
  access,
  dispute,
  audit,
  event,
  own,
  queue,
  shortlist,
  standing,
  watch,
  webhook,
].flatMap((entities) => Object.values(entities));

/** Listed by hand: globs differ between sources and dist and hide the order. */
export const MIGRATIONS = [
  CreateLedger1764000000000,
  CreateTruth1764000001000,
  CreateAccess1764000002000,
  CreateFactDisputes1764000100000,
  AddDecisions1764000200000,
  AddSourceRuns1764000201000,
  AddPoison1764000202000,
  JudgeNotices1764000300000,
  AddIdempotency1764000400000,
  CreateAudit1764000401000,
  OrderDocuments1764000500000,
  CountReadBytes1764000501000,
  FindWorldChanges1764000510000,
  RememberRules1764000511000,
  CreateStandingDecisions1764000530000,
  CreateTenants1764000540000,
  AddKeyClients1764000540100,
  CreatePrivateDocuments1764000540200,
  CreateShortlists1764000540300,
  ChainAuditPerTenant1764000540400,
  CreateEvents1764000550000,
  CreateWebhooks1764000551000,
  CreateWatches1764000552000,
  CreateJobTally1764000560000,
  CountQuarantineBySource1764000561000,
  StoreNoticesOnce1764000620000,
  RememberMappings1764000630000,
  NoteWritesWhenDone1764000640000,
  CountRevisions1764000660000,
  KeepStandingApart1764000670000,
  EndSessions1764000700000,
  PackReleaseTexts1764000710000,
  WithdrawPublications1764000711000,
];

/** Makes the connection to the record; `poolSize` bounds connections per process. */
export function createDataSource(url: string, poolSize = 8): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    schema: 'placet',
    entities: ENTITIES,
    migrations: MIGRATIONS,
    migrationsTableName: 'migration',
    migrationsTransactionMode: 'each',
    synchronize: false,
    extra: { max: poolSize, application_name: 'placet', connectionTimeoutMillis: 5000 },
  });
}

/** Brings the schema up to date; concurrent calls wait for each other. */
export async function migrate(url: string): Promise<string[]> {
  const source = createDataSource(url, 2);
  await source.initialize();
  try {
    const runner = source.createQueryRunner();
    try {
      await runner.query('SELECT pg_advisory_lock(7265)');
      await runner.query('CREATE SCHEMA IF NOT EXISTS placet');
      const done = await source.runMigrations({ transaction: 'each' });
      return done.map((migration) => migration.name);
    } finally {
      await runner.query('SELECT pg_advisory_unlock(7265)');
      await runner.release();
    }
  } finally {
    await source.destroy();
  }
}
