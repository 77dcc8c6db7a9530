import { VERDICTS, type UnknownsPolicy } from '#domain';
import type { Plane } from '../planes/plane.ts';
import { ProgramWriter, type Value } from '../planes/program.ts';
import type { Selection } from '../planes/selection.ts';
import { verdictValues, type VerdictSources } from './verdict-program.ts';

/** Sums over rows as a program adds them up, least slice first. */
export type Summed = (writer: ProgramWriter) => readonly (Value | null)[];

/** What the first rows of an order are found by. */
export interface FirstSources {
  readonly verdicts: VerdictSources;
  readonly policy: UnknownsPolicy;
  /** Totals of marks, at each end. */
  readonly low: Summed;
  readonly high: Summed;
  /** Statements needed, and those not known well enough. */
  readonly needed: Summed;
  readonly unknown: Summed;
  readonly registered: Summed;
  /** Where verdicts are written. */
  readonly targets: readonly Plane[];
}

/** The place in an order down to which rows are asked for: whoever stands there or before it is found. */
export interface Bound {
  /** Place in `VERDICTS` as the policy orders them; never that of unknown verdicts. */
  readonly verdictClass: number;
  /** The vendor's own word speaks against it. */
  readonly against: boolean;
  /** In hundredths. */
  readonly score: number;
  /** Totals from which rows stand at this place, and from which before it. */
  readonly sum: number;
  readonly better: number;
  readonly unknown: number;
  readonly needed: number;
  readonly registered: number;
}

const SUMS = ['low', 'high', 'needed', 'unknown', 'registered'] as const;
type SumName = (typeof SUMS)[number];

/** What is read of each row found, in this order, one slice each. */
export interface RowLayout {
  readonly verdicts: number;
  /** Doubtful, the vendor's own word against it, anybody's statement against it. */
  readonly flags: 3;
  /** Slices of each sum. */
  readonly sums: Readonly<Record<SumName, number>>;
}

/** A selection of the first rows, with how to set its bound and read what it found. */
export interface FirstProgram {
  readonly selection: Selection;
  readonly layout: RowLayout;
  readonly setBound: (bound: Bound) => void;
}

/** Gives out parameters one by one; a bit that is set fills a whole vector. */
class ParameterRoom {
  readonly taken: Plane[] = [];
  private readonly free: readonly Plane[];

  constructor(free: readonly Plane[]) {
    this.free = free;
  }

  take(): Plane {
    const plane = this.free[this.taken.length];
    if (plane === undefined) throw new RangeError('There are too few parameters for so many slices');
    this.taken.push(plane);
    return plane;
  }
}

function put(parameter: Plane | undefined, bit: boolean): void {
  parameter?.fill(bit ? 0xffff_ffff : 0);
}

/** Comparison of a sum with a number that is set later. */
interface Comparison {
  readonly value: Value;
  readonly set: (least: number) => void;
}

/** Finds rows whose sum is at least a number, from the least slice on: the last slices that differ decide. */
function atLeast(writer: ProgramWriter, room: ParameterRoom, slices: readonly (Value | null)[]): Comparison {
  // One bit more than there are slices, for numbers that no sum reaches. Parameters hold bits turned round.
  const clear = Array.from({ length: slices.length + 1 }, () => room.take());
  let value: Value | null = null;
  clear.forEach((plane, place) => {
    const isClear = writer.load(plane);
    const slice = slices[place] ?? null;
    if (value === null) value = slice === null ? isClear : writer.join('or', slice, isClear);
    else if (slice === null) value = writer.join('and', value, isClear);
    else {
      // The majority of the three.
      const either = writer.join('or', slice, value);
      value = writer.join('or', writer.join('and', slice, value), writer.join('and', isClear, either));
    }
  });
  return {
    value: value ?? 0,
    set: (least) => {
      const reachable = Math.min(least, 2 ** slices.length);
      clear.forEach((plane, place) => put(plane, Math.floor(reachable / 2 ** place) % 2 === 0));
    },
  };
}

/**
 * Writes the program that finds the first rows of an order, down to a bound: verdicts and totals are compared for all
 * rows, coverage and registered gates only where a row may stand at the bound or before it.
 */
