import type { Truth } from '../evaluation/decision.ts';
import type { Scoring } from '../model/regime.ts';
import {
  fraction,
  fractionOf,
  larger,
  minus,
  nearest,
  ONE,
  over,
  smaller,
  times,
  ZERO,
  type Fraction,
} from '../number/fraction.ts';

/** What was found about one scored requirement, matching its way of scoring. */
export type ScoringFinding =
  | { readonly how: 'points'; readonly truth: Truth }
  /** One truth per step, in the order of the steps. */
  | { readonly how: 'tests'; readonly truths: readonly Truth[] }
  /** The answers (`at`) that the fact may have; `null` when nothing is known. */
  | { readonly how: 'steps'; readonly possible: readonly number[] | null }
  /** The range that the fact lies in; `null` when nothing is known. */
  | { readonly how: 'linear'; readonly value: { readonly low: number; readonly high: number } | null };

/** Points earned (as a range) over points usable, in integer hundredths of a point. */
export interface Marks {
  readonly low: number;
  readonly high: number;
  readonly usable: number;
}

/** One step of a ladder over a fact. */
export type LevelStep = Extract<Scoring, { how: 'steps' }>['steps'][number];

const HUNDRED = fraction(100n);

/** Points in integer hundredths, halves upwards. */
export function hundredths(points: number): number {
  return Number(nearest(times(fractionOf(points), HUNDRED)));
}

/** The steps that an answer can be at: those named, or all when nothing is known or the named ones are blank rows. */
export function stepsAt(
  steps: readonly LevelStep[],
  possible: readonly number[] | null,
): readonly LevelStep[] {
  const usable = steps.filter((step) => step.usable && step.points !== null);
  if (possible === null) return usable;
  const named = usable.filter((step) => possible.includes(step.at));
  const allNamed = possible.every((at) => named.some((step) => step.at === at));
  // An answer without a usable step says nothing about which points it would earn.
  return named.length > 0 && allNamed ? named : usable;
}

function ofSteps(steps: readonly LevelStep[], possible: readonly number[] | null): Marks {
  const points = (of: readonly LevelStep[]): readonly number[] =>
    of.map((step) => hundredths(step.points ?? 0));
  const reached = points(stepsAt(steps, possible));
  const usable = Math.max(0, ...points(stepsAt(steps, null)));
  return reached.length === 0
    ? { low: 0, high: 0, usable }
    : { low: Math.min(...reached), high: Math.max(...reached), usable };
}

function ofTests(steps: readonly { readonly points: number }[], truths: readonly Truth[]): Marks {
  const best = (counts: (truth: Truth) => boolean): number =>
    Math.max(
      0,
      ...steps
        .filter((_, index) => counts(truths[index] ?? 'unknown'))
        .map(({ points }) => hundredths(points)),
    );
  return {
    low: best((truth) => truth === 'true'),
    high: best((truth) => truth !== 'false'),
    usable: best(() => true),
  };
}

/** How far a value is on the way from one end to the other, 0…1; the ends may run downwards. */
function progress(value: number, from: number, to: number): Fraction {
  const span = minus(fractionOf(to), fractionOf(from));
  // Both ends at one value: reaching it earns everything.
  if (span.n === 0n) return value >= from ? ONE : ZERO;
  return smaller(ONE, larger(ZERO, over(minus(fractionOf(value), fractionOf(from)), span)));
}

function ofLinear(
  scoring: Extract<Scoring, { how: 'linear' }>,
  value: { readonly low: number; readonly high: number } | null,
): Marks {
  const usable = hundredths(scoring.points);
  if (value === null) return { low: 0, high: usable, usable };
  const ends = [value.low, value.high].map((end) =>
    Number(nearest(times(progress(end, scoring.from, scoring.to), fraction(BigInt(usable))))),
  );
  return { low: Math.min(...ends), high: Math.max(...ends), usable };
}

function marksOf(scoring: Scoring, finding: ScoringFinding): Marks {
  if (scoring.how === 'points') {
    const usable = hundredths(scoring.points);
    const truth = finding.how === 'points' ? finding.truth : 'unknown';
    return { low: truth === 'true' ? usable : 0, high: truth === 'false' ? 0 : usable, usable };
  }
  if (scoring.how === 'tests') return ofTests(scoring.steps, finding.how === 'tests' ? finding.truths : []);
  if (scoring.how === 'steps') {
    return ofSteps(scoring.steps, finding.how === 'steps' ? finding.possible : null);
  }
  return ofLinear(scoring, finding.how === 'linear' ? finding.value : null);
}

/**
 * Scores one requirement (design 3.8): `null` when it does not apply, so that it has neither points nor usable
 * points; all or nothing, with its points usable, when that is unknown. A finding of another kind than the scoring
 * counts as nothing known.
 */
export function scoreCriterion(scoring: Scoring, applies: Truth, finding: ScoringFinding): Marks | null {
  if (applies === 'false') return null;
  const marks = marksOf(scoring, finding);
  return applies === 'true' ? marks : { low: 0, high: marks.usable, usable: marks.usable };
}
