import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** The Prometheus instruments of one process; names and labels are what dashboards and alerts rely on. */
export class Metrics {
  readonly registry = new Registry();
  readonly items = new Counter({
    name: 'placet_delivery_items_total',
    help: 'Delivered items by source and outcome',
    labelNames: ['source', 'outcome'] as const,
    registers: [this.registry],
  });
  readonly rankings = new Histogram({
    name: 'placet_ranking_seconds',
    help: 'Time to answer a ranking that was not kept, by kind',
    labelNames: ['kind'] as const,
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
    registers: [this.registry],
  });
  readonly requests = new Histogram({
    name: 'placet_http_request_seconds',
    help: 'HTTP requests by route, method and status',
    labelNames: ['route', 'method', 'status'] as const,
    buckets: [0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5],
    registers: [this.registry],
  });
  readonly keptAnswers = new Counter({
    name: 'placet_kept_answers_total',
    help: 'Requests that a kept answer could serve, by whether there was one',
    labelNames: ['outcome'] as const,
    registers: [this.registry],
  });
  readonly keptAnswerBytes = new Gauge({
    name: 'placet_kept_answers_bytes',
    help: 'Memory that kept answers take',
    registers: [this.registry],
  });
  readonly jobs = new Histogram({
    name: 'placet_job_seconds',
    help: 'Duration of attempts at queue jobs, by queue, name and result',
    labelNames: ['queue', 'name', 'result'] as const,
    buckets: [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30, 120],
    registers: [this.registry],
  });
  readonly jobWaits = new Histogram({
    name: 'placet_job_wait_seconds',
    help: 'How long jobs waited for a worker, by queue and name; first attempts only',
    labelNames: ['queue', 'name'] as const,
    buckets: [0.005, 0.01, 0.05, 0.1, 0.5, 1, 5, 30, 120, 600, 3600],
    registers: [this.registry],
  });
  readonly stalledJobs = new Counter({
    name: 'placet_jobs_stalled_total',
    help: 'Jobs whose worker stopped answering, by queue; another worker took them over',
    labelNames: ['queue'] as const,
    registers: [this.registry],
  });
  readonly stuckWorkers = new Gauge({
    name: 'placet_worker_stuck',
    help: '1 for queues whose worker in this process gets nothing done although jobs wait, 0 for the others',
    labelNames: ['queue'] as const,
    registers: [this.registry],
  });
  readonly queueJobs = new Gauge({
    name: 'placet_queue_jobs',
    help: 'Jobs by queue and state',
    labelNames: ['queue', 'state'] as const,
    registers: [this.registry],
  });
  readonly queuePaused = new Gauge({
    name: 'placet_queue_paused',
    help: 'Whether a queue is paused: 1 or 0',
    labelNames: ['queue'] as const,
    registers: [this.registry],
  });
  readonly outboxPending = new Gauge({
    name: 'placet_outbox_pending',
    help: 'Outbox rows not yet handed to a queue',
    registers: [this.registry],
  });
  readonly oldestWaiting = new Gauge({
    name: 'placet_queue_oldest_waiting_seconds',
    help: 'Age of the oldest waiting job per queue',
    labelNames: ['queue'] as const,
    registers: [this.registry],
  });
  readonly quarantine = new Gauge({
    name: 'placet_quarantine_open',
    help: 'Quarantined items that nobody has fixed or discarded',
    registers: [this.registry],
  });
  readonly webhookAttempts = new Counter({
    name: 'placet_webhook_attempts_total',
    help: 'Tries to send an event to a webhook, by result',
    labelNames: ['result'] as const,
    registers: [this.registry],
  });
  readonly webhookOldestPending = new Gauge({
    name: 'placet_webhook_oldest_pending_seconds',
    help: 'Age of the event that has waited longest for an active webhook',
    registers: [this.registry],
  });
  readonly sourceStale = new Gauge({
    name: 'placet_source_stale',
    help: '1 for sources that broke their freshness promise, 0 for those that keep it',
    labelNames: ['source'] as const,
    registers: [this.registry],
  });
  readonly worldPosition = new Gauge({
    name: 'placet_world_position',
    help: 'Change log position that answers include',
    registers: [this.registry],
  });
  readonly oldestUndone = new Gauge({
    name: 'placet_delivery_oldest_undone_seconds',
    help: 'Age of the oldest delivery that is not read to its end; 0 when there is none',
    registers: [this.registry],
  });
  readonly worldLag = new Gauge({
    name: 'placet_world_lag_seconds',
    help: 'Age of the oldest entry of the change log that answers of this process do not include yet',
    registers: [this.registry],
  });
  readonly connections = new Gauge({
    name: 'placet_database_connections',
    help: 'Connections of this process to Postgres that are busy or idle, and pieces of work waiting for one',
    labelNames: ['state'] as const,
    registers: [this.registry],
  });

  readonly evaluationBusy = new Gauge({
    name: 'placet_evaluation_busy_seconds_total',
    help: 'Time that the thread that evaluates has worked since it was started',
    registers: [this.registry],
  });
  readonly evaluationPending = new Gauge({
    name: 'placet_evaluation_pending',
    help: 'Questions that the thread that evaluates is working on',
    registers: [this.registry],
  });

  constructor() {
    collectDefaultMetrics({ register: this.registry, prefix: 'placet_' });
  }
}
