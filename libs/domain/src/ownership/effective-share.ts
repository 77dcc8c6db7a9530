import type { Truth } from '../evaluation/decision.ts';
import type { PercentBound } from '../language/test.ts';
import type { Grade } from '../model/evidence.ts';
import type { Day } from '../model/time.ts';
import type { Fraction } from '../number/fraction.ts';
import type { OwnershipChain } from './chain.ts';
import type { HolderPredicate, OwnershipBook } from './holder.ts';

/** What is asked about the owners of one entity. */
export interface ShareQuestion {
  readonly entity: string;
  readonly of: 'capital' | 'votes';
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
  /** Every holder found above the entity that is or may be selected, largest first. */
  readonly holders: readonly HolderShare[];
  /** Percent that no ultimate or selected holder accounts for. */
  readonly undisclosed: number;
  readonly chains: readonly OwnershipChain[];
  /** More chains exist than are listed. */
  readonly chainsOmitted: boolean;
  /** Ids of the holdings that were read, in order. */
  readonly evidence: readonly string[];
}

/** Computes the effective share that the selected holders have in an entity (design 3.5). */
export function effectiveShare(_book: OwnershipBook, _question: ShareQuestion): EffectiveShare {
  throw new Error('being written');
}

/** Tests an effective share against a bound, exactly; true only if the whole interval passes. */
export function shareMeets(_share: EffectiveShare, _bound: PercentBound): Truth {
  throw new Error('being written');
}
