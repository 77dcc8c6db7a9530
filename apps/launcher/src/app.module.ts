import { join } from 'node:path';
import { type DynamicModule, Logger, Module } from '@nestjs/common';
import { ApiModule, HealthModule } from '../../api/src/api.module.ts';
import { WorkerModule } from '../../worker/src/worker.module.ts';
import { KeySecrets, PepperSeals, TenantIsolation } from '#access';
import {
  AcceptDelivery,
  Clock,
  DeliveryReader,
  Evaluation,
  EvaluationThread,
  ItemApplier,
  NoticeCompiler,
  NoticeJudge,
  RetryQuarantined,
  StatementReader,
  Seals,
  WorldBuilder,
  WorldKeeper,
  WorldNoticeJudge,
  WorldSnapshots,
} from '#application';
import { DocumentStatements, DocumentWorlds, NoticeHistory, PackedReader, SnapshotFile } from '#formats';
import { MessagingModule, type QueueBackend, QueueHealth, WorkState } from '#messaging';
import { PersistenceModule } from '#persistence';
import { Env, Metrics } from '#platform';

/** What one process runs on. */
export interface Runtime {
  readonly env: Env;
  readonly databaseUrl: string;
  readonly isolation: TenantIsolation;
  readonly queues: QueueBackend;
  readonly secrets: KeySecrets;
  /** What time it is, if it isn't what the machine says. */
  readonly clock?: Clock;
}

/** The file that the next start of this role goes on from. */
function snapshotsOf({ PLACET_DATA_DIR, PLACET_ROLE }: Env): SnapshotFile {
  const logger = new Logger(SnapshotFile.name);
  return new SnapshotFile(join(PLACET_DATA_DIR, `world-${PLACET_ROLE}.snapshot`), (message) =>
    logger.warn(message),
  );
}

/** What every role shares: configuration, readers, and the snapshot that answers come from. */
@Module({})
class SharedModule {
  static on(runtime: Runtime): DynamicModule {
    const providers = [
      { provide: Env, useValue: runtime.env },
      { provide: Metrics, useValue: new Metrics() },
      { provide: Clock, useValue: runtime.clock ?? new Clock() },
      { provide: KeySecrets, useValue: runtime.secrets },
      { provide: TenantIsolation, useValue: runtime.isolation },
      { provide: Seals, useClass: PepperSeals },
      { provide: QueueHealth, useValue: runtime.queues },
      WorkState,
      { provide: DeliveryReader, useClass: PackedReader },
      { provide: WorldBuilder, useClass: DocumentWorlds },
      { provide: StatementReader, useClass: DocumentStatements },
      { provide: NoticeCompiler, useClass: NoticeHistory },
      { provide: NoticeJudge, useClass: WorldNoticeJudge },
      WorldKeeper,
      {
        provide: WorldSnapshots,
        useFactory: () => snapshotsOf(runtime.env),
      },
      { provide: Evaluation, useClass: EvaluationThread },
      AcceptDelivery,
      ItemApplier,
      RetryQuarantined,
    ];
    return {
      module: SharedModule,
      global: true,
      providers,
      exports: providers.map((provider) => (typeof provider === 'function' ? provider : provider.provide)),
    };
  }
}

/** The program of one process: API, worker, or both over one snapshot and one connection pool. */
@Module({})
export class AppModule {
  static on(runtime: Runtime): DynamicModule {
    const { PLACET_ROLE: role } = runtime.env;
    return {
      module: AppModule,
      imports: [
        PersistenceModule.on(runtime.databaseUrl, runtime.env.DATABASE_POOL_SIZE),
        MessagingModule.on(runtime.queues),
        SharedModule.on(runtime),
        HealthModule,
        ...(role === 'worker' ? [] : [ApiModule]),
        ...(role === 'api' ? [] : [WorkerModule]),
      ],
    };
  }
}
