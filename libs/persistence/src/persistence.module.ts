import { type DynamicModule, Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AccessNews, ApiKeyStore, AuditStore, EndedSessions, TenantStore } from '#access';
import {
  ChangeLog,
  DeliveryJobs,
  DeliveryStore,
  DisputeStore,
  DocumentStore,
  EventLog,
  IdempotencyStore,
  Inbox,
  Lease,
  NoticeCorrections,
  NoticeMatches,
  NoticeSearch,
  NoticeStore,
  Outbox,
  PastRecord,
  RecordMeasures,
  PrivateDocumentStore,
  QuarantineStore,
  RawStore,
  Rereadings,
  Settings,
  ShortlistStore,
  SourceRuns,
  SourceStore,
  StandingQuestions,
  StandingVerdicts,
  StateDigest,
  TenantDirectory,
  Transactions,
  TransitionLog,
  WatchStore,
  WebhookMessages,
  WebhookStore,
} from '#application';
import { JobTallies, OutboxRows } from '#messaging';
import { createDataSource } from './data-source.ts';
import { PostgresAccessNews } from './stores/tenants/access-news.ts';
import { PostgresEndedSessions } from './stores/tenants/ended-sessions.ts';
import { PostgresApiKeyStore } from './stores/tenants/api-key-store.ts';
import { PostgresAuditStore } from './stores/tenants/audit-store.ts';
import { PostgresChangeLog } from './stores/documents/change-log.ts';
import { PostgresDeliveryStore } from './stores/intake/delivery-store.ts';
import { PostgresDisputeStore } from './stores/documents/dispute-store.ts';
import { PostgresDocumentStore } from './stores/documents/document-store.ts';
import { PostgresDeliveryJobs, PostgresEventLog } from './stores/following/event-log.ts';
import { PostgresIdempotencyStore } from './stores/tenants/idempotency-store.ts';
import { PostgresLease } from './stores/lease.ts';
import { PostgresJobTallies } from './stores/queues/job-tallies.ts';
import { PostgresInbox, PostgresOutbox } from './stores/queues/messages.ts';
import { NotificationListener } from './stores/notification-listener.ts';
import { PostgresNoticeMatches } from './stores/notices/notice-matches.ts';
import { PostgresNoticeSearch } from './stores/notices/notice-search.ts';
import { PostgresNoticeStore } from './stores/notices/notice-store.ts';
import { PostgresOutboxRows } from './stores/queues/outbox-rows.ts';
import { PostgresPastRecord } from './stores/documents/past-record.ts';
import { PostgresPrivateDocumentStore } from './stores/documents/private-document-store.ts';
import { PostgresQuarantineStore } from './stores/intake/quarantine-store.ts';
import { PostgresRawStore } from './stores/intake/raw-store.ts';
import { PostgresShortlistStore } from './stores/following/shortlist-store.ts';
import { PostgresSettings } from './stores/settings.ts';
import { PostgresRereadings } from './stores/intake/rereadings.ts';
import { PostgresNoticeCorrections } from './stores/notices/notice-corrections.ts';
import { PostgresRecordMeasures } from './stores/record-measures.ts';
import { PostgresSourceRuns } from './stores/intake/source-runs.ts';
import { PostgresSourceStore } from './stores/intake/source-store.ts';
import { PostgresStandingQuestions } from './stores/verdicts/standing-questions.ts';
import { PostgresStandingVerdicts } from './stores/verdicts/standing-verdicts.ts';
import { PostgresStateDigest } from './stores/documents/state-digest.ts';
import { PostgresTenantStore } from './stores/tenants/tenant-store.ts';
import { PostgresTenantDirectory } from './stores/tenants/tenant-directory.ts';
import { PostgresTransitionLog } from './stores/verdicts/transition-log.ts';
import { PostgresTransactions } from './stores/transactions.ts';
import { PostgresWatchStore } from './stores/following/watch-store.ts';
import { PostgresWebhookMessages } from './stores/webhooks/webhook-messages.ts';
import { PostgresWebhookStore } from './stores/webhooks/webhook-store.ts';

const STORES = [
  { provide: Transactions, useClass: PostgresTransactions },
  { provide: RawStore, useClass: PostgresRawStore },
  { provide: DeliveryStore, useClass: PostgresDeliveryStore },
  { provide: Rereadings, useClass: PostgresRereadings },
  { provide: SourceStore, useClass: PostgresSourceStore },
  { provide: SourceRuns, useClass: PostgresSourceRuns },
  { provide: QuarantineStore, useClass: PostgresQuarantineStore },
  { provide: DisputeStore, useClass: PostgresDisputeStore },
  { provide: DocumentStore, useClass: PostgresDocumentStore },
  { provide: ChangeLog, useClass: PostgresChangeLog },
  { provide: NoticeStore, useClass: PostgresNoticeStore },
  { provide: NoticeCorrections, useClass: PostgresNoticeCorrections },
  { provide: NoticeSearch, useClass: PostgresNoticeSearch },
  { provide: EventLog, useClass: PostgresEventLog },
  { provide: DeliveryJobs, useClass: PostgresDeliveryJobs },
  { provide: WatchStore, useClass: PostgresWatchStore },
  { provide: NoticeMatches, useClass: PostgresNoticeMatches },
  { provide: WebhookStore, useClass: PostgresWebhookStore },
  { provide: WebhookMessages, useClass: PostgresWebhookMessages },
  { provide: TenantDirectory, useClass: PostgresTenantDirectory },
  { provide: Outbox, useClass: PostgresOutbox },
  { provide: Inbox, useClass: PostgresInbox },
  { provide: OutboxRows, useClass: PostgresOutboxRows },
  { provide: JobTallies, useClass: PostgresJobTallies },
  { provide: AccessNews, useClass: PostgresAccessNews },
  { provide: EndedSessions, useClass: PostgresEndedSessions },
  { provide: ApiKeyStore, useClass: PostgresApiKeyStore },
  { provide: PrivateDocumentStore, useClass: PostgresPrivateDocumentStore },
  { provide: ShortlistStore, useClass: PostgresShortlistStore },
  { provide: TenantStore, useClass: PostgresTenantStore },
  { provide: AuditStore, useClass: PostgresAuditStore },
  { provide: IdempotencyStore, useClass: PostgresIdempotencyStore },
  { provide: Settings, useClass: PostgresSettings },
  { provide: StandingQuestions, useClass: PostgresStandingQuestions },
  { provide: StandingVerdicts, useClass: PostgresStandingVerdicts },
  { provide: Lease, useClass: PostgresLease },
  { provide: TransitionLog, useClass: PostgresTransitionLog },
  { provide: PastRecord, useClass: PostgresPastRecord },
  { provide: RecordMeasures, useClass: PostgresRecordMeasures },
  { provide: StateDigest, useClass: PostgresStateDigest },
];

/** The record in Postgres: every port of the application that stores something. */
@Module({})
export class PersistenceModule {
  static on(url: string, poolSize: number): DynamicModule {
    return {
      module: PersistenceModule,
      global: true,
      imports: [
        TypeOrmModule.forRootAsync({
          useFactory: () => createDataSource(url, poolSize).options,
          dataSourceFactory: () => createDataSource(url, poolSize).initialize(),
        }),
      ],
      providers: [NotificationListener, ...STORES],
      exports: STORES.map((store) => store.provide),
    };
  }
}
