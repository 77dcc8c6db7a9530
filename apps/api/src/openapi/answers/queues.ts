import {
  count,
  flag,
  instant,
  list,
  number,
  orNull,
  pageOf,
  record,
  ref,
  type Schema,
  text,
} from '../schema.ts';

const percentiles = (description: string): Schema =>
  orNull(
    record({ p50: number(), p95: number(), p99: number() }, `${description}, within 6 %; null without any`),
  );

const state = {
  queue: text(),
  paused: flag('No job is begun'),
  counts: record(
    {
      waiting: count(),
      prioritized: count('Waiting, out of turn'),
      delayed: count('For later: schedules and further attempts'),
      active: count(),
      waitingChildren: count(),
      completed: count('Of those that are kept for a look'),
      failed: count('Used up their attempts'),
    },
    'Jobs by state; in a paused queue they wait',
  ),
  oldestWaiting: orNull(
    record(
      {
        id: text(),
        job: text(),
        since: instant('Since when it could have been worked on'),
        ageSeconds: count(),
      },
      'The job that waits longest; null when none does',
    ),
  ),
};

const group = { group: text('Id of the failure group'), job: text('Name of the job') };

/** What operators see of the queues. */
export const QUEUE_SCHEMAS: Readonly<Record<string, Schema>> = {
  QueueState: record(state),
  QueueReport: record({
    ...state,
    minutes: count('How far back the figures go'),
    throughput: record({ donePerMinute: number(), failedPerMinute: number('Attempts that failed') }),
    jobs: list(
      record({
        job: text(),
        done: count(),
        failed: count('Attempts that failed'),
        waited: percentiles('Milliseconds until a worker took it, first attempts only'),
        took: percentiles('Milliseconds of work'),
      }),
      'Of all workers, by name',
    ),
    failures: list(
      record({
        ...group,
        error: text('Message with placeholders for what is chance'),
        jobs: count(),
        latest: instant(),
      }),
      'Failed jobs by what went wrong, the largest group first',
    ),
    failuresLooked: count('How many of the latest failed jobs were grouped'),
  }),
  QueuePage: pageOf(ref('QueueReport')),
  QueueFailurePage: pageOf(
    record({
      id: text('Job id'),
      ...group,
      error: text('Message with placeholders for what is chance'),
      reason: text('The message'),
      failed: instant(),
      attempts: count(),
      data: { description: 'What the job is about: ids only' },
      stack: orNull(text('Where it failed')),
    }),
  ),
  Redriven: record({
    queue: text(),
    redriven: count(),
    skipped: count('Meanwhile tried again by somebody else, or gone'),
    more: flag('More jobs match than the limit allowed'),
  }),
};
