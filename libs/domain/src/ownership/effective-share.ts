import type { Truth } from '../evaluation/decision.ts';
import type { PercentBound } from '../language/test.ts';
import type { Grade } from '../model/evidence.ts';
import type { Day } from '../model/time.ts';
import { boundHolds } from '../number/bound.ts';
import {
  ceiling,
  compareFractions,
  floor,
  fraction,
  fractionOf,
  larger,
  minus,
  ONE,
  over,
  times,
  ZERO,
  type Fraction,
} from '../number/fraction.ts';
import { chainsOf, type OwnershipChain } from './chain.ts';
import type { HolderPredicate, OwnershipBook } from './holder.ts';
import { ancestryOf, certainShare, type Ancestry } from './owner-graph.ts';
import type { ShareKind } from './stake.ts';

/** What is asked about the owners of one entity. */
export interface ShareQuestion {
  readonly entity: string;
  readonly of: ShareKind;
  readonly measure: 'largest' | 'total';
  readonly holders: HolderPredicate;
  readonly asOf: Day;
  /** Holdings proven worse than this count as undisclosed; `claimed` counts all. */
  readonly grade: Grade;
}

/** What one holder holds in the end, in percent, rounded outwards to millionths. */
export interface HolderShare {
  readonly entity: string;
  readonly selected: Truth;
  readonly ultimate: boolean;
  readonly low: number;
  readonly high: number;
}

/** An effective share as an interval that surely contains the true one, with how it comes about. */
export interface EffectiveShare {
  /** Percent, rounded outwards to millionths. */
  readonly low: number;
  readonly high: number;
  /** The same interval exactly, as parts of one. */
  readonly exact: { readonly low: Fraction; readonly high: Fraction };
  /** Every holder above the entity that is or may be selected, the largest first. */
  readonly holders: readonly HolderShare[];
  /** Percent that neither ultimate nor selected holders account for. */
  readonly undisclosed: number;
  readonly chains: readonly OwnershipChain[];
  /** More chains exist than are listed. */
  readonly chainsOmitted: boolean;
  /** Ids of the holdings that were read, sorted. */
  readonly evidence: readonly string[];
}

interface Exact {
  readonly low: Fraction;
  readonly high: Fraction;
}

const HUNDRED = fraction(100n);
/** Parts of one in millionths of a percent. */
const MILLIONTHS = fraction(100_000_000n);

/** Percent, rounded down to millionths. */
export function percentBelow(part: Fraction): number {
  return Number(floor(times(part, MILLIONTHS))) / 1e6;
}

/** Percent, rounded up to millionths. */
export function percentAbove(part: Fraction): number {
  return Number(ceiling(times(part, MILLIONTHS))) / 1e6;
}

const when = (condition: boolean): Fraction => (condition ? ONE : ZERO);

/** Each path counts once, at the nearest selected holder; what nobody else surely holds may be theirs. */
function totalShare(ancestry: Ancestry): Exact {
  const { selected, ultimate, rootless } = ancestry;
  const theirs = certainShare(ancestry, (id) =>
    selected(id) === 'true' ? ONE : ultimate(id) || rootless(id) ? ZERO : null,
  );
  const others = certainShare(ancestry, (id) =>
    selected(id) !== 'false' ? ZERO : ultimate(id) || rootless(id) ? when(ultimate(id)) : null,
  );
  return { low: theirs, high: minus(ONE, others) };
}

/** A holder on which paths surely end: an ultimate one, or a selected one without recorded owners. */
function endsAt(ancestry: Ancestry, id: string): Fraction | null {
  if (ancestry.ultimate(id)) return ONE;
  return ancestry.rootless(id) ? when(ancestry.selected(id) === 'true') : null;
}

/** What one holder has through all paths; what no other holder surely has may be its own. */
function shareOfHolder(ancestry: Ancestry, holder: string): Exact {
  const { ultimate, rootless } = ancestry;
  const own = certainShare(ancestry, (id) =>
    id === holder ? ONE : ultimate(id) || rootless(id) ? ZERO : null,
  );
  const others = certainShare(ancestry, (id) => (id === holder ? ZERO : endsAt(ancestry, id)));
  return { low: own, high: minus(ONE, others) };
}

function largestShare(
  shares: readonly { readonly holder: string; readonly share: Exact }[],
  ancestry: Ancestry,
  isDispersed: (entity: string) => boolean,
): Exact {
  // A float is many holders: it proves no large one, yet one of them may have it nearly all.
  const low = shares
    .filter(({ holder }) => ancestry.selected(holder) === 'true' && !isDispersed(holder))
    .map(({ share }) => share.low)
    .reduce(larger, ZERO);
  const unnamed = minus(
    ONE,
    certainShare(ancestry, (id) => endsAt(ancestry, id)),
  );
  return { low, high: shares.map(({ share }) => share.high).reduce(larger, unnamed) };
}

/**
 * Computes the effective share that the selected holders have in an entity (design 3.5), as an interval that surely
 * contains it. Its lower end is the least solution of what is certainly theirs, its upper end all but the least
 * solution of what is certainly not theirs; so companies that only own each other prove neither.
 *
 * `largest` looks at one holder at a time, through all paths; the undisclosed rest may belong to any of them or to
 * somebody else. Its lower end is the best certain lower end of one holder: where a complete list leaves shares open
 * between several selected holders the true largest may be a little above, never below.
 */
export function effectiveShare(book: OwnershipBook, question: ShareQuestion): EffectiveShare {
  const { entity, of, measure, holders, asOf, grade } = question;
  const ancestry = ancestryOf(book, entity, of, asOf, grade, holders);
  const shares = ancestry.holders
    .filter((holder) => ancestry.selected(holder) !== 'false')
    .map((holder) => ({ holder, share: shareOfHolder(ancestry, holder) }));
  const exact =
    measure === 'total'
      ? totalShare(ancestry)
      : largestShare(shares, ancestry, (id) => book.entities.get(id)?.kind === 'dispersed');
  const accounted = certainShare(ancestry, (id) =>
    ancestry.selected(id) === 'true' ? ONE : endsAt(ancestry, id),
  );
  return {
    low: percentBelow(exact.low),
    high: percentAbove(exact.high),
    exact,
    holders: shares
      .toSorted(
        (a, b) =>
          compareFractions(b.share.low, a.share.low) ||
          compareFractions(b.share.high, a.share.high) ||
          (a.holder < b.holder ? -1 : 1),
      )
      .map(({ holder, share }) => ({
        entity: holder,
        selected: ancestry.selected(holder),
        ultimate: ancestry.ultimate(holder),
        low: percentBelow(share.low),
        high: percentAbove(share.high),
      })),
    undisclosed: percentAbove(minus(ONE, accounted)),
    ...chainsOf(ancestry, measure),
    evidence: [
      ...new Set(
        [...ancestry.owners.values()].flatMap(({ stakes }) => stakes.flatMap((stake) => stake.holdings)),
      ),
    ].toSorted(),
  };
}

/** Tests an effective share against a bound, exactly; true only if the whole interval passes. */
export function shareMeets(share: EffectiveShare, bound: PercentBound): Truth {
  const limit = over(fractionOf(bound.percent), HUNDRED);
  return boundHolds(
    compareFractions(share.exact.low, limit),
    compareFractions(share.exact.high, limit),
    bound.op,
  );
}
