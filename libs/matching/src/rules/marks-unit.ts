import { hundredths, type Scoring } from '#domain';
import { gcd } from '../ranking/score-scale.ts';

/** The largest number of hundredths of a point of which all marks of a rule are multiples. */
export function unitOf(scoring: Scoring | null): number {
  if (scoring === null || scoring.how === 'linear') return 1;
  const points = scoring.how === 'points' ? [scoring.points] : scoring.steps.map((step) => step.points ?? 0);
  return Math.max(1, points.map(hundredths).reduce(gcd, 0));
}
