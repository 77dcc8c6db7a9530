import { Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE } from '@nestjs/core';
import {
  ApiKeys,
  AuditTrail,
  EndedSessions,
  ForgetOnNews,
  IdentityProvider,
  KeySecrets,
  LoginLinks,
  People,
  TenantStore,
} from '#access';
import {
  AskRun,
  DisputeFacts,
  ForeseeFlips,
  KeepWatches,
  KeepWebhooks,
  KeepShortlists,
  KeptAnswers,
  Rankings,
  VendorEvidence,
  Warming,
  PreviewRegime,
  PrivateStatements,
  PublishRegime,
  TenantWorlds,
} from '#application';
import { Egress, Env } from '#platform';
import { ChangeStreamController } from './alerts/change-stream.controller.ts';
import { ChangeStreams } from './alerts/change-streams.ts';
import { FeedAddresses } from './alerts/feed-addresses.ts';
import { WatchesController } from './alerts/watches.controller.ts';
import { WebhooksController } from './alerts/webhooks.controller.ts';
import { DisputesController } from './catalogue/disputes.controller.ts';
import { EquivalencesController } from './catalogue/equivalences.controller.ts';
import { PrivateStatementsController } from './catalogue/private-statements.controller.ts';
import { FactsController } from './catalogue/facts.controller.ts';
import { GroupsController } from './catalogue/groups.controller.ts';
import { MatrixController } from './catalogue/matrix.controller.ts';
import { NoticeRankingController } from './catalogue/notice-ranking.controller.ts';
import { NoticesController } from './catalogue/notices.controller.ts';
import { OfferingsController } from './catalogue/offerings.controller.ts';
import { OwnershipController } from './catalogue/ownership.controller.ts';
import { RegimeVersionsController } from './catalogue/regime-versions.controller.ts';
import { RegimesController } from './catalogue/regimes.controller.ts';
import { RegistersController } from './catalogue/registers.controller.ts';
import { SchemesController } from './catalogue/schemes.controller.ts';
import { VocabularyController } from './catalogue/vocabulary.controller.ts';
import { EvidenceController } from './explanation/evidence.controller.ts';
import { AuditController } from './audit/audit.controller.ts';
import { AuditInterceptor } from './audit/audit.interceptor.ts';
import { LoginController } from './access/login.controller.ts';
import { MeController } from './access/me.controller.ts';
import { TenantsController } from './access/tenants.controller.ts';
import { KeysController } from './access/keys.controller.ts';
import { FreshnessController } from './health/freshness.controller.ts';
import { Draining } from './health/draining.ts';
import { HealthController } from './health/health.controller.ts';
import { Admission } from './http/admission.ts';
import { AccessGuard } from './http/access.guard.ts';
import { AroundHandlers } from './http/around-handlers.ts';
import { Cursors } from './http/cursors.ts';
import { ExportInterceptor } from './http/export/export.interceptor.ts';
import { Representations } from './http/export/representations.ts';
import { KeptPages } from './http/kept-pages.ts';
import { RateLimits } from './http/limits/rate-limits.ts';
import { ProblemFilter } from './http/problem.filter.ts';
import { StrictValidationPipe } from './http/validation.pipe.ts';
import { IdempotencyInterceptor } from './http/writes/idempotency.interceptor.ts';
import { ConditionInterceptor } from './http/writes/versions.ts';
import { DeliveriesController } from './ingestion/deliveries.controller.ts';
import { Asked } from './matching/asked.ts';
import { ComparisonsController } from './matching/comparisons.controller.ts';
import { DecisionsController } from './matching/decisions.controller.ts';
import { MarketsController } from './matching/markets.controller.ts';
import { RankingPages } from './matching/ranking-pages.ts';
import { VendorsController } from './matching/vendors.controller.ts';
import { MappingsController } from './ingestion/mappings.controller.ts';
import { BoardController } from './queues/board/board.controller.ts';
import { QueuesController } from './queues/queues.controller.ts';
import { QuarantineController } from './ingestion/quarantine.controller.ts';
import { SourceRules } from './ingestion/source-settings.ts';
import { SourcesController } from './ingestion/sources.controller.ts';
import { CalendarController } from './standing/calendar.controller.ts';
import { CalendarEntries } from './standing/calendar-entries.ts';
import { TransitionsController } from './standing/transitions.controller.ts';
import { ShortlistComparisons } from './shortlists/shortlist-comparison.ts';
import { ShortlistQuestions } from './shortlists/shortlist-questions.ts';
import { ShortlistsController } from './shortlists/shortlists.controller.ts';
import { DescriptionModule } from './openapi/description.module.ts';

