import type { Truth } from '../evaluation/decision.ts';
import type { Comparison } from '../language/test.ts';
import type { Scoring } from '../model/regime.ts';

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
  /** `overall`: the authority states one level itself; `minimum`: the lowest of the criteria. */
  readonly mode: 'minimum' | 'overall';
}

/** The level of one criterion from its ladder; `null` if its steps name no level. */
export function criterionSeal(
  _steps: Extract<Scoring, { how: 'steps' }>['steps'],
  _possible: readonly number[] | null,
): SealInterval | null {
  throw new Error('being written');
}

/** The level of one objective (or `each`: of all): the authority's own statement, else the minimum over criteria. */
export function sealOf(
  _criteria: readonly SealCriterion[],
  _objective: string,
  _stated: SealInterval | null = null,
): SealFinding | null {
  throw new Error('being written');
}

/** Tests a level against a bound. */
export function sealMeets(_seal: SealInterval | null, _op: Comparison, _bound: number): Truth {
  throw new Error('being written');
}
