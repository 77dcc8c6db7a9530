import { VERDICTS, type Decision, type ScoreInterval } from '../evaluation/decision.ts';
import { compareText } from './compare-text.ts';

/** All policies, the most lenient first. */
export const UNKNOWNS_POLICIES = ['tolerant', 'conservative', 'strict'] as const;
/** How rankings treat what is not known: by the upper end of scores, the lower, or lower with open gates as failed. */
export type UnknownsPolicy = (typeof UNKNOWNS_POLICIES)[number];

/** Everything about a decision that its place depends on. */
export interface OrderKey {
  /** Index into the verdicts, best first; offerings without a verdict come after all. */
  readonly verdictClass: number;
  readonly claimedAgainst: boolean;
  /** No statement, at any grade, speaks against it; counts among unknown verdicts only (ADR 0012). */
  readonly nothingAgainst: boolean;
  /** The end of the score that the policy looks at. */
  readonly score: number;
  readonly interval: ScoreInterval;
  readonly coverage: Decision['coverage'];
  readonly registeredGates: number;
  readonly offering: string;
  readonly market: string;
}

/** What of a decision its place is made of. */
export type Placeable = Pick<
  Decision,
  | 'verdict'
  | 'gates'
  | 'claimedAgainst'
  | 'nothingAgainst'
  | 'coverage'
  | 'registeredGates'
  | 'offering'
  | 'market'
> & { readonly score: ScoreInterval };

const UNKNOWN_CLASS = VERDICTS.indexOf('unknown');

/** Among unknown verdicts knowing more counts before the score. */
export function coverageFirst(key: OrderKey): boolean {
  return key.verdictClass === UNKNOWN_CLASS;
}

/** Reads the key of a decision; `strict` places unknown and unproven gates as failed, whatever verdict is shown. */
export function orderKey(decision: Placeable, policy: UnknownsPolicy): OrderKey {
  const { verdict, gates, score } = decision;
  const asFailed = policy === 'strict' && (gates.open > 0 || gates.unproven > 0);
  return {
    verdictClass: verdict === null ? VERDICTS.length : VERDICTS.indexOf(asFailed ? 'ineligible' : verdict),
    claimedAgainst: decision.claimedAgainst,
    nothingAgainst: decision.nothingAgainst,
    score: policy === 'tolerant' ? score.high : score.low,
    interval: { low: score.low, high: score.high },
    coverage: decision.coverage,
    registeredGates: decision.registeredGates,
    offering: decision.offering,
    market: decision.market,
  };
}

/** The better known first, by cross-multiplication; where nothing is needed, everything is known. */
export function compareCoverage(a: OrderKey, b: OrderKey): number {
  const [left, right] = [a, b].map(({ coverage }) =>
    coverage.needed === 0 ? { known: 1, needed: 1 } : coverage,
  );
  if (left === undefined || right === undefined) return 0;
  return right.known * left.needed - left.known * right.needed;
}

const byScore = (a: OrderKey, b: OrderKey): number => b.score - a.score;

function byRest(a: OrderKey, b: OrderKey): number {
  return (
    b.registeredGates - a.registeredGates ||
    compareText(a.offering, b.offering) ||
    compareText(a.market, b.market)
  );
}

/**
 * Orders by class: the verdict, and in it those that a vendor's own statement speaks against last. Before those, among
 * unknown verdicts, come those that anybody's statement speaks against: knowing more must not lift what speaks against.
 */
export function compareClass(a: OrderKey, b: OrderKey): number {
  return (
    a.verdictClass - b.verdictClass ||
    Number(a.claimedAgainst) - Number(b.claimedAgainst) ||
    (coverageFirst(a) ? Number(b.nothingAgainst) - Number(a.nothingAgainst) : 0)
  );
}

/** In a class: score before coverage, except among unknown ones, where knowing more counts first. */
export function compareInClass(a: OrderKey, b: OrderKey): number {
  return coverageFirst(a) ? compareInRun(a, b) : byScore(a, b) || compareCoverage(a, b) || byRest(a, b);
}

/** Where scores are not comparable: coverage before score. */
export function compareInRun(a: OrderKey, b: OrderKey): number {
  return compareCoverage(a, b) || byScore(a, b) || byRest(a, b);
}

/**
 * Says whether two scores overlap by more than half of the narrower one, so that neither is the better. A score that
 * is one figure is not comparable with an interval it lies strictly inside of.
 */
export function overlaps(a: ScoreInterval, b: ScoreInterval): boolean {
  const [narrow, wide] = a.high - a.low <= b.high - b.low ? [a, b] : [b, a];
  if (narrow.low === narrow.high) return wide.low < narrow.low && narrow.high < wide.high;
  const common = Math.min(a.high, b.high) - Math.max(a.low, b.low);
  return 2 * common > narrow.high - narrow.low;
}
