import { Module } from '@nestjs/common';
import { ReadDelivery } from '#application';
import { OutboxDispatcher } from '#messaging';
import { IntakeProcessor } from './intake.processor.ts';
import { Reconciler } from './reconciler.ts';

/** Everything that works through queues. */
@Module({ providers: [ReadDelivery, IntakeProcessor, OutboxDispatcher, Reconciler] })
export class WorkerModule {}
