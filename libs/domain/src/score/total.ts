import type { Score } from '../evaluation/decision.ts';
import type { Marks } from './criterion.ts';
import type { Weights } from './weights.ts';

/** The objective of marks that are listed outside the total. */
export const OUTSIDE_TOTAL = 'none';

/** The marks of one scored requirement under its objective. */
export interface ObjectiveMarks extends Marks {
  readonly objective: string;
}

/** Adds up criteria into objectives and the weighted total 0…100; displayed parts sum exactly to the total. */
export function totalScore(_marks: readonly ObjectiveMarks[], _weights: Weights): Score {
  throw new Error('being written');
}