const KEPT_BYTES = 32 * 1024 * 1024;

/** People log in where an identity provider is set up; without one, only the link of an embedded start lets them in. */
function peopleOf(env: Env, secrets: KeySecrets, tenants: TenantStore, ended: EndedSessions): People {
  const { PLACET_OIDC_ISSUER: issuer, PLACET_OIDC_CLIENT_ID: clientId } = env;
  const provider =
    issuer === undefined || clientId === undefined
      ? null
      : new IdentityProvider({
          issuer,
          clientId,
          clientSecret: env.PLACET_OIDC_CLIENT_SECRET ?? null,
          audience: env.PLACET_OIDC_AUDIENCE ?? clientId,
        });
  const names = { role: env.PLACET_OIDC_ROLE_CLAIM, tenant: env.PLACET_OIDC_TENANT_CLAIM };
  return new People(secrets, tenants, ended, names, provider);
}

/** Health, measures and the description, in every role; its guard, pipe and filter hold for the whole process. */
@Module({
  imports: [DescriptionModule],
  controllers: [HealthController, FreshnessController],
  providers: [
    Draining,
    ApiKeys,
    LoginLinks,
    { provide: People, useFactory: peopleOf, inject: [Env, KeySecrets, TenantStore, EndedSessions] },
    ForgetOnNews,
    Admission,
    KeptPages,
    { provide: KeptAnswers, useFactory: () => new KeptAnswers(KEPT_BYTES) },
    { provide: APP_GUARD, useClass: AccessGuard },
    RateLimits,
    IdempotencyInterceptor,
    Representations,
    ExportInterceptor,
    ConditionInterceptor,
    AuditTrail,
    AuditInterceptor,
    { provide: APP_INTERCEPTOR, useClass: AroundHandlers },
    { provide: APP_PIPE, useClass: StrictValidationPipe },
    { provide: APP_FILTER, useClass: ProblemFilter },
  ],
  // One memory of recognised keys, so that one revoked here is refused at once.
  exports: [ApiKeys, KeptPages, People, LoginLinks],
})
export class HealthModule {}

/** The HTTP API. */
@Module({
  imports: [HealthModule],
  controllers: [
    DeliveriesController,
    SourcesController,
    MappingsController,
    QuarantineController,
    QueuesController,
    BoardController,
    KeysController,
    TenantsController,
    LoginController,
    ShortlistsController,
    MeController,
    AuditController,
    MarketsController,
    VendorsController,
    DecisionsController,
    RegimesController,
    RegimeVersionsController,
    NoticesController,
    NoticeRankingController,
    ComparisonsController,
    MatrixController,
    SchemesController,
    GroupsController,
    EquivalencesController,
    VocabularyController,
    RegistersController,
    FactsController,
    PrivateStatementsController,
    OfferingsController,
    OwnershipController,
    EvidenceController,
    DisputesController,
    WebhooksController,
    TransitionsController,
    CalendarController,
    WatchesController,
    ChangeStreamController,
  ],
  providers: [
    Cursors,
    CalendarEntries,
    ForeseeFlips,
    Asked,
    RankingPages,
    Rankings,
    AskRun,
    SourceRules,
    { provide: Egress, useFactory: (env: Env) => new Egress(env.PLACET_EGRESS_ALLOW), inject: [Env] },
    KeepWebhooks,
    KeepWatches,
    FeedAddresses,
    ChangeStreams,
    Warming,
    VendorEvidence,
    DisputeFacts,
    TenantWorlds,
    PrivateStatements,
    PublishRegime,
    PreviewRegime,
    KeepShortlists,
    ShortlistQuestions,
    ShortlistComparisons,
  ],
})
export class ApiModule {}
