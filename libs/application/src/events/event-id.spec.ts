import { describe, expect, it } from '@jest/globals';
import { eventId } from './event-id.ts';

describe('eventId', () => {
  it('gives what happened one id, however often it is asked', () => {
    expect(eventId('transition', '17')).toBe(eventId('transition', '17'));
  });

  it('tells apart what only looks alike when it is joined', () => {
    expect(eventId('a', 'bc')).not.toBe(eventId('ab', 'c'));
  });

  it('is a UUID of version 8', () => {
    expect(eventId('x')).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });
});
