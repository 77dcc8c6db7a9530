import {
  compareInClass,
  compareInRun,
  runsOf,
  VERDICTS,
  type OrderKey,
  type UnknownsPolicy,
  type Verdict,
} from '#domain';
import type { Plane } from '../planes/plane.ts';
import {
  listOf,
  nthLargest,
  rowSet,
  sizeOf,
  withAtLeast,
  without,
  type RowSet,
  type Slices,
} from './best-sums.ts';
import { firstCovered, type CoverageSlices } from './best-covered.ts';
import type { RowDetails, RowStanding } from './row-details.ts';
import { hundredthsOf, leastSum, type ScoreScale } from './score-scale.ts';

/** A row at its place, as the domain's ranking would put its decision. */
export interface PlacedRow {
  readonly row: number;
  readonly verdict: Verdict;
  /** Place in `VERDICTS` as the policy orders it. */
  readonly verdictClass: number;
  readonly standing: RowStanding;
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
  readonly spoken: Plane;
  readonly verdict: (row: number) => Verdict;
  readonly offering: (row: number) => string;
  readonly details: (rows: readonly number[]) => readonly RowDetails[];
  /** Rows looked at beyond those asked for, so that the last run is mostly complete at once. */
  readonly lookahead: number;
  readonly coverage: () => CoverageSlices;
  /** Gates passed on registered statements. */
  readonly registered: () => Slices;
  /** Integer totals, where there are any; `sums` count in so many of the scale's units. */
  readonly scale: { readonly of: ScoreScale; readonly unit: number; readonly sums: () => Slices } | null;
}

interface Keyed {
  readonly row: number;
  readonly details: RowDetails;
  readonly key: OrderKey;
}

/** Rows of one class of the order that aren't all placed yet. */
interface OpenClass {
  readonly set: RowSet;
  readonly verdictClass: number;
  readonly count: number;
}

const UNKNOWN_CLASS = VERDICTS.indexOf('unknown');
/** What speaks against rows of one verdict, in the order in which they are placed. */
const STANDINGS = ['nothing', 'statement', 'own word'] as const;
type Standing = (typeof STANDINGS)[number];
const NO_ROWS: Plane = new Uint32Array(0);

/** Puts rows in order from the best one on, as far as asked for. */
export class RowOrder {
  private readonly sources: OrderSources;
  private readonly placed: PlacedRow[] = [];
  private runs = 0;
  /** Classes that have been begun, by what speaks against their rows. */
  private begun = 0;
  private open: OpenClass | null = null;
  /** Rows of the open class that are placed already. */
  private done = 0;

  constructor(sources: OrderSources) {
    this.sources = sources;
  }

  /** Goes on with the next class that has rows; `null` after the last. */
  private nextClass(): OpenClass | null {
    const { classes } = this.sources;
    while (this.open === null && this.begun < STANDINGS.length * classes.length) {
      const verdictClass = Math.floor(this.begun / STANDINGS.length);
      const set = this.standing(
        classes[verdictClass],
        verdictClass,
        STANDINGS[this.begun % STANDINGS.length],
      );
      const count = sizeOf(set);
      this.begun += 1;
      this.done = 0;
      if (count > 0) this.open = { set, verdictClass, count };
    }
    return this.open;
  }

  /** The rows of a verdict that nothing, somebody's statement or the vendor's own word speaks against. */
  private standing(rows: Plane | undefined, verdictClass: number, standing: Standing | undefined): RowSet {
    const { against, spoken } = this.sources;
    const all = rows ?? NO_ROWS;
    // Only among unknown verdicts is it asked who else speaks against.
    const isAsked = verdictClass === UNKNOWN_CLASS;
    if (standing === 'own word') return rowSet(all, [against], []);
    if (standing === 'statement') return isAsked ? rowSet(all, [spoken], [against]) : rowSet(NO_ROWS, [], []);
    return rowSet(all, [], isAsked ? [against, spoken] : [against]);
  }

  /** The rows from one place to another (from 0, the end not included). */
  rows(from: number, to: number): readonly PlacedRow[] {
    while (this.placed.length < to) {
      const next = this.nextClass();
      if (next === null) break;
      this.place(next, to - this.placed.length);
    }
    return this.placed.slice(from, to);
  }

  /** Places at least one more run of a class, looking at ever more rows until it is complete. */
  private place(first: OpenClass, wanted: number): void {
    for (let target = this.done + wanted + this.sources.lookahead; ; target *= 4) {
      const rows = this.bestRows(first, target);
      const complete = rows.length === first.count;
      const sorted = this.keyed(rows, first.verdictClass).toSorted((a, b) => compareInClass(a.key, b.key));
      const runs = runsOf(sorted, ({ key }) => key);
      // The last run may go on among the rows not looked at.
      const closed = complete ? runs : runs.slice(0, -1);
      const before = this.done;
      let seen = 0;
      for (const run of closed) {
        seen += run.length;
        if (seen > before) this.append(run);
      }
      if (complete) this.open = null;
      if (complete || this.done > before) return;
    }
  }

  /** The best rows of a class, at least so many; all of them where only the whole class can be put in order. */
  private bestRows({ set, verdictClass, count }: OpenClass, target: number): readonly number[] {
    const { scale, coverage, registered } = this.sources;
    // Among unknown verdicts coverage goes before the score.
    if (scale === null || verdictClass === UNKNOWN_CLASS || target * 2 >= count) return listOf(set);
    const { of, unit } = scale;
    const slices = scale.sums();
    const hundredths = hundredthsOf(of, unit * nthLargest(slices, set, target));
    const from = (points: number): RowSet => withAtLeast(slices, set, Math.ceil(leastSum(of, points) / unit));
    const candidates = from(hundredths);
    if (sizeOf(candidates) <= 2 * target) return listOf(candidates);
    const better = from(hundredths + 1);
    const sure = listOf(better);
    const tied = without(candidates, better);
    return [...sure, ...firstCovered(coverage(), registered, tied, target - sure.length)];
  }

  private append(run: readonly Keyed[]): void {
    this.runs += 1;
    for (const { row, details, key } of run.toSorted((a, b) => compareInRun(a.key, b.key))) {
      this.placed.push({
        row,
        verdict: this.sources.verdict(row),
        verdictClass: key.verdictClass,
        standing: details,
        run: this.runs,
        notComparable: run.length > 1,
      });
    }
    this.done += run.length;
  }

  private keyed(rows: readonly number[], verdictClass: number): Keyed[] {
    const { policy, market, offering } = this.sources;
    return this.sources.details(rows).map((details, place) => {
      const row = rows[place] ?? 0;
      const { score, claimedAgainst, nothingAgainst, coverage, registeredGates } = details;
      const key: OrderKey = {
        verdictClass,
        claimedAgainst,
        nothingAgainst,
        score: policy === 'tolerant' ? score.high : score.low,
        interval: score,
        coverage,
        registeredGates,
        offering: offering(row),
        market,
      };
      return { row, details, key };
    });
  }
}
