export { DELIVERY_QUEUE, type DeliveryQueueJobs } from './delivery-queue.ts';
export { INTAKE_QUEUE, type IntakeJobs } from './intake-queue.ts';
export { UPKEEP_QUEUE, type UpkeepJobs } from './upkeep-queue.ts';
export { migrateQueueSchema, openQueueBackend, QUEUE_SCHEMA, type QueueBackend } from './queue-backend.ts';
export { MessagingModule } from './messaging.module.ts';
export { OutboxDispatcher, OutboxRows, type OutboxRow, QueueRegistry } from './outbox-dispatcher.ts';
export { QueueHealth } from './queue-health.ts';
export { RecurringWork, type Recurrence } from './recurring-work.ts';
export {
  begunAt,
  isStuck,
  type Look,
  standingAfter,
  type WorkerStanding,
} from './liveness/worker-standing.ts';
export { WorkState } from './liveness/work-state.ts';
export {
  type FailedJob,
  type FailureFilter,
  type JobCounts,
  QueueDesk,
  type QueueState,
  type Redriven,
  waitingSince,
} from './desk/queue-desk.ts';
export {
  type CountedGroup,
  countedGroups,
  type FailureGroup,
  failureGroupOf,
} from './desk/failure-groups.ts';
export { shownTrace } from './desk/shown-trace.ts';
export { bucketOf, type Percentiles, percentilesOf } from './desk/job-durations.ts';
export {
  figuresOf,
  type JobFigures,
  type JobOutcome,
  JobTallies,
  type JobTally,
  type Measure,
  type SummedTally,
} from './desk/job-tallies.ts';
