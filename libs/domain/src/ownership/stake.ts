import { GRADES, type Grade } from '../model/evidence.ts';
import { covers, type Day } from '../model/time.ts';
import type { Holding, Share } from '../model/vendor.ts';
import {
  compareFractions,
  fraction,
  fractionOf,
  larger,
  minus,
  ONE,
  over,
  smaller,
  sum,
  ZERO,
  type Fraction,
} from '../number/fraction.ts';
import type { OwnershipBook } from './holder.ts';

/** Which share of an entity is asked for: of its capital or of its votes. */
export type ShareKind = 'capital' | 'votes';

/** What one owner directly holds, as parts of one; not stated is anything from none to all. */
export interface Stake {
  readonly owner: string;
  readonly low: Fraction;
  readonly high: Fraction;
  readonly holdings: readonly string[];
}

/** The direct owners of an entity at a date. */
export interface OwnerList {
  readonly stakes: readonly Stake[];
  /** All owners are listed, so what their lower ends leave open is theirs and nobody else's. */
  readonly complete: boolean;
  /** What the listed owners may leave to others at most, as a part of one. */
  readonly rest: Fraction;
}

const HUNDRED = fraction(100n);

/** Holdings in force at a date; signed but not closed ones (`agreed`) are not. */
export function holdingsInForce(book: OwnershipBook, owned: string, asOf: Day): readonly Holding[] {
  return (book.holdings.get(owned) ?? []).filter(
    ({ status, valid }) => status === 'held' && covers(valid, asOf),
  );
}

/** Low confidence never decides, and neither does what is proven worse than asked. */
export function counts(holding: Holding, grade: Grade): boolean {
  return holding.confidence !== 'low' && GRADES.indexOf(holding.grade) >= GRADES.indexOf(grade);
}

function rankOf(holding: Holding): readonly (number | string)[] {
  return [GRADES.indexOf(holding.grade), holding.valid.from ?? '', holding.recorded.from];
}

/** The higher grade, then the later start, then the later recording prevails. */
function compareRank(a: Holding, b: Holding): number {
  const [left, right] = [rankOf(a), rankOf(b)];
  const index = left.findIndex((key, position) => key !== right[position]);
  return index < 0 ? 0 : (left[index] ?? 0) < (right[index] ?? 0) ? -1 : 1;
}

function within(value: number): Fraction {
  return smaller(ONE, larger(ZERO, over(fractionOf(value), HUNDRED)));
}

/** Statements of equal rank about one stake that differ leave everything between them open. */
function mergeStatements(owner: string, statements: readonly Holding[], of: ShareKind): Stake {
  const stated = statements.filter((holding) => holding[of] !== null);
  const best = stated.filter((a) => stated.every((b) => compareRank(a, b) >= 0));
  const shares = best.map((holding) => holding[of]).filter((share): share is Share => share !== null);
  const ids = (best.length > 0 ? best : statements).map(({ id }) => id).toSorted();
  if (shares.length === 0) return { owner, low: ZERO, high: ONE, holdings: ids };
  return {
    owner,
    low: shares.map(({ min }) => within(min)).reduce(smaller),
    high: shares.map(({ max }) => within(max)).reduce(larger),
    holdings: ids,
  };
}

/**
 * Reads the direct owners of an entity. A list counts as complete only while none of its holdings is left out for low
 * confidence or a low grade: what those hold is undisclosed, not somebody else's.
 */
export function ownersOf(
  book: OwnershipBook,
  owned: string,
  of: ShareKind,
  asOf: Day,
  grade: Grade,
): OwnerList {
  const inForce = holdingsInForce(book, owned, asOf);
  const counted = inForce.filter((holding) => counts(holding, grade));
  const byOwner = new Map<string, Holding[]>();
  for (const holding of counted) {
    byOwner.set(holding.owner, [...(byOwner.get(holding.owner) ?? []), holding]);
  }
  const stakes = [...byOwner.keys()]
    .toSorted()
    .map((owner) => mergeStatements(owner, byOwner.get(owner) ?? [], of));
  const complete =
    counted.length > 0 && counted.length === inForce.length && book.holderLists.get(owned)?.complete === true;
  const disclosed = sum(stakes.map((stake) => (complete ? stake.high : stake.low)));
  return { stakes, complete, rest: larger(ZERO, minus(ONE, disclosed)) };
}

/** The most that an owner can hold, given what the others hold at least. */
export function highestOf(list: OwnerList, stake: Stake): Fraction {
  const others = sum(list.stakes.filter((other) => other !== stake).map(({ low }) => low));
  return larger(stake.low, smaller(stake.high, minus(ONE, others)));
}

/** The least that an owner holds: of a complete list it has what the others cannot have. */
export function lowestOf(list: OwnerList, stake: Stake): Fraction {
  if (!list.complete) return stake.low;
  const others = sum(list.stakes.filter((other) => other !== stake).map(({ high }) => high));
  const left = minus(minus(ONE, others), list.rest);
  return compareFractions(left, stake.low) > 0 ? smaller(left, stake.high) : stake.low;
}
