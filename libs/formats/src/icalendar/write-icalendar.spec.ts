import { describe, expect, it } from '@jest/globals';
import * as fc from 'fast-check';
import { writeICalendar } from './write-icalendar.ts';

const STAMP = '2026-11-24T00:00:00Z';
const EVENT = {
  uid: 'a@placet',
  start: '2027-01-05',
  summary: 'Ends',
  description: 'One; two, three\\four\nfive',
  categories: ['verdict', 'KR'],
};

describe('writeICalendar', () => {
  it('writes whole days and moments, with texts escaped', () => {
    const moment = { ...EVENT, uid: 'b@placet', start: '2027-01-05T09:30:00.000Z', description: '' };
    expect(writeICalendar('Placet', STAMP, [EVENT, moment]).split('\r\n')).toEqual([
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//Placet//Calendar//EN',
      'CALSCALE:GREGORIAN',
      'METHOD:PUBLISH',
      'X-WR-CALNAME:Placet',
      'BEGIN:VEVENT',
      'UID:a@placet',
      'DTSTAMP:20261124T000000Z',
      'DTSTART;VALUE=DATE:20270105',
      'SUMMARY:Ends',
      'DESCRIPTION:One\\; two\\, three\\\\four\\nfive',
      'CATEGORIES:verdict,KR',
      'TRANSP:TRANSPARENT',
      'END:VEVENT',
      'BEGIN:VEVENT',
      'UID:b@placet',
      'DTSTAMP:20261124T000000Z',
      'DTSTART:20270105T093000Z',
      'SUMMARY:Ends',
      'DESCRIPTION:',
      'CATEGORIES:verdict,KR',
      'TRANSP:TRANSPARENT',
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ]);
  });

  it('folds lines of any text at 75 octets, and unfolding gives the text back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), (text) => {
        const written = writeICalendar('Placet', STAMP, [{ ...EVENT, summary: text }]);
        const lines = written.split('\r\n');
        for (const line of lines) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
        const unfolded = written.replaceAll('\r\n ', '').split('\r\n');
        const summary = unfolded.find((line) => line.startsWith('SUMMARY:'))?.slice('SUMMARY:'.length) ?? '';
        const read = summary.replaceAll(/\\([\\;,n])/g, (_, mark: string) => (mark === 'n' ? '\n' : mark));
        expect(read).toBe(text.replaceAll(/\r\n?/g, '\n').replaceAll(/[^\P{Cc}\t\n]/gu, ''));
      }),
    );
  });
});
