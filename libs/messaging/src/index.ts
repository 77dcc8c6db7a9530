export { DELIVERY_QUEUE, type DeliveryQueueJobs } from './delivery-queue.ts';
export { INTAKE_QUEUE, type IntakeJobs } from './intake-queue.ts';
export { UPKEEP_QUEUE, type UpkeepJobs } from './upkeep-queue.ts';
export { migrateQueueSchema, openQueueBackend, QUEUE_SCHEMA, type QueueBackend } from './queue-backend.ts';
export { MessagingModule } from './messaging.module.ts';
export { OutboxDispatcher, OutboxRows, type OutboxRow, QueueRegistry } from './outbox-dispatcher.ts';
