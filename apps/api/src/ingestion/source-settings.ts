import { Injectable } from '@nestjs/common';
import { everyMs, InvalidInput, type SourceRecord, type SourceSettings, WorldKeeper } from '#application';
import { isDay, nearestNames } from '#domain';
import { mappingsIn, readMapping } from '#formats';
import { Egress, EgressRefused } from '#platform';
import { isTimeZone } from '../http/time-zone.ts';

type Wrong = InvalidInput['errors'][number];

const CRON = /^(?:[\d*,/?LW#A-Za-z-]+ +){4,5}[\d*,/?LW#A-Za-z-]+$/;
const POINTER = /^(?:\/(?:[^~/]|~[01])*)+$/;
const FASTEST_MS = 1000;

/** Which members each style of paging has, and how each is checked. */
const PAGING: Readonly<Record<string, Readonly<Record<string, (value: unknown) => string | null>>>> = {
  link: { 'next?': pointer },
  cursor: { next: pointer, parameter, 'items?': pointer },
  page: { parameter, 'first?': whole, items: pointer },
  window: { from: parameter, to: parameter, start: day, 'days?': whole },
};

/** Checks what a person says about a source as a whole: what its kind needs, and what makes no sense for it. */
@Injectable()
export class SourceRules {
  constructor(
    private readonly egress: Egress,
    private readonly worlds: WorldKeeper,
  ) {}

  /** Throws {@link InvalidInput} with everything that is wrong. */
  async check(kind: SourceRecord['kind'], settings: SourceSettings, isSigned: boolean): Promise<void> {
    // A mapping that was just delivered counts at once.
    if (typeof settings.mapping === 'string') await this.worlds.catchUp();
    const wrong = [
      ...this.address(kind, settings.url),
      ...scheduleErrors(settings.schedule),
      ...pagingErrors(settings.paging),
      ...this.mapping(settings.mapping),
      ...misplaced(kind, settings, isSigned),
    ];
    if (wrong.length > 0) throw new InvalidInput(wrong);
  }

  private mapping(mapping: unknown): Wrong[] {
    if (typeof mapping !== 'string') return mappingErrors(mapping);
    const known = mappingsIn(this.worlds.world);
    if (known.get(mapping) !== undefined) return [];
    const nearest = nearestNames(mapping, known.ids);
    const detail = `There is no mapping "${mapping}". Deliver it first (schema placet.mapping/v1), or name one of GET /v1/mappings.`;
    return [{ pointer: '/mapping', detail, ...(nearest.length === 0 ? {} : { nearest }) }];
  }

  private address(kind: SourceRecord['kind'], url: string | null): Wrong[] {
    if (kind === 'push') return [];
    const expected = kind === 'pull' ? 'an http or https address' : 'a file:/// address';
    if (url === null)
      return [{ pointer: '/url', detail: `A ${kind} source needs url: ${expected} to read from.` }];
    if (kind === 'folder')
      return URL.canParse(url) && new URL(url).protocol === 'file:' && new URL(url).host === ''
        ? []
        : [
            {
              pointer: '/url',
              detail: `The url of a folder source must be ${expected}, such as file:///srv/inbox.`,
            },
          ];
    try {
      this.egress.checked(url);
      return [];
    } catch (error) {
      if (!(error instanceof EgressRefused)) throw error;
      return [{ pointer: '/url', detail: error.message }];
    }
  }
}

function misplaced(kind: SourceRecord['kind'], settings: SourceSettings, isSigned: boolean): Wrong[] {
  const wrong: Wrong[] = [];
  if (kind === 'push')
    for (const name of ['url', 'schedule', 'paging'] as const)
      if (settings[name] !== null)
        wrong.push({ pointer: `/${name}`, detail: `A push source is sent to: it has no ${name}.` });
  if (kind === 'folder' && settings.paging !== null)
    wrong.push({ pointer: '/paging', detail: 'A folder has no pages.' });
  if (kind !== 'push' && isSigned)
    wrong.push({ pointer: '/secret', detail: `Only what is pushed is signed; this is a ${kind} source.` });
  return wrong;
}

function scheduleErrors(schedule: unknown): Wrong[] {
  if (schedule === null) return [];
  const { every, cron, timeZone, ...rest } = membersOf(schedule);
  const wrong: Wrong[] = unknownMembers('/schedule', rest, ['every', 'cron', 'timeZone']);
  if ((every === undefined) === (cron === undefined))
    wrong.push({ pointer: '/schedule', detail: 'A schedule has either every or cron.' });
  if (every !== undefined && (typeof every !== 'string' || (everyMs(every) ?? 0) < FASTEST_MS))
    wrong.push({
      pointer: '/schedule/every',
      detail: 'every must be an ISO 8601 duration of days and below, such as PT15M; at least PT1S.',
    });
  if (cron !== undefined && (typeof cron !== 'string' || !CRON.test(cron)))
    wrong.push({
      pointer: '/schedule/cron',
      detail: 'cron must have five or six fields, such as "0 6 * * 1-5".',
    });
  if (timeZone !== undefined && (cron === undefined || !isTimeZone(timeZone)))
    wrong.push({
      pointer: '/schedule/timeZone',
      detail: 'timeZone must be an IANA name such as Europe/Paris, and goes with cron.',
    });
  return wrong;
}

function pagingErrors(paging: unknown): Wrong[] {
  if (paging === null) return [];
  const { style, ...members } = membersOf(paging);
  const checks = typeof style === 'string' && Object.hasOwn(PAGING, style) ? PAGING[style] : undefined;
  if (checks === undefined)
    return [{ pointer: '/paging/style', detail: 'style must be link, cursor, page or window.' }];
  const wrong = Object.entries(checks).flatMap(([key, check]): Wrong[] => {
    const name = key.replace('?', '');
    const value = members[name];
    if (value === undefined && key.endsWith('?')) return [];
    const detail = check(value);
    return detail === null ? [] : [{ pointer: `/paging/${name}`, detail: `${name} must be ${detail}.` }];
  });
  const names = Object.keys(checks).map((key) => key.replace('?', ''));
  const rest = Object.fromEntries(Object.entries(members).filter(([name]) => !names.includes(name)));
  return [...wrong, ...unknownMembers('/paging', rest, names)];
}

function mappingErrors(mapping: unknown): Wrong[] {
  if (mapping === null) return [];
  return readMapping(Buffer.from(JSON.stringify(mapping))).problems.map(({ pointer: place, message }) => ({
    pointer: `/mapping${place}`,
    detail: message,
  }));
}

function unknownMembers(place: string, rest: object, known: readonly string[]): Wrong[] {
  return Object.keys(rest).map((name) => ({
    pointer: `${place}/${name}`,
    detail: `There is no "${name}" here; known are ${known.join(', ')}.`,
  }));
}

function membersOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}

function pointer(value: unknown): string | null {
  return typeof value === 'string' && POINTER.test(value) ? null : 'a JSON Pointer such as /links/next';
}

function parameter(value: unknown): string | null {
  return typeof value === 'string' && /^[\w.[\]-]{1,100}$/.test(value)
    ? null
    : 'the name of a query parameter';
}

function whole(value: unknown): string | null {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 100_000
    ? null
    : 'a whole number';
}

function day(value: unknown): string | null {
  return typeof value === 'string' && isDay(value) ? null : 'a day such as 2026-01-31';
}
