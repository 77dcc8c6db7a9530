import { BullModule, getQueueToken } from '@nestjs/bullmq';
import { type DynamicModule, Logger, Module } from '@nestjs/common';
import type { Queue } from 'bullmq';
import { DELIVERY_QUEUE } from './delivery-queue.ts';
import { QueueDesk } from './desk/queue-desk.ts';
import { INTAKE_QUEUE } from './intake-queue.ts';
import { QueueRegistry } from './outbox-dispatcher.ts';
import type { QueueBackend } from './queue-backend.ts';
import { UPKEEP_QUEUE } from './upkeep-queue.ts';

const QUEUES = [INTAKE_QUEUE, DELIVERY_QUEUE, UPKEEP_QUEUE];

/** Retention and retries are policy of the queue, not of call sites. */
const JOB_OPTIONS = {
  attempts: 5,
  backoff: { type: 'exponential', delay: 1000 },
  removeOnComplete: { age: 3600, count: 1000 },
  removeOnFail: { age: 7 * 24 * 3600, count: 5000 },
};

class RegisteredQueues extends QueueRegistry {
  private readonly logger = new Logger(QueueRegistry.name);

  constructor(private readonly queues: readonly Queue[]) {
    super();
    // Without a listener BullMQ prints raw errors while the back end is away; dispatcher and /readyz report it already.
    for (const queue of queues)
      queue.on('error', (error: Error) => this.logger.debug(`Queue ${queue.name}: ${error.message}`));
  }

  get(name: string): Queue {
    const queue = this.queues.find((candidate) => candidate.name === name);
    if (!queue) throw new Error(`No queue "${name}" is registered in libs/messaging`);
    return queue;
  }

  all(): readonly Queue[] {
    return this.queues;
  }
}

/** The queues, on whichever back end was opened. */
@Module({})
export class MessagingModule {
  static on(backend: QueueBackend): DynamicModule {
    return {
      module: MessagingModule,
      global: true,
      imports: [
        BullModule.forRoot({
          connection: backend.connection,
          prefix: backend.prefix,
          defaultJobOptions: JOB_OPTIONS,
        }),
        BullModule.registerQueue(...QUEUES.map((name) => ({ name }))),
      ],
      providers: [
        {
          provide: QueueRegistry,
          useFactory: (...queues: Queue[]) => new RegisteredQueues(queues),
          inject: QUEUES.map((name) => getQueueToken(name)),
        },
        QueueDesk,
      ],
      exports: [QueueRegistry, QueueDesk, BullModule],
    };
  }
}
