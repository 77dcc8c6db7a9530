import type { Deadline } from '#domain';
import { parseInstant } from './instant.ts';
import { legalOffset, offsetText, zoneOfCountry } from './zone.ts';

/** What a reader knows about the clock behind a printed deadline. */
export interface DeadlineClock {
  /** IANA zone of the source for times without offset. */
  readonly zone?: string;
  /** Country of the buyer, whose legal offset a printed one is compared with. */
  readonly country?: string;
}

/** A year from which dates stand for "no end" in procurement data. */
const SENTINEL_YEAR = 2090;

/**
 * Reads a printed deadline. The instant is the printed offset's, never corrected: what speaks against it is told in the
 * warning. A date without time ends with its day. Returns `undefined` for what is no date.
 */
export function readDeadline(
  printed: string,
  kind: Deadline['kind'],
  clock: DeadlineClock,
): Deadline | undefined {
  const doubts: string[] = [];
  const zone = clock.zone ?? (clock.country === undefined ? undefined : zoneOfCountry(clock.country));
  let read = parseInstant(printed, zone);
  if (read?.dateOnly === true) {
    doubts.push('No time is printed; the end of that day is taken.');
    const [, date = '', offset = ''] = /^(\d{4}-\d{2}-\d{2})(.*)$/.exec(printed.trim()) ?? [];
    read = parseInstant(`${date}T23:59:59${offset}`, zone);
  }
  if (read === undefined) return undefined;
  if (read.offset === undefined)
    doubts.push(
      zone === undefined
        ? 'No offset is printed and no zone is known; UTC is taken.'
        : `No offset is printed; the zone of the ${clock.zone === undefined ? 'buyer' : 'source'} (${zone}) is taken.`,
    );
  else if (clock.country !== undefined && !/[Zz]$/.test(read.printed)) {
    const legal = legalOffset(clock.country, read.instant);
    if (legal !== undefined && legal !== read.offset)
      doubts.push(
        `The printed offset ${offsetText(read.offset)} is not the legal time of ${clock.country} on that day (${offsetText(legal)}).`,
      );
  }
  if (Number(read.instant.slice(0, 4)) >= SENTINEL_YEAR)
    doubts.push('The year stands for "no end" rather than for a date.');
  return {
    instant: read.instant,
    printed: printed.trim(),
    kind,
    ...(doubts.length === 0 ? {} : { warning: doubts.join(' ') }),
  };
}
