import type { Test } from '../language/test.ts';
import type { Scalar } from '../model/evidence.ts';
import type { Need } from '../model/need.ts';
import type { Requirement } from '../model/regime.ts';
import type { Day } from '../model/time.ts';
import type { ReferenceRate } from '../money/money.ts';
import type { Weights } from '../score/weights.ts';

/** What one bidder offers, by attribute (`offer.price`, `offer.technicalRank`). */
export interface Bid {
  readonly offering: string;
  readonly values: Readonly<Record<string, Scalar>>;
}

/** A question about a market: everything besides the world that an answer depends on. */
export interface MarketQuestion {
  readonly market: string;
  readonly need: Need;
  readonly asOf: Day;
  /** Weights of the objectives; else those of the framework that is valid on the day. */
  readonly weights?: Weights;
  /** Conditions of the buyer's own, evaluated as further gates. */
  readonly extra?: Test | readonly Requirement[];
  /** Values chosen for choice attributes, besides those that the need names. */
  readonly choices?: Readonly<Record<string, Scalar>>;
  /** Vendors that bid together, the prime first. */
  readonly team?: readonly string[];
  /** All bids, once they are opened. */
  readonly bids?: readonly Bid[];
  /** Reference rates for thresholds in another currency. */
  readonly rates?: readonly ReferenceRate[];
  /** Build traces (default true); decisions are the same without. */
  readonly explain?: boolean;
}

/** A question about one offering. */
export interface DecisionQuestion extends MarketQuestion {
  readonly offering: string;
}
