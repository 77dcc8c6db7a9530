import {
  compareInRun,
  runsOf,
  VERDICTS,
  type OrderKey,
  type ScoreInterval,
  type UnknownsPolicy,
  type Verdict,
} from '#domain';
import { recordWords, type Found, type Select } from '../planes/selection.ts';
import type { Selector } from '../planes/selector.ts';
import { VECTOR_WORDS } from '../planes/vectors.ts';
import { firstProgram, type Bound, type FirstProgram, type FirstSources } from './first-program.ts';
import type { PlacedRow } from './order.ts';
import { countsOf } from './verdict-program.ts';
import { hundredthsOf, leastSum, type ScoreScale } from './score-scale.ts';

/** What the first rows are worked out from besides the program. */
export interface FirstRowsOptions {
  readonly market: string;
  readonly policy: UnknownsPolicy;
  readonly scale: ScoreScale;
  /** Sums count in so many of the scale's units. */
  readonly unit: number;
  /** The most statements that any row needs. */
  readonly mostNeeded: number;
  readonly lookahead: number;
  readonly offering: (row: number) => string;
}

/** The first rows of an order, and how many rows have each verdict. */
export interface FirstAnswer {
  readonly rows: readonly PlacedRow[];
  readonly counts: Readonly<Record<Verdict, number>>;
}

/** Says whether an answer has so many rows, or all there are. */
export function reaches({ rows, counts }: FirstAnswer, wanted: number): boolean {
  return (
    rows.length >= wanted || rows.length === Object.values(counts).reduce((sum, count) => sum + count, 0)
  );
}

/** A row with what its place depends on. */
interface FoundRow {
  readonly row: number;
  readonly verdict: number;
  /** As the policy places it. */
  readonly verdictClass: number;
  readonly against: boolean;
  readonly spoken: boolean;
  readonly low: number;
  readonly high: number;
  /** The end that the policy looks at; all in hundredths. */
  readonly score: number;
  readonly needed: number;
  readonly unknown: number;
  readonly share: number;
  readonly registered: number;
}

/** Pages that end further down are taken from an order of all rows. */
export const DEEPEST = 512;
/** The program is worth being written for a question that is asked again. */
const ASKED_OFTEN = 1;
const UNKNOWN_CLASS = VERDICTS.indexOf('unknown');

/**
 * Finds the first rows of a question that was asked before in one pass over the planes: whoever stands at the place that
 * the last row asked for had then, or before it. If fewer do by now, the order has to be made from all rows.
 */
export class FirstRows {
  private readonly options: FirstRowsOptions;
  private readonly sources: FirstSources;
  private readonly selector: Selector;
  private program: (FirstProgram & { readonly select: Select }) | null = null;
  private bound: Bound | null = null;
  private asked = 0;

  constructor(options: FirstRowsOptions, sources: FirstSources, selector: Selector) {
    this.options = options;
    this.sources = sources;
    this.selector = selector;
  }

  /** Finds at least so many first rows, or all there are; `null` where the bound doesn't let enough rows in. */
  find(wanted: number): FirstAnswer | null {
    const { bound } = this;
    this.asked += 1;
    if (bound === null || this.asked <= ASKED_OFTEN || wanted > DEEPEST) return null;
    const { select, selection, setBound, layout } = (this.program ??= this.prepare());
    setBound(bound);
    const found = select();
    const words = recordWords(selection);
    if ((found.vectors + 1) * words > found.records.length) return null;
    const rows = readRows(found, words, layout, this.options).toSorted(compareRows);
    const isBefore = beforeBound(bound, this.options);
    let sure = 0;
    for (; sure < rows.length; sure += 1) {
      const row = rows[sure];
      if (row === undefined || !isBefore(row)) break;
    }
    const total = found.counts.reduce((sum, count) => sum + count, 0);
    const placed = this.placed(rows.slice(0, sure), sure === total);
    if (placed.length < Math.min(wanted, total)) return null;
    this.tighten(rows.slice(0, sure), wanted);
    return { rows: placed, counts: countsOf(found.counts) };
  }

  /** Takes the place of the last row of an answer, and some rows beyond, as the bound of the next. */
  learn(placed: readonly PlacedRow[], wanted: number): void {
    this.bound = null;
    const rows = placed
      .slice(0, wanted + this.options.lookahead)
      .map((one) => foundRow(one, this.options.policy))
      .toSorted(compareRows);
    this.tighten(rows, wanted);
  }

  private tighten(rows: readonly FoundRow[], wanted: number): void {
    const { scale, unit, lookahead } = this.options;
    const last = rows[Math.min(rows.length, wanted + lookahead) - 1];
    // Among unknown verdicts coverage goes before the score.
    if (last === undefined || last.verdictClass === UNKNOWN_CLASS) return;
    this.bound = {
      verdictClass: last.verdictClass,
      against: last.against,
      score: last.score,
      sum: Math.ceil(leastSum(scale, last.score) / unit),
      better: Math.ceil(leastSum(scale, last.score + 1) / unit),
      unknown: last.unknown,
      needed: last.unknown === 0 ? 0 : last.needed,
      registered: last.registered,
    };
  }

  private prepare(): FirstProgram & { readonly select: Select } {
    const program = firstProgram(this.sources, this.selector.parameters);
    return { ...program, select: this.selector.prepare(program.selection) };
  }

