import { ref } from '../schema.ts';
import { ok, type Routes } from './route.ts';

const tag = 'Queues';

/** The queues, for operators. */
export const QUEUE_ROUTES: Routes = {
  'GET /v1/queues': {
    operation: 'listQueues',
    tag,
    summary: 'List queues',
    description:
      'Counts by state, the oldest job that waits, throughput, and per job name how long jobs waited and took; failures grouped by their message.',
    answer: ok(ref('QueuePage'), 'A page of queues, by name'),
  },
  'GET /v1/queues/:queue': {
    operation: 'getQueue',
    tag,
    summary: 'Read a queue',
    answer: ok(ref('QueueReport'), 'The queue'),
    problems: ['not-found'],
  },
  'POST /v1/queues/:queue/pause': {
    operation: 'pauseQueue',
    tag,
    summary: 'Pause a queue',
    description: 'In every process; jobs at work are finished, jobs that come wait.',
    answer: ok(ref('QueueState'), 'The queue as it is now'),
    problems: ['not-found'],
  },
  'POST /v1/queues/:queue/resume': {
    operation: 'resumeQueue',
    tag,
    summary: 'Resume a queue',
    answer: ok(ref('QueueState'), 'The queue as it is now'),
    problems: ['not-found'],
  },
  'GET /v1/queues/:queue/failures': {
    operation: 'listQueueFailures',
    tag,
    summary: 'List failed jobs',
    description: 'Jobs that used up their attempts, the latest failure first.',
    answer: ok(ref('QueueFailurePage'), 'A page of failed jobs'),
    problems: ['not-found'],
  },
  'POST /v1/queues/:queue/redrive': {
    operation: 'redriveQueue',
    tag,
    summary: 'Try failed jobs again',
    description:
      'Gives the failed jobs that match all their attempts again. A job that runs twice does no harm.',
    answer: ok(ref('Redriven'), 'How many'),
    problems: ['not-found'],
  },
};
