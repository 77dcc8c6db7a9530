/** A date and time as read: the instant meant, a text that orders instants of any precision, and what was missing. */
export interface ReadInstant {
  /** RFC 3339 in UTC, with the fraction as printed. */
  readonly instant: string;
  /** Orders instants by code units; the fraction is padded to nanoseconds. */
  readonly order: string;
  readonly printed: string;
  /** Minutes east of UTC as printed; absent if no offset is printed. */
  readonly offset?: number;
  /** Only a date is printed: midnight is assumed. */
  readonly dateOnly: boolean;
  /** The zone in which a time without offset was read. */
  readonly assumedZone?: string;
}

const PATTERN =
  /^(\d{4})-(\d{2})-(\d{2})(?:[Tt ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,12}))?)?\s*([Zz]|[+-]\d{2}:?\d{2})?|([Zz]|[+-]\d{2}:\d{2}))?$/;

/**
 * Reads an ISO 8601 date or date and time. A time without offset is read in `zone` (IANA), by default UTC, and says so.
 * Returns `undefined` for anything else, impossible dates such as 30 February included.
 */
export function parseInstant(printed: string, zone = 'UTC'): ReadInstant | undefined {
  const match = PATTERN.exec(printed.trim());
  if (match === null) return undefined;
  const [
    ,
    year = '',
    month = '',
    day = '',
    hour,
    minute = '00',
    second = '00',
    fraction = '',
    offset,
    dateOffset,
  ] = match;
  const numbers = [year, month, day, hour ?? '00', minute, second].map(Number);
  const wall = wallClock(numbers);
  if (wall === undefined) return undefined;
  const zoneText = offset ?? dateOffset;
  const minutes = zoneText === undefined ? undefined : offsetMinutes(zoneText);
  if (zoneText !== undefined && minutes === undefined) return undefined;
  const utc = wall - (minutes ?? zoneOffset(zone, wall)) * 60_000;
  const iso = new Date(utc).toISOString();
  // The offset can carry the last hours of year 9999 out of what four digits hold.
  if (iso.length !== 24) return undefined;
  const seconds = iso.slice(0, 19);
  const digits = fraction.replace(/0+$/, '');
  return {
    instant: `${seconds}${digits === '' ? '' : `.${digits}`}Z`,
    order: `${seconds}.${fraction.padEnd(9, '0').slice(0, 9)}Z`,
    printed: printed.trim(),
    dateOnly: hour === undefined,
    ...(minutes === undefined ? { assumedZone: zone } : { offset: minutes }),
  };
}

/** Milliseconds of a wall clock read as UTC, or `undefined` if no calendar has that date. */
function wallClock(numbers: readonly number[]): number | undefined {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = numbers;
  // 24:00 is the end of the day; 23:59:60 is a leap second.
  if (hour > 24 || minute > 59 || second > 60 || (hour === 24 && minute + second > 0)) return undefined;
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCFullYear() !== year || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day)
    return undefined;
  return date.getTime() + ((hour * 60 + minute) * 60 + second) * 1000;
}

function offsetMinutes(text: string): number | undefined {
  if (/^z$/i.test(text)) return 0;
  const hours = Number(text.slice(1, 3));
  const minutes = Number(text.slice(-2));
  if (hours > 15 || minutes > 59) return undefined;
  return (text.startsWith('-') ? -1 : 1) * (hours * 60 + minutes);
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** Minutes east of UTC that the clocks of a zone show at a wall-clock time; of two possible ones the earlier. */
export function zoneOffset(zone: string, wall: number): number {
  if (zone === 'UTC') return 0;
  const first = offsetAt(zone, wall);
  const second = offsetAt(zone, wall - first * 60_000);
  return second;
}

const DAY = 86_400_000;
/** Offsets by zone and day, for the many days on which none changes; `mixed` where one does. */
const days = new Map<string, number | 'mixed'>();
/** Days of some zones over some decades; a feed of made-up dates mustn't fill the memory. */
const MOST_DAYS = 50_000;

/** Asking the calendar is slow, and feeds name the same days over and over. */
function offsetAt(zone: string, utc: number): number {
  const day = Math.floor(utc / DAY);
  const key = `${zone} ${day}`;
  let known = days.get(key);
  if (known === undefined) {
    const first = exactOffset(zone, day * DAY);
    known = first === exactOffset(zone, (day + 1) * DAY) ? first : 'mixed';
    if (days.size >= MOST_DAYS) days.clear();
    days.set(key, known);
  }
  return known === 'mixed' ? exactOffset(zone, utc) : known;
}

function exactOffset(zone: string, utc: number): number {
  let formatter = formatters.get(zone);
  if (formatter === undefined) {
    formatter = new Intl.DateTimeFormat('en-GB', { timeZone: zone, timeZoneName: 'longOffset' });
    formatters.set(zone, formatter);
  }
  const name = formatter.formatToParts(utc).find((part) => part.type === 'timeZoneName')?.value ?? 'GMT';
  return name === 'GMT' ? 0 : (offsetMinutes(name.replace('GMT', '')) ?? 0);
}
