import { Processor, WorkerHost } from '@nestjs/bullmq';
import { Logger, type OnApplicationBootstrap } from '@nestjs/common';
import type { Job } from 'bullmq';
import { INTAKE, ReadDelivery } from '#application';
import { INTAKE_QUEUE, type IntakeJobs } from '#messaging';
import { Env } from '#platform';
import { beginWork } from '../begin-work.ts';
import { WorkSigns } from '../liveness/work-signs.ts';

const CONCURRENCY = 2;

/** Runs intake jobs; everything that is decided is decided by the use case. */
@Processor(INTAKE_QUEUE, { autorun: false, concurrency: CONCURRENCY })
export class IntakeProcessor extends WorkerHost implements OnApplicationBootstrap {
  private readonly logger = new Logger(IntakeProcessor.name);

  constructor(
    private readonly readDelivery: ReadDelivery,
    private readonly signs: WorkSigns,
    private readonly env: Env,
  ) {
    super();
  }

  onApplicationBootstrap(): void {
    beginWork(this.worker, this.env, this.logger);
  }

  async process(job: Job<IntakeJobs['read'], void, keyof IntakeJobs>): Promise<void> {
    switch (job.name) {
      case INTAKE.read: {
        const begun = performance.now();
        await this.readDelivery.run(job.data.deliveryId, () => this.signs.give(INTAKE_QUEUE));
        const took = Math.round(performance.now() - begun);
        this.logger.log(`Delivery ${job.data.deliveryId} read in ${took} ms`);
        break;
      }
      default:
        throw new Error(`No handler for intake job "${String(job.name)}"`);
    }
  }
}
