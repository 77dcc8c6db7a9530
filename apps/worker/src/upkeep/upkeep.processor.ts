import { Processor, WorkerHost } from '@nestjs/bullmq';
import { Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { Job } from 'bullmq';
import { RunSource, TurnDay, UPKEEP } from '#application';
import { UPKEEP_QUEUE, type UpkeepJobs } from '#messaging';
import { Env, Metrics } from '#platform';
import { beginWork } from '../begin-work.ts';

const CONCURRENCY = 4;

/** Runs what time or a person asks for; everything that is decided is decided by the use case. */
@Processor(UPKEEP_QUEUE, { autorun: false, concurrency: CONCURRENCY })
export class UpkeepProcessor extends WorkerHost implements OnApplicationBootstrap {
  private readonly logger = new Logger(UpkeepProcessor.name);

  constructor(
    private readonly sources: RunSource,
    private readonly turnDay: TurnDay,
    private readonly metrics: Metrics,
    private readonly env: Env,
  ) {
    super();
  }

  onApplicationBootstrap(): void {
    beginWork(this.worker, this.env, this.logger);
  }

  async process(job: Job<UpkeepJobs[keyof UpkeepJobs], void, keyof UpkeepJobs>): Promise<void> {
    const stop = this.metrics.jobs.startTimer({ queue: UPKEEP_QUEUE, name: job.name });
    try {
      switch (job.name) {
        case UPKEEP.runSource: {
          const run = await this.sources.run(job.data.sourceId, new Date(), job.data.asked === 'yes');
          if (run !== null) this.logger.log(`Source ${job.data.sourceId} was looked at in run ${run}`);
          break;
        }
        case UPKEEP.turnDay:
          await this.turnDay.run();
          break;
        default:
          throw new Error(`No handler for upkeep job "${String(job.name)}"`);
      }
      stop({ result: 'done' });
    } catch (error) {
      stop({ result: 'failed' });
      throw error;
    }
  }
}
