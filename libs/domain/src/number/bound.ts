import type { Truth } from '../evaluation/decision.ts';
import type { Comparison } from '../language/test.ts';

/**
 * Tests a value that is only known to lie in a range against a bound. The range is given as differences (or signs)
 * `value - bound`: true when every value passes, false when none does.
 */
export function boundHolds(lowest: number, highest: number, op: Comparison): Truth {
  if (op === 'atLeast') return lowest >= 0 ? 'true' : highest < 0 ? 'false' : 'unknown';
  if (op === 'above') return lowest > 0 ? 'true' : highest <= 0 ? 'false' : 'unknown';
  if (op === 'atMost') return highest <= 0 ? 'true' : lowest > 0 ? 'false' : 'unknown';
  return highest < 0 ? 'true' : lowest >= 0 ? 'false' : 'unknown';
}
