import type { Schedule, SourceRecord } from '../ports/intake/sources.ts';

/** A folder costs little to look at. */
const FOLDER_EVERY = 'PT10S';
const EVERY = /^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$/;
const DAY_S = 86_400;

/** When a source is looked at; null for one that nobody has to look at. */
export function scheduleOf({ kind, state, schedule }: SourceRecord): Schedule | null {
  if (kind === 'push' || state !== 'active') return null;
  return schedule ?? (kind === 'folder' ? { every: FOLDER_EVERY } : null);
}

/** The milliseconds of an ISO 8601 duration of days and below; null for anything else, and for nothing at all. */
export function everyMs(text: string): number | null {
  const match = EVERY.exec(text);
  if (match === null) return null;
  const [days = 0, hours = 0, minutes = 0, seconds = 0] = match.slice(1).map((part) => Number(part ?? 0));
  const all = days * DAY_S + hours * 3600 + minutes * 60 + seconds;
  return all > 0 ? all * 1000 : null;
}
