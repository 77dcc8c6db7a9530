/** One entry of a calendar: a whole day, or a moment. */
export interface CalendarEvent {
  /** Stays the same while the entry is the same, so that subscribers replace it. */
  readonly uid: string;
  /** `2026-11-24`, or an instant in UTC such as `2026-11-24T09:00:00Z`. */
  readonly start: string;
  readonly summary: string;
  readonly description: string;
  readonly categories: readonly string[];
}

const LINE_OCTETS = 75;
const ENCODER = new TextEncoder();

/**
 * Writes a calendar by RFC 5545: lines end with CR LF and have at most 75 octets, longer ones go on after a space, and no
 * character is cut in two. `stamp` is when the entries were made, an instant in UTC.
 */
export function writeICalendar(name: string, stamp: string, events: Iterable<CalendarEvent>): string {
  const lines = [
    'BEGIN:VCALENDAR',
    'VERSION:2.0',
    'PRODID:-//Placet//Calendar//EN',
    'CALSCALE:GREGORIAN',
    'METHOD:PUBLISH',
    `X-WR-CALNAME:${escapeText(name)}`,
  ];
  for (const { uid, start, summary, description, categories } of events) {
    lines.push(
      'BEGIN:VEVENT',
      `UID:${escapeText(uid)}`,
      `DTSTAMP:${momentOf(stamp)}`,
      start.length === 10 ? `DTSTART;VALUE=DATE:${start.replaceAll('-', '')}` : `DTSTART:${momentOf(start)}`,
      `SUMMARY:${escapeText(summary)}`,
      `DESCRIPTION:${escapeText(description)}`,
      `CATEGORIES:${categories.map(escapeText).join(',')}`,
      'TRANSP:TRANSPARENT',
      'END:VEVENT',
    );
  }
  lines.push('END:VCALENDAR');
  return lines.map((line) => `${fold(line)}\r\n`).join('');
}

/** Texts may not hold these as they are; other control characters may not be there at all. */
function escapeText(text: string): string {
  return text
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[^\P{Cc}\t\n]/gu, '')
    .replaceAll(/[\\;,]/g, (mark) => `\\${mark}`)
    .replaceAll('\n', '\\n');
}

function momentOf(instant: string): string {
  return `${instant.slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}

function fold(line: string): string {
  const parts: string[] = [];
  let part = '';
  let octets = 0;
  for (const character of line) {
    const size = ENCODER.encode(character).length;
    if (octets + size > LINE_OCTETS) {
      parts.push(part);
      // The space that goes before what is left counts too.
      part = ' ';
      octets = 1;
    }
    part += character;
    octets += size;
  }
  return [...parts, part].join('\r\n');
}
