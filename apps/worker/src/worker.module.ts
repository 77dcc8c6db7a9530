import { Module } from '@nestjs/common';
import { Fetcher, Folders, IsolatedReading, ReadDelivery, RunSource } from '#application';
import { OutboxDispatcher } from '#messaging';
import { Egress, Env } from '#platform';
import { IntakeProcessor } from './intake/intake.processor.ts';
import { Reconciler } from './intake/reconciler.ts';
import { ChildProgram, ChildReading } from './isolation/child-reading.ts';
import { GuardedFetcher } from './upkeep/guarded-fetcher.ts';
import { LocalFolders } from './upkeep/local-folders.ts';
import { SourceSchedules } from './upkeep/source-schedules.ts';
import { UpkeepProcessor } from './upkeep/upkeep.processor.ts';

/** Everything that works through queues. */
@Module({
  providers: [
    ReadDelivery,
    ChildProgram,
    { provide: IsolatedReading, useClass: ChildReading },
    IntakeProcessor,
    OutboxDispatcher,
    Reconciler,
    RunSource,
    UpkeepProcessor,
    SourceSchedules,
    { provide: Egress, useFactory: (env: Env) => new Egress(env.PLACET_EGRESS_ALLOW), inject: [Env] },
    { provide: Fetcher, useClass: GuardedFetcher },
    { provide: Folders, useClass: LocalFolders },
  ],
})
export class WorkerModule {}
