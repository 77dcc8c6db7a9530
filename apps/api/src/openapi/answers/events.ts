import { type EventData, type EventType, OUTCOMES } from '#application';
import { VERDICTS } from '#domain';
import { count, instant, list, mapOf, oneOf, orNull, record, type Schema, text } from '../schema.ts';

/** A schema for every member of what a type of event says: a member without one does not compile. */
type Described<Data> = { readonly [Member in keyof Data]-?: Schema };

const uuid = text(undefined, { format: 'uuid' });
const verdict = orNull(oneOf(VERDICTS, 'null: not on sale, or not there'));
const cause = record(
  {
    change: orNull(text('Position in the change log; null when only time went by')),
    kind: text('Kind of what changed, such as regime, vendor, notice or day'),
    key: orNull(text()),
    version: orNull(text()),
    source: orNull(text('Source that delivered it')),
    delivery: orNull(uuid),
    pointer: orNull(text('JSON Pointer inside the delivery')),
  },
  'What brought it about',
);

/** What each type of event says, in JSON Schema: from the same type as the events themselves. */
export const EVENT_MEMBERS: { readonly [Type in EventType]: Described<EventData[Type]> } = {
  'placet.verdict.changed': {
    transition: text('Id at /v1/transitions'),
    market: text(),
    question: uuid,
    need: orNull(text('Default need of the market; null for a watched need')),
    vendor: text(),
    offering: text(),
    before: verdict,
    after: verdict,
    asOf: text('Day that the verdict is for', { format: 'date' }),
    cause,
  },
  'placet.notice.matched': {
    watch: uuid,
    notice: uuid,
    version: orNull(text()),
    title: orNull(text()),
    market: orNull(text()),
    buyer: orNull(text()),
    deadline: orNull(instant()),
    cause,
  },
  'placet.regime.published': {
    regime: text(),
    version: text(),
    market: orNull(text()),
    title: orNull(text()),
    cause,
  },
  'placet.source.stale': {
    source: text(),
    since: instant('Since when its freshness promise is broken'),
  },
  'placet.delivery.finished': {
    delivery: uuid,
    source: text(),
    state: oneOf(['accepted', 'reading', 'done', 'refused']),
    received: count(),
    counts: record(Object.fromEntries(OUTCOMES.map((outcome) => [outcome, count()]))),
  },
  'placet.watch.digest': {
    watch: uuid,
    name: text(),
    from: instant(),
    to: instant(),
    count: count('How many alerts there were; entries has the first ones'),
    entries: list(record({ event: uuid, type: text(), subject: text(), time: instant(), data: mapOf({}) })),
  },
  'placet.webhook.disabled': {
    webhook: uuid,
    name: text(),
    reason: oneOf(['gone', 'failing']),
    failingSince: orNull(instant()),
  },
  'placet.webhook.test': { webhook: uuid },
};
