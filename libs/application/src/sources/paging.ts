import { type Day, dayAt, dayNumber } from '#domain';
import type { Paging, PullPosition } from '../ports/intake/sources.ts';

/** What a page says about the next one. */
export interface PageAnswer {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The page as JSON, where its paging needs it. */
  readonly body: unknown;
}

/** Says whether what follows a page is written in the page itself. */
export function needsBody(paging: Paging | null): boolean {
  return paging !== null && (paging.style === 'link' ? paging.next !== undefined : paging.style !== 'window');
}

/** The address to ask at a position; null when there is nothing to ask yet. */
export function addressAt(
  base: string,
  paging: Paging | null,
  position: PullPosition,
  today: Day,
): string | null {
  switch (paging?.style) {
    case 'link':
      return position.next ?? base;
    case 'cursor':
      return position.cursor === undefined
        ? base
        : withParameters(base, { [paging.parameter]: position.cursor });
    case 'page':
      return withParameters(base, { [paging.parameter]: String(position.page ?? paging.first ?? 1) });
    case 'window': {
      const { from, to } = windowAt(paging, position, today);
      return from > today ? null : withParameters(base, { [paging.from]: from, [paging.to]: to });
    }
    default:
      return base;
  }
}

/** Whether a request at this position begins anew, so that "unchanged since" may be asked. */
export function isStart(paging: Paging | null, position: PullPosition): boolean {
  return paging === null || (paging.style === 'link' && position.next === undefined);
}

/** Whether a page holds nothing, where its paging can tell. */
export function isEmptyPage(paging: Paging | null, body: unknown): boolean {
  if (paging === null || !('items' in paging) || paging.items === undefined) return false;
  const items = valueAt(body, paging.items);
  return items === undefined || items === null || (Array.isArray(items) && items.length === 0);
}

/** Where to go on after a page, and whether it was the last one for now. */
export function positionAfter(
  paging: Paging | null,
  position: PullPosition,
  answer: PageAnswer,
  today: Day,
): { readonly position: PullPosition; readonly isLast: boolean } {
  const validators = isStart(paging, position) ? validatorsOf(answer.headers) : keptValidators(position);
  switch (paging?.style) {
    case 'link': {
      const next = paging.next === undefined ? linkOf(answer.headers) : textAt(answer.body, paging.next);
      return next !== undefined && URL.canParse(next, answer.url)
        ? { position: { ...validators, next: new URL(next, answer.url).href }, isLast: false }
        : { position: validators, isLast: true };
    }
    case 'cursor': {
      const cursor = textAt(answer.body, paging.next);
      const isLast = cursor === undefined || cursor === position.cursor || isEmptyPage(paging, answer.body);
      return { position: cursor === undefined ? position : { cursor }, isLast };
    }
    case 'page':
      return isEmptyPage(paging, answer.body)
        ? { position: {}, isLast: true }
        : { position: { page: (position.page ?? paging.first ?? 1) + 1 }, isLast: false };
    case 'window': {
      const { to } = windowAt(paging, position, today);
      // The present day is not over: it is read again the next time.
      return to >= today
        ? { position: { from: today }, isLast: true }
        : { position: { from: later(to, 1) }, isLast: false };
    }
    default:
      return { position: validators, isLast: true };
  }
}

function windowAt(
  paging: Extract<Paging, { style: 'window' }>,
  position: PullPosition,
  today: Day,
): { from: Day; to: Day } {
  const from = position.from ?? paging.start;
  const to = later(from, (paging.days ?? 1) - 1);
  return { from, to: to < today ? to : today };
}

function withParameters(base: string, parameters: Readonly<Record<string, string>>): string {
  const url = new URL(base);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return url.href;
}

function validatorsOf({
  etag,
  'last-modified': lastModified,
}: Readonly<Record<string, string>>): PullPosition {
  return { ...(etag === undefined ? {} : { etag }), ...(lastModified === undefined ? {} : { lastModified }) };
}

function keptValidators({ etag, lastModified }: PullPosition): PullPosition {
  return { ...(etag === undefined ? {} : { etag }), ...(lastModified === undefined ? {} : { lastModified }) };
}

/** The target of rel="next" in a Link header (RFC 8288). */
function linkOf({ link }: Readonly<Record<string, string>>): string | undefined {
  for (const [, target, parameters = ''] of (link ?? '').matchAll(/<([^>]*)>([^<]*)/g)) {
    if (/;\s*rel\s*=\s*("([^"]*\s)?next(\s[^"]*)?"|next\s*(;|,|$))/i.test(parameters)) return target;
  }
  return undefined;
}

function textAt(body: unknown, pointer: string): string | undefined {
  const value = valueAt(body, pointer);
  if (typeof value === 'string') return value === '' ? undefined : value;
  return typeof value === 'number' ? String(value) : undefined;
}

/** The value at a JSON Pointer (RFC 6901). */
function valueAt(body: unknown, pointer: string): unknown {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>(
      (value, step) =>
        typeof value === 'object' && value !== null && Object.hasOwn(value, step)
          ? Reflect.get(value, step)
          : undefined,
      body,
    );
}

function later(day: Day, days: number): Day {
  return dayAt(dayNumber(day) + days);
}