  /** Puts rows in runs; the last run may go on among rows that weren't found. */
  private placed(rows: readonly FoundRow[], complete: boolean): readonly PlacedRow[] {
    const keyed = rows.map((row) => ({ row, key: this.keyOf(row) }));
    const runs = runsOf(keyed, ({ key }) => key);
    return (complete ? runs : runs.slice(0, -1)).flatMap((members, index) => {
      const run = members.length === 1 ? members : members.toSorted((a, b) => compareInRun(a.key, b.key));
      return run.map(({ row, key }): PlacedRow => ({
        row: row.row,
        verdict: VERDICTS[row.verdict] ?? 'ineligible',
        verdictClass: row.verdictClass,
        standing: {
          claimedAgainst: row.against,
          nothingAgainst: !row.spoken,
          registeredGates: row.registered,
          coverage: key.coverage,
          score: key.interval,
        },
        run: index + 1,
        notComparable: members.length > 1,
      }));
    });
  }

  private keyOf(row: FoundRow): OrderKey {
    const interval: ScoreInterval = { low: row.low / 100, high: row.high / 100 };
    return {
      verdictClass: row.verdictClass,
      claimedAgainst: row.against,
      nothingAgainst: !row.spoken,
      score: this.options.policy === 'tolerant' ? interval.high : interval.low,
      interval,
      coverage: { known: row.needed - row.unknown, needed: row.needed },
      registeredGates: row.registered,
      offering: this.options.offering(row.row),
      market: this.options.market,
    };
  }
}

/** Small counts whose shares are equal give the same number. */
function shareOf(unknown: number, needed: number): number {
  return needed === 0 ? 1 : (needed - unknown) / needed;
}

function foundRow({ row, verdict, verdictClass, standing }: PlacedRow, policy: UnknownsPolicy): FoundRow {
  const { score, coverage } = standing;
  const [low, high] = [Math.round(score.low * 100), Math.round(score.high * 100)];
  const unknown = coverage.needed - coverage.known;
  return {
    row,
    verdict: VERDICTS.indexOf(verdict),
    verdictClass,
    against: standing.claimedAgainst,
    spoken: !standing.nothingAgainst,
    low,
    high,
    score: policy === 'tolerant' ? high : low,
    needed: coverage.needed,
    unknown,
    share: shareOf(unknown, coverage.needed),
    registered: standing.registeredGates,
  };
}

/** The order of the domain before runs are looked at; rows lie in the order of their ids. */
function compareRows(a: FoundRow, b: FoundRow): number {
  const byClass = a.verdictClass - b.verdictClass || Number(a.against) - Number(b.against);
  if (byClass !== 0) return byClass;
  const last = b.registered - a.registered || a.row - b.row;
  if (a.verdictClass !== UNKNOWN_CLASS) return b.score - a.score || b.share - a.share || last;
  return Number(a.spoken) - Number(b.spoken) || b.share - a.share || b.score - a.score || last;
}

/** Says of rows found whether they stand before all rows that weren't found. */
function beforeBound(bound: Bound, { mostNeeded }: FirstRowsOptions): (row: FoundRow) => boolean {
  const own = shareOf(bound.unknown, bound.needed);
  // What wasn't found at the same score knows less than the bound, or has more unknown and can't have a higher share.
  const others = mostNeeded > bound.unknown ? shareOf(bound.unknown + 1, mostNeeded) : -1;
  return (row) => {
    const byClass =
      row.verdictClass - bound.verdictClass ||
      Number(row.against) - Number(bound.against) ||
      bound.score - row.score;
    if (byClass !== 0) return byClass < 0;
    if (row.share <= others) return false;
    return row.share > own || (row.share === own && row.registered >= bound.registered);
  };
}

/** Reads the slices of one row after the other, from a record on. */
class SliceReader {
  private readonly records: Uint32Array;
  private at = 0;
  private bit = 0;

  constructor(records: Uint32Array) {
    this.records = records;
  }

  begin(at: number, bit: number): void {
    this.at = at;
    this.bit = bit;
  }

  next(slices: number): number {
    let value = 0;
    // Doubled rather than shifted: totals may have more than 31 bits.
    for (let slice = 0, weight = 1; slice < slices; slice += 1, weight += weight) {
      if ((((this.records[this.at] ?? 0) >>> this.bit) & 1) === 1) value += weight;
      this.at += VECTOR_WORDS;
    }
    return value;
  }
}

/** Reads the rows of all records. */
function readRows(
  { records, vectors }: Found,
  words: number,
  { verdicts, flags, sums }: FirstProgram['layout'],
  { scale, unit, policy }: FirstRowsOptions,
): FoundRow[] {
  const rows: FoundRow[] = [];
  const reader = new SliceReader(records);
  for (let vector = 0; vector < vectors; vector += 1) {
    const base = vector * words;
    const first = (records[base] ?? 0) * 8;
    for (let word = 0; word < VECTOR_WORDS; word += 1) {
      let rest = records[base + VECTOR_WORDS + word] ?? 0;
      while (rest !== 0) {
        const bit = 31 - Math.clz32(rest & -rest);
        rest &= rest - 1;
        reader.begin(base + 2 * VECTOR_WORDS + word, bit);
        // One bit of them is set.
        const verdict = 31 - Math.clz32(reader.next(verdicts));
        const flagged = reader.next(flags);
        const low = hundredthsOf(scale, unit * reader.next(sums.low));
        const high = hundredthsOf(scale, unit * reader.next(sums.high));
        const needed = reader.next(sums.needed);
        const unknown = reader.next(sums.unknown);
        rows.push({
          row: first + word * 32 + bit,
          verdict,
          verdictClass: policy === 'strict' && (flagged & 1) === 1 ? VERDICTS.length - 1 : verdict,
          against: (flagged & 2) !== 0,
          spoken: (flagged & 4) !== 0,
          low,
          high,
          score: policy === 'tolerant' ? high : low,
          needed,
          unknown,
          share: shareOf(unknown, needed),
          registered: reader.next(sums.registered),
        });
      }
    }
  }
  return rows;
}
