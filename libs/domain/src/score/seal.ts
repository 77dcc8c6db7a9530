import type { Truth } from '../evaluation/decision.ts';
import type { Comparison } from '../language/test.ts';
import { boundHolds } from '../number/bound.ts';
import { stepsAt, type LevelStep } from './criterion.ts';

/** An assurance level that is known to lie in a range. */
export interface SealInterval {
  readonly low: number;
  readonly high: number;
}

/** The level that the possible answers of one criterion allow. */
export interface SealCriterion extends SealInterval {
  readonly requirement: string;
  readonly objective: string;
}

/** The level of an objective or of a whole framework, with the criteria that hold it down. */
export interface SealFinding extends SealInterval {
  /** Criteria whose worst answer sets the lower end. */
  readonly decidedBy: readonly string[];
  /** `overall`: stated by the authority itself; `minimum`: the lowest of the criteria. */
  readonly mode: 'minimum' | 'overall';
}

/** The level of one criterion from its ladder, worst to best possible step; `null` if its steps name no level. */
export function criterionSeal(
  steps: readonly LevelStep[],
  possible: readonly number[] | null,
): SealInterval | null {
  const levels = stepsAt(steps, possible)
    .map(({ seal }) => seal)
    .filter((seal): seal is number => seal !== null);
  return levels.length === 0 ? null : { low: Math.min(...levels), high: Math.max(...levels) };
}

/**
 * The level of one objective, or of the whole framework (`each`): what the authority states itself, otherwise the
 * minimum over the criteria, unanswered ones with their worst and best step. `null` without criteria and statement.
 */
export function sealOf(
  criteria: readonly SealCriterion[],
  objective: string,
  stated: SealInterval | null = null,
): SealFinding | null {
  if (stated !== null) return { low: stated.low, high: stated.high, decidedBy: [], mode: 'overall' };
  const asked = criteria.filter((criterion) => objective === 'each' || criterion.objective === objective);
  if (asked.length === 0) return null;
  const low = Math.min(...asked.map((criterion) => criterion.low));
  const high = Math.min(...asked.map((criterion) => criterion.high));
  const decidedBy = asked.filter((criterion) => criterion.low === low).map(({ requirement }) => requirement);
  return { low, high, decidedBy: decidedBy.toSorted(), mode: 'minimum' };
}

/** Tests a level against a bound; unknown without a level. */
export function sealMeets(seal: SealInterval | null, op: Comparison, bound: number): Truth {
  return seal === null ? 'unknown' : boundHolds(seal.low - bound, seal.high - bound, op);
}
