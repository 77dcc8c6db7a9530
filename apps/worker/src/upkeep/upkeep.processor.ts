import { Processor, WorkerHost } from '@nestjs/bullmq';
import { Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { Job } from 'bullmq';
import { JudgeNotices, RunSource, TurnDay, UPKEEP } from '#application';
import { QueueRegistry, UPKEEP_QUEUE, type UpkeepJobs } from '#messaging';
import { Env } from '#platform';
import { beginWork } from '../begin-work.ts';
import { WorkSigns } from '../liveness/work-signs.ts';
import { askJudging } from './notice-judging.ts';

const CONCURRENCY = 4;

/** A job with the payload that its name promises. */
type UpkeepJob = { [Name in keyof UpkeepJobs]: Job<UpkeepJobs[Name], void, Name> }[keyof UpkeepJobs];

/** Runs what time or a person asks for; everything that is decided is decided by the use case. */
@Processor(UPKEEP_QUEUE, { autorun: false, concurrency: CONCURRENCY })
export class UpkeepProcessor extends WorkerHost implements OnApplicationBootstrap {
  private readonly logger = new Logger(UpkeepProcessor.name);
  private readonly getsOn = (): void => this.signs.give(UPKEEP_QUEUE);

  constructor(
    private readonly sources: RunSource,
    private readonly turnDay: TurnDay,
    private readonly judging: JudgeNotices,
    private readonly signs: WorkSigns,
    private readonly queues: QueueRegistry,
    private readonly env: Env,
  ) {
    super();
  }

  onApplicationBootstrap(): void {
    beginWork(this.worker, this.env, this.logger);
  }

  async process(job: UpkeepJob): Promise<void> {
    const { name } = job;
    switch (job.name) {
      case UPKEEP.runSource: {
        const run = await this.sources.run(
          job.data.sourceId,
          new Date(),
          job.data.asked === 'yes',
          this.getsOn,
        );
        if (run !== null) this.logger.log(`Source ${job.data.sourceId} was looked at in run ${run}`);
        break;
      }
      case UPKEEP.turnDay:
        await this.turnDay.run();
        break;
      case UPKEEP.judgeNotices:
        await this.judge(job.data);
        break;
      default:
        throw new Error(`No handler for upkeep job "${name}"`);
    }
  }

  /** A slice of the notices that other rules judged; what is left is the next job's. */
  private async judge({ rules, slice }: UpkeepJobs[typeof UPKEEP.judgeNotices]): Promise<void> {
    const { judged, isDone } = await this.judging.run(this.getsOn);
    this.logger.log(`${judged} notices were judged again by the rules of transaction ${rules}`);
    if (!isDone) await askJudging(this.queues, rules, Number(slice) + 1);
  }
}
