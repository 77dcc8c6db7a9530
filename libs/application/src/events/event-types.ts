import type { Verdict } from '#domain';
import type { DeliveryState, Outcome } from '../ports/intake/deliveries.ts';

/** What brought an event about: an entry of the change log, and where it stands in what was delivered. */
export interface EventCause {
  /** Position in the change log; null when only time went by. */
  readonly change: string | null;
  /** Kind of what changed, such as `regime`, `facts`, `notice` or `day`. */
  readonly kind: string;
  readonly key: string | null;
  readonly version: string | null;
  readonly source: string | null;
  readonly delivery: string | null;
  /** JSON Pointer inside the delivery. */
  readonly pointer: string | null;
}

/** One thing that a digest sums up. */
export interface DigestEntry {
  readonly event: string;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly data: unknown;
}

/** What each type of event says, by type. Members are only ever added. */
export interface EventData {
  'placet.verdict.changed': {
    readonly transition: string;
    readonly market: string;
    /** Standing question, and the default need that it asks, if it is one. */
    readonly question: string;
    readonly need: string | null;
    readonly vendor: string;
    readonly offering: string;
    /** null for an offering that was not decided before, or is not any more. */
    readonly before: Verdict | null;
    readonly after: Verdict | null;
    /** The day the verdict is for. */
    readonly asOf: string;
    readonly cause: EventCause;
  };
  'placet.notice.matched': {
    readonly watch: string;
    readonly notice: string;
    readonly version: string | null;
    readonly title: string | null;
    readonly market: string | null;
    readonly buyer: string | null;
    readonly deadline: string | null;
    readonly cause: EventCause;
  };
  'placet.regime.published': {
    readonly regime: string;
    readonly version: string;
    readonly market: string | null;
    readonly title: string | null;
    readonly cause: EventCause;
  };
  'placet.source.stale': {
    readonly source: string;
    /** Since when its freshness promise is broken. */
    readonly since: string;
  };
  'placet.delivery.finished': {
    readonly delivery: string;
    readonly source: string;
    readonly state: DeliveryState;
    readonly received: number;
    readonly counts: Readonly<Record<Outcome, number>>;
  };
  'placet.watch.digest': {
    readonly watch: string;
    readonly name: string;
    readonly from: string;
    readonly to: string;
    /** How many alerts there were; `entries` has the first ones. */
    readonly count: number;
    readonly entries: readonly DigestEntry[];
  };
  'placet.webhook.disabled': {
    readonly webhook: string;
    readonly name: string;
    readonly reason: string;
    readonly failingSince: string | null;
  };
  'placet.webhook.test': { readonly webhook: string };
}

export type EventType = keyof EventData;

/** Every type of event, in the order of the documentation. */
export const EVENT_TYPES: readonly EventType[] = [
  'placet.verdict.changed',
  'placet.notice.matched',
  'placet.regime.published',
  'placet.source.stale',
  'placet.delivery.finished',
  'placet.watch.digest',
  'placet.webhook.disabled',
  'placet.webhook.test',
];

/** Events about the running of feeds: not for those who only read answers. */
export const OPERATIONAL_EVENTS: ReadonlySet<EventType> = new Set([
  'placet.source.stale',
  'placet.delivery.finished',
]);

/** Says whether a text names a type of event. */
export function isEventType(text: string): text is EventType {
  return (EVENT_TYPES as readonly string[]).includes(text);
}

/** Something that has happened and is told outside. */
export interface PlacetEvent<Type extends EventType = EventType> {
  /** UUID; made from what happened, so that telling it again makes no second event. */
  readonly id: string;
  readonly type: Type;
  /** Whose it is; null: everybody's. */
  readonly tenant: string | null;
  /** What it is about, such as `KR/scaleway-main` or a notice id. */
  readonly subject: string;
  /** What streams and webhooks filter by. */
  readonly market: string | null;
  readonly vendor: string | null;
  readonly data: EventData[Type];
  /** W3C trace context of what brought it about. */
  readonly traceparent: string | null;
}

/** An event as the log keeps it. */
export interface LoggedEvent extends PlacetEvent {
  /** Place in the event log, `<transaction>-<sequence>`. */
  readonly position: string;
  readonly time: Date;
}
