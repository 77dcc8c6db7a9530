import { oneByOne } from './columns/reduction.ts';
import { VERDICTS, type Verdict, type Weights } from '#domain';
import type { PlaneWriter } from './planes/plane-writer.ts';
import { DetailReader, type RowDetails } from './ranking/row-details.ts';
import type { Outcome } from './rules/outcome.ts';
import { Outcomes, type RuleBits } from './rules/features.ts';
import { RulePlanes } from './rules/rule-planes.ts';

/** The verdict of one row from the states of its gates. */
function verdictOfRow(outcomes: readonly Outcome[], { gates }: RowDetails, served: boolean): Verdict {
  if (!served || gates.fail > 0) return 'ineligible';
  if (gates.open > 0) return 'unknown';
  if (gates.curable + gates.unproven > 0)
    return outcomes.some(({ mayApply }) => mayApply) ? 'conditional' : 'unknown';
  return outcomes.some(({ applied }) => applied) ? 'eligible' : 'unregulated';
}

interface Attempt {
  readonly verdict: Verdict;
  readonly details: RowDetails;
}

/** Better first, as decisions choose among the ways to make open choices. */
function compareAttempts(a: Attempt, b: Attempt): number {
  const [left, right] = [a.details, b.details];
  return (
    VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict) ||
    Number(left.claimedAgainst) - Number(right.claimedAgainst) ||
    left.gates.fail - right.gates.fail ||
    left.gates.open - right.gates.open ||
    right.gates.pass - left.gates.pass ||
    right.score.low - left.score.low
  );
}

/** For each row the way of making its open choices that helps most; the first of equals. */
export function bestVariants(
  rows: number,
  variants: readonly (readonly RuleBits[])[],
  weights: Weights,
  isServed: (row: number) => boolean,
): Uint16Array {
  const readers = variants.map((rules) => new DetailReader(weights, rules, null));
  const best = new Uint16Array(rows);
  for (let row = 0; row < rows; row += 1) {
    const served = isServed(row);
    let first: Attempt | null = null;
    variants.forEach((rules, variant) => {
      const [details] = readers[variant]?.read([row]) ?? [];
      if (details === undefined) return;
      const outcomes = rules.map((rule) => rule.outcomeAt(row));
      const attempt = { verdict: verdictOfRow(outcomes, details, served), details };
      if (first !== null && compareAttempts(attempt, first) >= 0) return;
      first = attempt;
      best[row] = variant;
    });
  }
  return best;
}

/** One rule as it comes out with the best variant of each row. */
export function blend(
  writer: PlaneWriter,
  variants: readonly RuleBits[],
  best: Uint16Array,
  unit: number,
): RulePlanes {
  const outcomes = new Outcomes();
  const at = (row: number): number => {
    const bits = variants[best[row] ?? 0];
    if (bits === undefined) throw new RangeError(`There is no variant for row ${row}.`);
    return outcomes.numberOf(bits.outcomeAt(row));
  };
  return new RulePlanes({ column: '', at, writeTo: oneByOne(at), size: () => 2 }, outcomes, writer, unit);
}
