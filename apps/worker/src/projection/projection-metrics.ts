import { Injectable } from '@nestjs/common';
import { Counter, Gauge, Histogram } from 'prom-client';
import { DeliveryStore, StandingVerdicts, type Transition } from '#application';
import { Metrics } from '#platform';

/** What is measured about standing verdicts; how far behind they are is asked when somebody wants to know. */
@Injectable()
export class ProjectionMetrics {
  /** Kept by the registry, which asks it. */
  readonly lag: Gauge;
  private readonly transitions: Counter<'cause'>;
  private readonly accepted: Histogram;

  constructor(
    metrics: Metrics,
    standing: StandingVerdicts,
    private readonly deliveries: DeliveryStore,
  ) {
    const registers = [metrics.registry];
    const changes = new Gauge({
      name: 'placet_projection_lag_changes',
      help: 'Entries of the change log that standing verdicts do not include yet',
      registers,
    });
    this.lag = new Gauge({
      name: 'placet_projection_lag_seconds',
      help: 'Age of the oldest entry of the change log that standing verdicts do not include yet',
      registers,
      async collect() {
        const lag = await standing.lag().catch(() => null);
        if (lag === null) return;
        this.set(lag.seconds);
        changes.set(lag.changes);
      },
    });
    this.transitions = new Counter({
      name: 'placet_verdict_transitions_total',
      help: 'Changes of standing verdicts by kind of cause: a change, or a day',
      labelNames: ['cause'] as const,
      registers,
    });
    this.accepted = new Histogram({
      name: 'placet_notice_to_verdict_seconds',
      help: 'Time from the acceptance of a delivery to the changes of verdict that it caused',
      buckets: [0.05, 0.1, 0.15, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300],
      registers,
    });
  }

  /** Counts transitions that have just been written. */
  async count(transitions: readonly Transition[]): Promise<void> {
    const now = Date.now();
    const deliveries = new Set<string>();
    for (const { cause } of transitions) {
      this.transitions.inc({ cause: cause.kind });
      if (cause.kind === 'change' && cause.change.deliveryId !== null)
        deliveries.add(cause.change.deliveryId);
    }
    for (const id of deliveries) {
      const delivery = await this.deliveries.find(id);
      if (delivery) this.accepted.observe((now - delivery.accepted.getTime()) / 1000);
    }
  }
}
