import { ref } from '../schema.ts';
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
};
