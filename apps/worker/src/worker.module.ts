import { Module } from '@nestjs/common';
import { DiscoveryModule } from '@nestjs/core';
import {
  Fetcher,
  FinishDelivery,
  Folders,
  IsolatedReading,
  JudgeNotices,
  Poster,
  MatchNotices,
  ProjectVerdicts,
  ReadDelivery,
  RereadMapped,
  RunSource,
  SendWaiting,
  TellDigests,
  TellEvent,
  TurnDay,
  WatchFreshness,
  WebhookPolicy,
} from '#application';
import { OutboxDispatcher } from '#messaging';
import { Egress, Env } from '#platform';
import { DeliveryReconciler } from './delivery/delivery-reconciler.ts';
import { DeliveryProcessor } from './delivery/delivery.processor.ts';
import { GuardedPoster } from './delivery/guarded-poster.ts';
import { WatchAnnouncer } from './delivery/watch-announcer.ts';
import { WebhookJobs } from './delivery/webhook-jobs.ts';
import { IntakeProcessor } from './intake/intake.processor.ts';
import { Reconciler } from './intake/reconciler.ts';
import { Rereading } from './intake/rereading.ts';
import { ChildProgram, ChildReading } from './isolation/child-reading.ts';
import { Projection } from './projection/projection.ts';
import { ProjectionMetrics } from './projection/projection-metrics.ts';
import { DaySchedule } from './upkeep/day-schedule.ts';
import { JobObserver } from './job-observer.ts';
import { WorkSigns } from './liveness/work-signs.ts';
import { WorkerWatch } from './liveness/worker-watch.ts';
import { GuardedFetcher } from './upkeep/guarded-fetcher.ts';
import { LocalFolders } from './upkeep/local-folders.ts';
import { NoticeJudging } from './upkeep/notice-judging.ts';
import { SourceSchedules } from './upkeep/source-schedules.ts';
import { UpkeepProcessor } from './upkeep/upkeep.processor.ts';

/** Everything that works through queues. */
@Module({
  imports: [DiscoveryModule],
  providers: [
    JobObserver,
    WorkSigns,
    WorkerWatch,
    ReadDelivery,
    FinishDelivery,
    ChildProgram,
    { provide: IsolatedReading, useClass: ChildReading },
    IntakeProcessor,
    OutboxDispatcher,
    Reconciler,
    RereadMapped,
    Rereading,
    RunSource,
    WatchFreshness,
    JudgeNotices,
    NoticeJudging,
    UpkeepProcessor,
    SourceSchedules,
    TurnDay,
    DaySchedule,
    ProjectVerdicts,
    ProjectionMetrics,
    Projection,
    TellEvent,
    SendWaiting,
    WebhookJobs,
    DeliveryProcessor,
    DeliveryReconciler,
    MatchNotices,
    TellDigests,
    WatchAnnouncer,
    { provide: Poster, useClass: GuardedPoster },
    {
      provide: WebhookPolicy,
      useFactory: (env: Env) => new WebhookPolicy(env.WEBHOOK_RETRY_SCHEDULE_MS, env.JOB_LOCK_MS),
      inject: [Env],
    },
    { provide: Egress, useFactory: (env: Env) => new Egress(env.PLACET_EGRESS_ALLOW), inject: [Env] },
    { provide: Fetcher, useClass: GuardedFetcher },
    { provide: Folders, useClass: LocalFolders },
  ],
})
export class WorkerModule {}
