import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { Metrics } from '#platform';
import { startPlacet, type TestPlacet } from '../support/service/placet.ts';

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');

interface Rule {
  readonly alert: string;
  readonly expr: string;
  readonly labels: { readonly severity: string };
  readonly annotations: { readonly summary: string; readonly runbook: string };
}

interface Dashboard {
  readonly uid: string;
  readonly panels: readonly {
    readonly title: string;
    readonly targets: readonly { readonly expr: string }[];
  }[];
}

const { groups }: { groups: { rules: Rule[] }[] } = parse(read('docker/prometheus/alerts.yml'));
const RULES = groups.flatMap(({ rules }) => rules);
const TRIALS: { tests: { alert_rule_test: { alertname: string; exp_alerts: unknown[] }[] }[] } = parse(
  read('docker/prometheus/alerts.test.yml'),
);
const DASHBOARDS = readdirSync(new URL('../../docker/grafana/dashboards/', import.meta.url)).map(
  (name): Dashboard => JSON.parse(read(`docker/grafana/dashboards/${name}`)),
);
const EXPRESSIONS = [
  ...RULES.map(({ alert, expr }): [string, string] => [alert, expr]),
  ...DASHBOARDS.flatMap(({ uid, panels }) =>
    panels.flatMap(({ title, targets }) =>
      targets.map(({ expr }): [string, string] => [`${uid}, ${title}`, expr]),
    ),
  ),
];

/** What has to be measured, and the metric that does. */
const MEASURED: Readonly<Record<string, string>> = {
  'items by source and result': 'placet_delivery_items_total',
  'oldest undone item': 'placet_delivery_oldest_undone_seconds',
  'outbox pending': 'placet_outbox_pending',
  'oldest waiting job per queue': 'placet_queue_oldest_waiting_seconds',
  'job latency': 'placet_job_wait_seconds',
  'job duration': 'placet_job_seconds',
  stalled: 'placet_jobs_stalled_total',
  'quarantine size': 'placet_quarantine_open',
  'source freshness': 'placet_source_stale',
  'notice-to-verdict lag': 'placet_notice_to_verdict_seconds',
  'ranking latency': 'placet_ranking_seconds',
  'webhook attempts': 'placet_webhook_attempts_total',
  'oldest pending webhook': 'placet_webhook_oldest_pending_seconds',
  'engine position lag': 'placet_world_lag_seconds',
  'event-loop lag': 'placet_nodejs_eventloop_lag_seconds',
  pools: 'placet_database_connections',
};

/** Labels that Prometheus itself gives, or histograms have. */
const GIVEN = ['job', 'instance', 'le'];

/** Names of metrics in an expression, each with the labels that are asked of it. */
function askedIn(expr: string): { readonly metrics: readonly string[]; readonly labels: readonly string[] } {
  const selected = [...expr.matchAll(/\{([^}]*)\}/g)].flatMap(([, inside = '']) =>
    [...inside.matchAll(/(\w+)\s*[=!]/g)].map(([, label = '']) => label),
  );
  const grouped = [...expr.matchAll(/(?:by|on|without|ignoring)\s*\(([^)]*)\)/g)].flatMap(([, inside = '']) =>
    inside.split(',').map((label) => label.trim()),
  );
  const metrics = [...expr.matchAll(/placet_\w+/g)].map(([name]) => name);
  return { metrics: [...new Set(metrics)], labels: [...new Set([...selected, ...grouped])] };
}

describe('what operators are shown', () => {
  let placet: TestPlacet;
  let text: string;
  let labelsOf: ReadonlyMap<string, readonly string[]>;

  beforeAll(async () => {
    placet = await startPlacet();
    text = (await placet.get('/metrics')).text;
    const metrics = placet.services.app.get(Metrics, { strict: false }).registry.getMetricsAsArray();
    labelsOf = new Map(
      metrics.map((metric) => {
        const labels: unknown = Reflect.get(metric, 'labelNames');
        return [metric.name, Array.isArray(labels) ? labels.map(String) : []];
      }),
    );
  }, 60_000);

  afterAll(() => placet?.close());

  it.each(Object.entries(MEASURED))('measures %s as %s', (_what, name) => {
    expect(text).toContain(`# TYPE ${name} `);
  });

  it.each(EXPRESSIONS)('%s asks for metrics and labels that there are', (_name, expr) => {
    const { metrics, labels } = askedIn(expr);
    const known = metrics
      .map((name) => name.replace(/_(bucket|count|sum)$/, ''))
      .map((base, index) => (labelsOf.has(base) ? base : (metrics[index] ?? '')));
    expect(known.filter((name) => !labelsOf.has(name))).toEqual([]);
    const allowed = new Set([...GIVEN, ...known.flatMap((name) => labelsOf.get(name) ?? [])]);
    expect(labels.filter((label) => !allowed.has(label))).toEqual([]);
  });

  it.each(RULES.map((rule): [string, Rule] => [rule.alert, rule]))(
    '%s has its page of the runbook, which names it, and a trial in which it fires',
    (alert, { labels, annotations: { summary, runbook } }) => {
      expect(['page', 'ticket']).toContain(labels.severity);
      expect(summary).not.toBe('');
      expect(read(runbook)).toContain(`\`${alert}\``);
      const fired = TRIALS.tests
        .flatMap(({ alert_rule_test: trials }) => trials)
        .filter(({ alertname, exp_alerts: expected }) => alertname === alert && expected.length > 0);
      expect(fired).toHaveLength(1);
    },
  );

  it('measures what is undone, and who waits for a connection', () => {
    expect(text).toMatch(/^placet_delivery_oldest_undone_seconds \d/m);
    expect(text).toMatch(/^placet_database_connections\{state="waiting"\} \d+$/m);
    expect(text).toMatch(/^placet_database_connections\{state="idle"\} \d+$/m);
  });
});
