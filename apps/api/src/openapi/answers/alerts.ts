import { ATTEMPT_RESULTS, DIGESTS, WATCH_KINDS, WEBHOOK_STATES } from '#application';
import { DEFAULT_NEEDS } from '#domain';
import { WANTED_TYPES } from '../../alerts/audience.ts';
import {
  count,
  flag,
  instant,
  list,
  mapOf,
  oneOf,
  orNull,
  pageOf,
  record,
  ref,
  type Schema,
  text,
} from '../schema.ts';

const uuid = text(undefined, { format: 'uuid' });

const WEBHOOK = {
  id: uuid,
  name: text(),
  url: text(),
  types: list(oneOf(WANTED_TYPES), 'Types of events that it gets'),
  markets: list(text(), 'Only events of these markets; empty: all'),
  vendors: list(text(), 'Only events of these vendors; empty: all'),
  watches: list(text(), 'Only what alerts these watches; empty: all'),
  ordered: flag('One at a time, in the order of the events; what fails holds back what comes after it'),
  concurrency: count('Requests that may be under way at once'),
  state: oneOf(WEBHOOK_STATES),
  'disabledReason?': oneOf(
    ['gone', 'failing'],
    'The receiver answered 410, or nothing arrived for five days',
  ),
  'failingSince?': instant('Since when nothing has arrived'),
  'lastSuccess?': instant(),
  'rotatingUntil?': instant('Until when requests are signed with the secret before as well'),
  waiting: count('Events that have not arrived yet'),
  revision: count(),
  created: instant(),
};
const secret = text('whsec_ and the key in base64; it can not be read again');

/** Webhooks and what is sent to them; watches and what alerts them. */
export const ALERT_SCHEMAS: Readonly<Record<string, Schema>> = {
  Webhook: record(WEBHOOK),
  WebhookPage: pageOf(record(WEBHOOK)),
  NewWebhookAnswer: record({ ...WEBHOOK, secret }),
  RotatedSecret: record({ secret, previousUntil: orNull(instant('End of the secret before')) }),
  AskedTest: record({ event: text('Id of the event, sent as webhook-id', { format: 'uuid' }) }),
  AskedReplay: record({ events: count('How many events are sent') }),
  WebhookAttemptPage: pageOf(
    record({
      id: text(),
      event: text('Id of the event, sent as webhook-id', { format: 'uuid' }),
      type: text('Type of the event'),
      round: count('0 for the first sending, one more for each replay'),
      no: count('Number of the try in its round, from 1'),
      at: instant(),
      durationMs: count(),
      result: oneOf(ATTEMPT_RESULTS),
      status: orNull(count('Of the answer; null when none came')),
      problem: orNull(text()),
      answer: orNull(text('The beginning of the answer, without secrets')),
    }),
  ),
  Watch: record({
    id: uuid,
    name: text(),
    kind: oneOf(WATCH_KINDS),
    'vendor?': text(),
    'market?': text(),
    'need?': oneOf(DEFAULT_NEEDS, 'Only through this default need; absent: through all of them'),
    'needs?': mapOf({}, 'The whole watched need, by need path'),
    'regime?': text(),
    'query?': mapOf({}, 'Conditions that notices must meet'),
    digest: oneOf(DIGESTS),
    timeZone: text('Whose days and weeks digests follow'),
    'digestDue?': instant('End of the period of the next digest'),
    alerts: count('How many events have alerted it'),
    feed: text('Signed address of its Atom feed: whoever has it can read the feed'),
    revision: count(),
    created: instant(),
  }),
  WatchPage: pageOf(ref('Watch')),
  WatchAlertPage: pageOf(
    record({
      event: text('Id of the event', { format: 'uuid' }),
      type: oneOf(WANTED_TYPES),
      subject: text(),
      time: instant(),
      data: mapOf({}, 'As described by type in /asyncapi.json, with the cause'),
    }),
  ),
};
