import { createRequire } from 'node:module';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { cloudEvent, EVENT_TYPES, type LoggedEvent } from '#application';
import { describeEvents } from './async-api.ts';

const OFFICIAL: object = createRequire(import.meta.url)('@asyncapi/specs/schemas/3.0.0-without-$id.json');

describe('the description of events', () => {
  const document = JSON.parse(JSON.stringify(describeEvents('1.0.0')));

  it('is valid AsyncAPI 3', () => {
    const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
    const validate = ajv.compile(OFFICIAL);
    expect(validate(document) ? [] : validate.errors).toEqual([]);
  });

  it('has a message on both channels for every type of event', () => {
    for (const channel of ['stream', 'webhook'])
      expect(Object.keys(document.channels[channel].messages)).toEqual(EVENT_TYPES);
  });

  it('describes an event as it is sent', () => {
    const event: LoggedEvent = {
      id: '6f2c0d5e-0000-4000-8000-000000000001',
      type: 'placet.source.stale',
      tenant: null,
      subject: 'feed',
      market: null,
      vendor: null,
      data: { source: 'feed', since: '2026-11-24T00:00:00.000Z' },
      traceparent: null,
      position: '1-1',
      time: new Date('2026-11-24T00:00:01Z'),
    };
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    const validate = ajv.compile(document.components.schemas['placet.source.stale']);
    expect(validate(cloudEvent(event))).toBe(true);
    expect(validate({ ...cloudEvent(event), data: {} })).toBe(false);
  });
});
