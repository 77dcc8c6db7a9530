import type { Formula } from '../planes/formula.ts';
import type { Outcome } from './outcome.ts';

/** Lists the features of an outcome that verdicts and totals are made of; each becomes a plane. */
export function featuresOf(
  { state, applied, mayApply, against, nothingAgainst, registered, marks, needed }: Outcome,
  unit: number,
): readonly string[] {
  const features: string[] = [];
  if (state !== null && state !== 'pass') features.push(state);
  if (applied) features.push('applied');
  // Where it applies it may, so that only the difference needs a plane.
  if (mayApply && !applied) features.push('mayApply');
  if (against) features.push('against');
  if (!nothingAgainst) features.push('spoken');
  if (registered) features.push('registered');
  for (const [name, known] of needed) {
    features.push(`needed ${name}`);
    if (!known) features.push(`unknown ${name}`);
  }
  if (marks === null) return features;
  features.push('marked');
  for (const end of ['low', 'high'] as const) {
    for (let bit = 0, rest = marks[end] / unit; rest > 0; bit += 1, rest = Math.floor(rest / 2)) {
      if (rest % 2 === 1) features.push(`${end} ${bit}`);
    }
  }
  return features;
}

/** Distinct outcomes of one rule, numbered. */
export class Outcomes {
  readonly list: Outcome[] = [];
  private readonly numbers = new Map<string, number>();
  private readonly seen = new WeakMap<Outcome, number>();

  numberOf(outcome: Outcome): number {
    const before = this.seen.get(outcome);
    if (before !== undefined) return before;
    const number = this.numbered(outcome);
    this.seen.set(outcome, number);
    return number;
  }

  private numbered(outcome: Outcome): number {
    const key = JSON.stringify(outcome);
    let number = this.numbers.get(key);
    if (number === undefined) {
      number = this.list.length;
      this.numbers.set(key, number);
      this.list.push(outcome);
    }
    return number;
  }
}

/** The version of what isn't kept up to date any more. */
export const RETIRED = -1;

/** What one rule comes to for all rows: its outcome for each, and which rows have each feature of outcomes. */
export interface RuleBits {
  readonly outcomes: Outcomes;
  /** Hundredths of a point in which all marks are whole numbers. */
  readonly unit: number;
  /** Differs from before when what was planned with its formulas no longer holds. */
  readonly version: number;
  /** The features that any row has, or had. */
  features(): Iterable<string>;
  /** Which rows have a feature; `null`: none. */
  formula(feature: string): Formula | null;
  /** The number of the outcome of a row. */
  idAt(row: number): number;
  /** The outcome of the rule for a row. */
  outcomeAt(row: number): Outcome;
  /** Has everything that was planned with it planned anew, since it isn't kept up to date any more. */
  retire(): void;
}
