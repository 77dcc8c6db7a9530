import { totalScore, type Decision, type ObjectiveMarks, type ScoreInterval, type Weights } from '#domain';
import { Numbering } from '../columns/reduction.ts';
import type { Outcome } from '../rules/outcome.ts';
import type { RulePlanes } from '../rules/rule-planes.ts';
import { hundredthsOf, type ScoreScale } from './score-scale.ts';

/** What a ranking says about one offering besides its verdict. */
export interface RowDetails {
  readonly gates: Decision['gates'];
  readonly claimedAgainst: boolean;
  readonly registeredGates: number;
  readonly coverage: Decision['coverage'];
  readonly score: ScoreInterval;
}

/** Adds up the outcomes of a row's rules as a decision does. */
export class DetailReader {
  private readonly names = new Numbering();
  private readonly numbers = new WeakMap<Outcome, readonly number[]>();
  private readonly totals = new Map<string, ScoreInterval>();
  /** By statement name: the reading in which it was last needed, and last not known. */
  private needed: number[] = [];
  private unknown: number[] = [];
  private reading = 0;
  private readonly weights: Weights;
  /** What one hundredth of a point weighs by rule, on the common scale. */
  private readonly coefficients: readonly number[];
  private readonly scale: ScoreScale | null;

  constructor(weights: Weights, scale: ScoreScale | null = null, rules: readonly RulePlanes[] = []) {
    this.weights = weights;
    this.scale = scale;
    this.coefficients = rules.map(
      (rule) => scale?.rules.find(({ planes }) => planes === rule)?.coefficient ?? 0,
    );
  }

  /** Reads the outcomes of one row, in the order of the rules. */
  read(outcomes: readonly Outcome[]): RowDetails {
    const gates = { pass: 0, fail: 0, curable: 0, unproven: 0, open: 0 };
    let registeredGates = 0;
    let claimedAgainst = false;
    const coverage = { known: 0, needed: 0 };
    this.reading += 1;
    for (const outcome of outcomes) {
      if (outcome.state !== null) gates[outcome.state] += 1;
      if (outcome.registered) registeredGates += 1;
      if (outcome.against) claimedAgainst = true;
      this.cover(outcome, coverage);
    }
    return { gates, claimedAgainst, registeredGates, coverage, score: this.score(outcomes) };
  }

  /** A statement counts as known only if every rule that needs it knows it well enough. */
  private cover(outcome: Outcome, coverage: { known: number; needed: number }): void {
    const { needed, unknown, reading } = this;
    const numbers = this.numbersOf(outcome);
    for (let index = 0; index < numbers.length; index += 1) {
      const number = numbers[index] ?? 0;
      const isKnown = outcome.needed[index]?.[1] === true;
      if (needed[number] !== reading) {
        needed[number] = reading;
        coverage.needed += 1;
        coverage.known += 1;
      }
      if (!isKnown && unknown[number] !== reading) {
        unknown[number] = reading;
        coverage.known -= 1;
      }
    }
  }

  private numbersOf(outcome: Outcome): readonly number[] {
    let numbers = this.numbers.get(outcome);
    if (numbers === undefined) {
      numbers = outcome.needed.map(([name]) => this.names.of(name));
      this.numbers.set(outcome, numbers);
    }
    return numbers;
  }

  private score(outcomes: readonly Outcome[]): ScoreInterval {
    const { scale, coefficients } = this;
    if (scale === null) {
      return this.total(outcomes.map(({ marks }) => marks).filter((marks) => marks !== null));
    }
    let low = 0;
    let high = 0;
    for (let rule = 0; rule < outcomes.length; rule += 1) {
      const marks = outcomes[rule]?.marks ?? null;
      const coefficient = coefficients[rule] ?? 0;
      if (marks === null || coefficient === 0) continue;
      low += coefficient * marks.low;
      high += coefficient * marks.high;
    }
    return { low: hundredthsOf(scale, low) / 100, high: hundredthsOf(scale, high) / 100 };
  }

  /** Totals repeat: many offerings have the same marks. */
  private total(marks: readonly ObjectiveMarks[]): ScoreInterval {
    let key = '';
    for (const { objective, low, high, usable } of marks) key += `${objective} ${low} ${high} ${usable};`;
    let total = this.totals.get(key);
    if (total === undefined) {
      const { low, high } = totalScore(marks, this.weights);
      total = { low, high };
      this.totals.set(key, total);
    }
    return total;
  }
}
