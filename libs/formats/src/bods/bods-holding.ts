import type { JsonObject } from '../text/json-value.ts';
import { dayOf, objectsAt, textAt } from '../owners/read-values.ts';
import type { BodsStatement } from './bods-statement.ts';

/** What a relationship says about shares, rights and time. */
export interface BodsInterests {
  readonly capital: Interval | null;
  readonly votes: Interval | null;
  readonly relation: string;
  readonly status: 'held' | 'ended';
  readonly valid: { readonly from?: string; readonly to?: string };
  /** Every interest is held through others. */
  readonly isIndirect: boolean;
  /** Offices only: no share and no control beyond them. */
  readonly isOffice: boolean;
}

interface Interval {
  readonly min: number;
  readonly max: number;
}

const OFFICES = new Set(['boardMember', 'boardChair', 'seniorManagingOfficial']);

/** Reads the interests of a relationship. Those that ended count only when none goes on. */
export function readInterests(statement: BodsStatement): BodsInterests {
  const all = objectsAt(statement.details, 'interests');
  const going = statement.closed ? [] : all.filter((one) => textAt(one, 'endDate') === undefined);
  const hasEnded = statement.closed || (all.length > 0 && going.length === 0);
  const counted = hasEnded ? all : going;
  const types = [...new Set(counted.map((one) => textAt(one, 'type') ?? 'unknown'))];
  const from = counted.flatMap((one) => dayOf(textAt(one, 'startDate')) ?? []).toSorted()[0];
  const ends = counted.flatMap((one) => dayOf(textAt(one, 'endDate')) ?? []).toSorted();
  const to = hasEnded ? (ends.at(-1) ?? dayOf(statement.date)) : undefined;
  return {
    capital: sharesOf(counted, ['shareholding']),
    votes: sharesOf(counted, ['votingRights', 'voting-rights']),
    relation: types.length === 0 ? 'interest not stated' : types.join(', '),
    status: hasEnded ? 'ended' : 'held',
    valid: {
      ...(from === undefined ? {} : { from }),
      // An interval that ends before it begins is a slip of the source; the end is what matters.
      ...(to === undefined || (from !== undefined && to < from) ? {} : { to }),
    },
    isIndirect: counted.length > 0 && counted.every((one) => directness(one) === 'indirect'),
    isOffice: counted.length > 0 && types.every((type) => OFFICES.has(type)),
  };
}

/** `directOrIndirect` since 0.4; until then `interestLevel`. */
function directness(interest: JsonObject): string | undefined {
  return textAt(interest, 'directOrIndirect') ?? textAt(interest, 'interestLevel');
}

/** The shares of some types together; one that isn't stated leaves the sum open, so nothing is stated at all. */
function sharesOf(interests: readonly JsonObject[], types: readonly string[]): Interval | null {
  const shares = interests
    .filter((one) => types.includes(textAt(one, 'type') ?? ''))
    .map((one) => shareOf(one['share']));
  if (shares.length === 0 || shares.some((share) => share === null)) return null;
  return shares.reduce<Interval>(
    (total, share) => ({
      min: Math.min(100, total.min + (share?.min ?? 0)),
      max: Math.min(100, total.max + (share?.max ?? 0)),
    }),
    { min: 0, max: 0 },
  );
}

/** Exclusive bounds are numbers since 0.4; until then they are flags beside the bound. Both are read as closed. */
function shareOf(share: unknown): Interval | null {
  if (typeof share !== 'object' || share === null) return null;
  const bound = (...names: readonly string[]): number | undefined =>
    names
      .map((name) => new Map(Object.entries(share)).get(name))
      .find((value): value is number => typeof value === 'number' && value >= 0 && value <= 100);
  const exact = bound('exact');
  if (exact !== undefined) return { min: exact, max: exact };
  const min = bound('minimum', 'exclusiveMinimum');
  const max = bound('maximum', 'exclusiveMaximum');
  if (min === undefined && max === undefined) return null;
  return { min: min ?? 0, max: Math.max(min ?? 0, max ?? 100) };
}
