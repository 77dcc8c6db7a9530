import { describe, expect, it } from '@jest/globals';
import { readDeadline } from './deadline.ts';
import { parseInstant, zoneOffset } from './instant.ts';

describe('parseInstant', () => {
  it.each([
    ['2022-10-20T09:42:13+01:00', '2022-10-20T08:42:13Z'],
    ['2016-01-01T00:00:00-06:00', '2016-01-01T06:00:00Z'],
    ['2020-02-29T23:59:59.500Z', '2020-02-29T23:59:59.5Z'],
    ['2020-02-29 23:59Z', '2020-02-29T23:59:00Z'],
    ['2009-03-15', '2009-03-15T00:00:00Z'],
    ['2024-10-11+02:00', '2024-10-10T22:00:00Z'],
    ['2024-01-01T24:00:00Z', '2024-01-02T00:00:00Z'],
    ['2024-01-01T10:00:00+0530', '2024-01-01T04:30:00Z'],
  ])('reads %s as %s', (printed, instant) => {
    expect(parseInstant(printed)?.instant).toBe(instant);
  });

  it.each([
    '2026-02-30T00:00:00Z',
    '2026-13-01',
    '2025-02-29',
    '2026-01-01T25:00:00Z',
    '2026-01-01T24:01:00Z',
  ])('refuses %s, which no calendar has', (printed) => {
    expect(parseInstant(printed)).toBeUndefined();
  });

  it.each(['', 'today', '20/10/2022', '2022-10-20T09:42:13+25:00', '9999-12-31T23:00:00-02:00'])(
    'refuses %j',
    (printed) => {
      expect(parseInstant(printed)).toBeUndefined();
    },
  );

  it('orders by instant, not by text', () => {
    const order = ['2014-01-02T00:30:00+01:00', '2014-01-02T00:00:00Z', '2014-01-01T23:45:00Z'];
    expect(
      order.toSorted((a, b) => ((parseInstant(a)?.order ?? '') < (parseInstant(b)?.order ?? '') ? -1 : 1)),
    ).toEqual(['2014-01-02T00:30:00+01:00', '2014-01-01T23:45:00Z', '2014-01-02T00:00:00Z']);
  });

  it.each([
    ['Europe/Berlin', '2026-03-29T00:59:59Z', 60],
    ['Europe/Berlin', '2026-03-29T01:00:00Z', 120],
    ['Europe/Berlin', '2026-03-28T12:00:00Z', 60],
    ['Europe/Berlin', '2026-03-30T12:00:00Z', 120],
    ['Europe/Berlin', '2026-10-24T23:59:59Z', 120],
    ['Europe/Berlin', '2026-10-25T01:00:00Z', 60],
    ['Asia/Seoul', '2026-03-29T00:00:00Z', 540],
  ])('knows what clocks in %s show at %s', (zone, instant, minutes) => {
    expect(zoneOffset(zone, Date.parse(instant) + minutes * 60_000)).toBe(minutes);
  });

  it('reads a time without offset in the zone of the source, summer and winter', () => {
    expect(parseInstant('2026-07-01T12:00:00', 'Europe/Berlin')).toMatchObject({
      instant: '2026-07-01T10:00:00Z',
      assumedZone: 'Europe/Berlin',
    });
    expect(parseInstant('2026-01-01T12:00:00', 'Europe/Berlin')?.instant).toBe('2026-01-01T11:00:00Z');
    expect(parseInstant('2026-01-01T12:00:00', 'Asia/Seoul')?.instant).toBe('2026-01-01T03:00:00Z');
  });

  it('knows the offset on both sides of the change of clocks', () => {
    expect(zoneOffset('Europe/Berlin', Date.UTC(2026, 2, 29, 1, 59))).toBe(60);
    expect(zoneOffset('Europe/Berlin', Date.UTC(2026, 2, 29, 3, 1))).toBe(120);
  });
});

describe('readDeadline', () => {
  it('takes the printed offset and shows what was printed', () => {
    expect(readDeadline('2026-07-01T12:00:00+02:00', 'tenders', { country: 'DE' })).toEqual({
      instant: '2026-07-01T10:00:00Z',
      printed: '2026-07-01T12:00:00+02:00',
      kind: 'tenders',
    });
  });

  it('tells an offset that is not the legal time of the country on that day', () => {
    const deadline = readDeadline('2024-01-15T12:00:00+02:00', 'tenders', { country: 'NO' });
    expect(deadline?.instant).toBe('2024-01-15T10:00:00Z');
    expect(deadline?.warning).toBe(
      'The printed offset +02:00 is not the legal time of NO on that day (+01:00).',
    );
  });

  it('never takes "Z" for a local time', () => {
    expect(readDeadline('2024-01-15T12:00:00Z', 'tenders', { country: 'NO' })?.warning).toBeUndefined();
  });

  it('ends a date without time with its day, in the zone of the source', () => {
    const deadline = readDeadline('2026-07-01', 'tenders', { zone: 'Asia/Seoul' });
    expect(deadline?.instant).toBe('2026-07-01T14:59:59Z');
    expect(deadline?.warning).toContain('the end of that day');
  });

  it('reads a time without offset in the legal time of the buyer when the source has no zone', () => {
    const deadline = readDeadline('2026-07-01T12:00:00', 'tenders', { country: 'NO' });
    expect(deadline?.instant).toBe('2026-07-01T10:00:00Z');
    expect(deadline?.warning).toContain('Europe/Oslo');
  });

  it('flags dates that stand for no end', () => {
    expect(readDeadline('2099-01-01T00:00:00Z', 'tenders', {})?.warning).toContain('no end');
  });

  it('reads no deadline from what is no date', () => {
    expect(readDeadline('2026-02-30', 'tenders', {})).toBeUndefined();
  });
});
