import { compareInClass, compareInRun, runsOf, VERDICTS, type OrderKey, type UnknownsPolicy } from '#domain';
import { countBits, rowsOf, type Plane } from '../planes/plane.ts';
import { addUp, nthLargest, rowsFrom, type Addend } from './best-sums.ts';
import { firstCovered, type NeededStatement } from './best-covered.ts';
import type { RowDetails } from './row-details.ts';
import { hundredthsOf, leastSum, type ScoreScale } from './score-scale.ts';

/** A row at its place, as the domain's ranking would put its decision. */
export interface PlacedRow {
  readonly row: number;
  readonly details: RowDetails;
  readonly run: number;
  readonly notComparable: boolean;
}

/** What the order is made from. */
export interface OrderSources {
  readonly market: string;
  readonly policy: UnknownsPolicy;
  /** Rows by class of verdict as the policy places them, best first. */
  readonly classes: readonly Plane[];
  readonly against: Plane;
  readonly offering: (row: number) => string;
  readonly details: (row: number) => RowDetails;
  /** Rows looked at beyond those asked for, so that the last run is mostly complete at once. */
  readonly lookahead: number;
  readonly statements: readonly NeededStatement[];
  /** Gates passed on registered statements. */
  readonly registered: readonly Addend[];
  /** Integer totals, where there are any; both ends of the score in the same scale. */
  readonly scale: { readonly of: ScoreScale; readonly addends: readonly Addend[] } | null;
}

interface Keyed {
  readonly row: number;
  readonly details: RowDetails;
  readonly key: OrderKey;
}

/** Rows of one class of the order that aren't all placed yet. */
interface WaitingClass {
  readonly plane: Plane;
  readonly verdictClass: number;
  readonly count: number;
}

const UNKNOWN_CLASS = VERDICTS.indexOf('unknown');

/** Puts rows in order from the best one on, as far as asked for. */
export class RowOrder {
  private readonly sources: OrderSources;
  private readonly placed: PlacedRow[] = [];
  private readonly waiting: WaitingClass[] = [];
  private runs = 0;
  /** Rows of the first waiting class that are placed already. */
  private done = 0;

  constructor(sources: OrderSources) {
    this.sources = sources;
    sources.classes.forEach((plane, verdictClass) => {
      const clear = plane.map((bits, word) => bits & ~(sources.against[word] ?? 0));
      const against = plane.map((bits, word) => bits & (sources.against[word] ?? 0));
      for (const half of [clear, against]) {
        const count = countBits(half);
        if (count > 0) this.waiting.push({ plane: half, verdictClass, count });
      }
    });
  }

  /** The rows from one place to another (from 0, the end not included). */
  rows(from: number, to: number): readonly PlacedRow[] {
    while (this.placed.length < to && this.waiting.length > 0) this.place(to - this.placed.length);
    return this.placed.slice(from, to);
  }

  /** Places at least one more run of the first waiting class, looking at ever more rows until it is complete. */
  private place(wanted: number): void {
    const [first] = this.waiting;
    if (first === undefined) return;
    for (let target = this.done + wanted + this.sources.lookahead; ; target *= 4) {
      const rows = this.bestRows(first, target);
      const complete = rows.length === first.count;
      const sorted = rows
        .map((row) => this.keyed(row, first.verdictClass))
        .toSorted((a, b) => compareInClass(a.key, b.key));
      const runs = runsOf(sorted, ({ key }) => key);
      // The last run may go on among the rows not looked at.
      const closed = complete ? runs : runs.slice(0, -1);
      const before = this.done;
      let seen = 0;
      for (const run of closed) {
        seen += run.length;
        if (seen > before) this.append(run);
      }
      if (complete) {
        this.waiting.shift();
        this.done = 0;
      }
      if (complete || this.done > before) return;
    }
  }

  /** The best rows of a class, at least so many; all of them where only the whole class can be put in order. */
  private bestRows({ plane, verdictClass, count }: WaitingClass, target: number): readonly number[] {
    const { scale } = this.sources;
    // Among unknown verdicts coverage goes before the score.
    if (scale === null || verdictClass === UNKNOWN_CLASS || target * 2 >= count) return rowsOf(plane);
    const slices = addUp(scale.addends, plane);
    const hundredths = hundredthsOf(scale.of, nthLargest(slices, plane, target));
    const from = (points: number): Plane => rowsFrom(slices, plane, leastSum(scale.of, points));
    const candidates = from(hundredths);
    if (countBits(candidates) <= 2 * target) return rowsOf(candidates);
    const better = from(hundredths + 1);
    const tied = candidates.map((bits, word) => bits & ~(better[word] ?? 0));
    const { statements, registered } = this.sources;
    const left = target - countBits(better);
    return [...rowsOf(better), ...firstCovered(statements, registered, tied, left)];
  }

  private append(run: readonly Keyed[]): void {
    this.runs += 1;
    for (const { row, details } of run.toSorted((a, b) => compareInRun(a.key, b.key))) {
      this.placed.push({ row, details, run: this.runs, notComparable: run.length > 1 });
    }
    this.done += run.length;
  }

  private keyed(row: number, verdictClass: number): Keyed {
    const details = this.sources.details(row);
    const { score, claimedAgainst, coverage, registeredGates } = details;
    const key: OrderKey = {
      verdictClass,
      claimedAgainst,
      score: this.sources.policy === 'tolerant' ? score.high : score.low,
      interval: score,
      coverage,
      registeredGates,
      offering: this.sources.offering(row),
      market: this.sources.market,
    };
    return { row, details, key };
  }
}
