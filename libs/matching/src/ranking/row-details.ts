import {
  totalScore,
  type Decision,
  type GateState,
  type ObjectiveMarks,
  type ScoreInterval,
  type Weights,
} from '#domain';
import { Numbering } from '../columns/reduction.ts';
import type { RuleBits } from '../rules/features.ts';
import { hundredthsOf, type ScoreScale } from './score-scale.ts';

/** What the place of an offering in its class depends on. */
export interface RowStanding {
  readonly claimedAgainst: boolean;
  readonly nothingAgainst: boolean;
  readonly registeredGates: number;
  readonly coverage: Decision['coverage'];
  readonly score: ScoreInterval;
}

/** All that is told of a row; how its gates stand is told to readers only, its place doesn't depend on it. */
export interface RowDetails extends RowStanding {
  readonly gates: Decision['gates'];
}

/** What one outcome adds to the details of a row. */
interface Addition {
  readonly state: GateState | null;
  readonly registered: number;
  readonly against: boolean;
  readonly nothingAgainst: boolean;
  readonly marks: ObjectiveMarks | null;
  /** On the common scale. */
  readonly low: number;
  readonly high: number;
  /** Numbers of statements that are needed, and of those not known well enough. */
  readonly needed: readonly number[];
  readonly unknown: readonly number[];
}

/** Adds up the outcomes of a row's rules as a decision does. */
export class DetailReader {
  private readonly names = new Numbering();
  private readonly totals = new Map<string, ScoreInterval>();
  /** By rule and number of the outcome. */
  private readonly additions: readonly (Addition | undefined)[][];
  /** By statement: the reading in which it was last needed, and last not known. */
  private needed: number[] = [];
  private unknown: number[] = [];
  private reading = 0;
  private readonly weights: Weights;
  private readonly rules: readonly RuleBits[];
  private readonly scale: ScoreScale | null;

  constructor(weights: Weights, rules: readonly RuleBits[], scale: ScoreScale | null) {
    this.weights = weights;
    this.rules = rules;
    this.scale = scale;
    this.additions = rules.map(() => []);
  }

  /**
   * Reads the details of rows. Rule by rule first, then row by row: rows lie far apart in memory, and waiting for one
   * after the other would cost more than all that is done with them.
   */
  read(rows: readonly number[]): RowDetails[] {
    const { rules } = this;
    const ids = new Uint32Array(rules.length * rows.length);
    for (let index = 0; index < rules.length; index += 1) {
      const rule = rules[index];
      if (rule === undefined) continue;
      for (let place = 0; place < rows.length; place += 1)
        ids[place * rules.length + index] = rule.idAt(rows[place] ?? 0);
    }
    return rows.map((_, place) => this.sum(ids, place * rules.length));
  }

  /** Adds up the outcomes of one row, whose numbers begin at a place. */
  private sum(ids: Uint32Array, first: number): RowDetails {
    const { rules, additions } = this;
    const gates = { pass: 0, fail: 0, curable: 0, unproven: 0, open: 0 };
    const marks: ObjectiveMarks[] = [];
    let registeredGates = 0;
    let claimedAgainst = false;
    let nothingAgainst = true;
    let low = 0;
    let high = 0;
    let needed = 0;
    let unknown = 0;
    this.reading += 1;
    for (let index = 0; index < rules.length; index += 1) {
      const id = ids[first + index] ?? 0;
      const addition = additions[index]?.[id] ?? this.learn(index, id);
      if (addition.state !== null) gates[addition.state] += 1;
      registeredGates += addition.registered;
      if (addition.against) claimedAgainst = true;
      if (!addition.nothingAgainst) nothingAgainst = false;
      if (addition.marks !== null && this.scale === null) marks.push(addition.marks);
      low += addition.low;
      high += addition.high;
      needed += this.mark(this.needed, addition.needed);
      unknown += this.mark(this.unknown, addition.unknown);
    }
    const { scale } = this;
    const score =
      scale === null
        ? this.total(marks)
        : { low: hundredthsOf(scale, low) / 100, high: hundredthsOf(scale, high) / 100 };
    const coverage = { known: needed - unknown, needed };
    return { gates, claimedAgainst, nothingAgainst, registeredGates, coverage, score };
  }

  /** Counts the statements that come for the first time in this reading. */
  private mark(seen: number[], statements: readonly number[]): number {
    let fresh = 0;
    for (let index = 0; index < statements.length; index += 1) {
      const statement = statements[index] ?? 0;
      if (seen[statement] === this.reading) continue;
      seen[statement] = this.reading;
      fresh += 1;
    }
    return fresh;
  }

  private learn(index: number, id: number): Addition {
    const rule = this.rules[index];
    const outcome = rule?.outcomes.list[id];
    if (rule === undefined || outcome === undefined) throw new RangeError(`There is no outcome ${id}.`);
    const coefficient = this.scale?.rules.find(({ bits }) => bits === rule)?.coefficient ?? 0;
    const { state, registered, against, nothingAgainst, marks } = outcome;
    const numbers = outcome.needed.map(([name, known]) => ({ number: this.names.of(name), known }));
    const addition: Addition = {
      state,
      registered: registered ? 1 : 0,
      against,
      nothingAgainst,
      marks,
      low: coefficient * (marks?.low ?? 0),
      high: coefficient * (marks?.high ?? 0),
      needed: numbers.map(({ number }) => number),
      unknown: numbers.filter(({ known }) => !known).map(({ number }) => number),
    };
    const additions = this.additions[index];
    if (additions !== undefined) additions[id] = addition;
    return addition;
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