export function firstProgram(sources: FirstSources, parameters: readonly Plane[]): FirstProgram {
  const writer = new ProgramWriter();
  const room = new ParameterRoom(parameters);
  const { verdicts, doubtful, nobody, any } = verdictValues(writer, sources.verdicts);
  const and = (left: Value, right: Value): Value => writer.join('and', left, right);
  const or = (left: Value, right: Value): Value => writer.join('or', left, right);
  const andNot = (left: Value, right: Value): Value => writer.join('andNot', left, right);
  const against = any(sources.verdicts.against);
  const classes = sources.policy === 'strict' ? strictly(writer, verdicts, doubtful) : verdicts;
  // Classes before the bound, and that of the bound.
  const before = classes.map(() => room.take());
  const own = classes.map(() => room.take());
  const isAgainst = room.take();
  const joined = (masks: readonly Plane[]): Value =>
    classes.reduce((all, rows, place) => or(all, and(rows, writer.load(masks[place] ?? isAgainst))), nobody);
  const ownClass = joined(own);
  const ahead = or(joined(before), and(andNot(ownClass, against), writer.load(isAgainst)));
  const level = andNot(ownClass, writer.join('xor', against, writer.load(isAgainst)));
  const sums = {
    low: sources.low(writer),
    high: sources.high(writer),
    needed: sources.needed(writer),
    unknown: sources.unknown(writer),
    registered: sources.registered(writer),
  };
  const ordered = sources.policy === 'tolerant' ? sums.high : sums.low;
  const sum = atLeast(writer, room, ordered);
  const better = atLeast(writer, room, ordered);
  const unknown = atLeast(writer, room, sums.unknown);
  const moreUnknown = atLeast(writer, room, sums.unknown);
  const needed = atLeast(writer, room, sums.needed);
  const moreNeeded = atLeast(writer, room, sums.needed);
  const registered = atLeast(writer, room, sums.registered);
  const scored = or(ahead, and(level, sum.value));
  const sure = or(ahead, and(level, better.value));
  const covered = or(sure, andNot(scored, moreUnknown.value));
  const known = or(sure, andNot(covered, unknown.value));
  const rest = and(covered, or(moreNeeded.value, and(needed.value, registered.value)));
  const found = or(known, rest);
  const flags = [doubtful, against, any(sources.verdicts.spoken)];
  verdicts.forEach((value, verdict) => {
    const plane = sources.targets[verdict];
    if (plane !== undefined) writer.write(value, plane);
    writer.count(value);
  });
  const selection: Selection = {
    ...writer.finish(),
    parameters: room.taken,
    conditions: [scored, covered, found],
    values: [...verdicts, ...flags, ...SUMS.flatMap((name) => sums[name].map((slice) => slice ?? nobody))],
  };
  return {
    selection,
    layout: {
      verdicts: verdicts.length,
      flags: 3,
      sums: {
        low: sums.low.length,
        high: sums.high.length,
        needed: sums.needed.length,
        unknown: sums.unknown.length,
        registered: sums.registered.length,
      },
    },
    setBound: (bound) => {
      before.forEach((plane, place) => put(plane, place < bound.verdictClass));
      own.forEach((plane, place) => put(plane, place === bound.verdictClass));
      put(isAgainst, bound.against);
      sum.set(bound.sum);
      better.set(bound.better);
      unknown.set(bound.unknown);
      moreUnknown.set(bound.unknown + 1);
      // Where nothing is unknown, it doesn't matter how much is needed.
      needed.set(bound.unknown === 0 ? 0 : bound.needed);
      moreNeeded.set(bound.unknown === 0 ? 2 ** sums.needed.length : bound.needed + 1);
      registered.set(bound.registered);
    },
  };
}

/** Doubtful rows among those that fail. */
function strictly(writer: ProgramWriter, verdicts: readonly Value[], doubtful: Value): readonly Value[] {
  const failed = VERDICTS.length - 1;
  const doubted = verdicts
    .slice(0, failed)
    .reduce(
      (all, value) => writer.join('or', all, writer.join('and', value, doubtful)),
      verdicts[failed] ?? 0,
    );
  return [...verdicts.slice(0, failed).map((value) => writer.join('andNot', value, doubtful)), doubted];
}
