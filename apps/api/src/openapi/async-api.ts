import { EVENT_TYPES, type EventType } from '#application';
import { EVENT_MEMBERS } from './answers/events.ts';
import { instant, record, type Schema, text } from './schema.ts';

const SUMMARIES: Readonly<Record<EventType, string>> = {
  'placet.verdict.changed': 'The verdict of an offering has changed',
  'placet.notice.matched': 'A new notice matches a watch',
  'placet.regime.published': 'A version of a regime was published',
  'placet.source.stale': 'A source broke its freshness promise',
  'placet.delivery.finished': 'A delivery was read to its end',
  'placet.watch.digest': 'The alerts of a watch over a day or a week',
  'placet.webhook.disabled': 'A webhook was disabled',
  'placet.webhook.test': 'A test that was asked for',
};

/** The two ways in which events go out. */
const CHANNELS = {
  stream: {
    address: '/v1/changes/stream',
    title: 'Live stream',
    description: 'Server-Sent Events: id is the place in the log, event the type, data the CloudEvent.',
  },
  webhook: {
    address: null,
    title: 'Webhooks',
    description: 'POST to the address of a webhook, signed by Standard Webhooks.',
  },
} as const;

/** Describes the events that go out, as AsyncAPI 3. */
export function describeEvents(version: string): object {
  const ways = Object.keys(CHANNELS);
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Placet events',
      version,
      description:
        'What Placet tells: CloudEvents 1.0 in JSON, on the live stream and to webhooks. An event may come twice under the same id.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/cloudevents+json',
    channels: Object.fromEntries(
      Object.entries(CHANNELS).map(([way, channel]) => [
        way,
        {
          ...channel,
          messages: Object.fromEntries(
            EVENT_TYPES.map((type) => [type, { $ref: `#/components/messages/${type}` }]),
          ),
        },
      ]),
    ),
    operations: Object.fromEntries(
      ways.map((way) => [
        `send-${way}`,
        {
          action: 'send',
          channel: { $ref: `#/channels/${way}` },
          summary: CHANNELS[way === 'stream' ? 'stream' : 'webhook'].title,
        },
      ]),
    ),
    components: {
      messages: Object.fromEntries(
        EVENT_TYPES.map((type) => [
          type,
          { name: type, title: SUMMARIES[type], payload: { $ref: `#/components/schemas/${type}` } },
        ]),
      ),
      schemas: Object.fromEntries(EVENT_TYPES.map((type) => [type, envelopeOf(type)])),
    },
  };
}

/** The CloudEvent around what a type of event says. */
function envelopeOf(type: EventType): Schema {
  return record({
    specversion: { const: '1.0' },
    id: text('Also the webhook-id', { format: 'uuid' }),
    source: { const: '/placet' },
    type: { const: type },
    subject: text('What it is about'),
    time: instant(),
    datacontenttype: { const: 'application/json' },
    'traceparent?': text('W3C trace context of what brought it about'),
    data: record({ ...EVENT_MEMBERS[type] }),
  });
}
