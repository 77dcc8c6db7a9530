import { ref, text } from '../schema.ts';
import { ok, type Routes } from './route.ts';

const tag = 'Alerts';

/** Being told of what changes. */
export const ALERT_ROUTES: Routes = {
  'GET /v1/webhooks': {
    operation: 'listWebhooks',
    tag,
    summary: 'List webhooks',
    answer: ok(ref('WebhookPage'), 'All webhooks of the tenant, by id'),
  },
  'POST /v1/webhooks': {
    operation: 'addWebhook',
    tag,
    summary: 'Add a webhook',
    description:
      'Events are sent to it as CloudEvents 1.0, signed by Standard Webhooks. An answer of 2xx within 15 seconds counts; anything else is tried again by a schedule. What is sent: /asyncapi.json.',
    answer: {
      status: 201,
      description: 'The webhook; its secret is shown this once',
      content: { 'application/json': ref('NewWebhookAnswer') },
      headers: ['Location'],
    },
    problems: ['conflict'],
  },
  'GET /v1/webhooks/:webhook': {
    operation: 'getWebhook',
    tag,
    summary: 'Read a webhook',
    answer: ok(ref('Webhook'), 'The webhook'),
    problems: ['not-found'],
  },
  'PATCH /v1/webhooks/:webhook': {
    operation: 'changeWebhook',
    tag,
    summary: 'Change a webhook',
    description:
      'What is absent stays as it is. A paused webhook gathers events and gets them when it is active again; one that was disabled gets new ones only, and the rest by a replay.',
    answer: ok(ref('Webhook'), 'The webhook as it is now'),
    problems: ['not-found'],
  },
  'DELETE /v1/webhooks/:webhook': {
    operation: 'removeWebhook',
    tag,
    summary: 'Remove a webhook',
    answer: { status: 204, description: 'Removed, with its log' },
    problems: ['not-found'],
  },
  'POST /v1/webhooks/:webhook/rotate': {
    operation: 'rotateWebhookSecret',
    tag,
    summary: 'Give a webhook a new secret',
    description: 'For another day requests are signed with the secret before as well.',
    answer: ok(ref('RotatedSecret'), 'The secret, shown this once'),
    problems: ['not-found'],
  },
  'POST /v1/webhooks/:webhook/test': {
    operation: 'testWebhook',
    tag,
    summary: 'Send a webhook a test event',
    answer: {
      status: 202,
      description: 'On its way; see the attempts',
      content: { 'application/json': ref('AskedTest') },
    },
    problems: ['not-found', 'conflict'],
  },
  'POST /v1/webhooks/:webhook/replay': {
    operation: 'replayWebhook',
    tag,
    summary: 'Send a webhook the events of a time again',
    description:
      'Everything that it wants of that time is sent, whether it has arrived before or not, under the same webhook-id.',
    answer: {
      status: 202,
      description: 'On its way',
      content: { 'application/json': ref('AskedReplay') },
    },
    problems: ['not-found', 'conflict'],
  },
  'GET /v1/webhooks/:webhook/attempts': {
    operation: 'listWebhookAttempts',
    tag,
    summary: 'List what was sent to a webhook',
    description: 'Every try of the last 30 days, with what the receiver answered.',
    answer: ok(ref('WebhookAttemptPage'), 'A page of tries, newest first'),
    problems: ['not-found'],
  },
  'GET /v1/watches': {
    operation: 'listWatches',
    tag,
    summary: 'List watches',
    answer: ok(ref('WatchPage'), 'All watches of the tenant, by id'),
  },
  'POST /v1/watches': {
    operation: 'addWatch',
    tag,
    summary: 'Watch a vendor, market, need, regime or search of notices',
    description:
      'Changes of verdict, or new notices that match, alert the watch; nothing else does. Vendors, markets and regimes are watched through the default needs of markets.',
    answer: {
      status: 201,
      description: 'The watch',
      content: { 'application/json': ref('Watch') },
      headers: ['Location'],
    },
    problems: ['conflict', 'not-found'],
  },
  'GET /v1/watches/:watch': {
    operation: 'getWatch',
    tag,
    summary: 'Read a watch',
    answer: ok(ref('Watch'), 'The watch'),
    problems: ['not-found'],
  },
  'PATCH /v1/watches/:watch': {
    operation: 'changeWatch',
    tag,
    summary: 'Change the name or digest of a watch',
    description: 'What is absent stays as it is. What is watched can not be changed: make another watch.',
    answer: ok(ref('Watch'), 'The watch as it is now'),
    problems: ['not-found'],
  },
  'DELETE /v1/watches/:watch': {
    operation: 'removeWatch',
    tag,
    summary: 'Remove a watch',
    answer: { status: 204, description: 'Removed, with its alerts' },
    problems: ['not-found'],
  },
  'GET /v1/watches/:watch/alerts': {
    operation: 'listWatchAlerts',
    tag,
    summary: 'List what alerted a watch',
    answer: ok(ref('WatchAlertPage'), 'A page of events, newest first'),
    problems: ['not-found'],
  },
  'POST /v1/watches/:watch/feed': {
    operation: 'renewWatchFeed',
    tag,
    summary: 'Give the feed of a watch another address',
    description: 'The address before shows nothing any more.',
    answer: ok(ref('Watch'), 'The watch with its new feed address'),
    problems: ['not-found'],
  },
  'GET /v1/watches/:watch/feed.atom': {
    operation: 'readWatchFeed',
    tag,
    summary: 'Read the alerts of a watch as an Atom feed',
    description: 'Open to whoever has the signed address, which the watch shows.',
    answer: {
      status: 200,
      description: 'The latest 50 alerts (RFC 4287)',
      content: { 'application/atom+xml': text() },
    },
    problems: ['not-found'],
  },
  'GET /v1/changes/stream': {
    operation: 'streamChanges',
    tag,
    summary: 'Follow events as they happen',
    description:
      'Server-Sent Events: id is the place in the log, event the type, data the CloudEvent (/asyncapi.json). Come back with Last-Event-ID and nothing is missed. The last event of a stream is placet.stream.ended with its reason: complete, slow, renew, shutdown or failed.',
    headers: ['LastEventId'],
    answer: {
      status: 200,
      description: 'The stream, which does not end by itself',
      content: { 'text/event-stream': text() },
    },
  },
};
