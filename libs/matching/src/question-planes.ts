import type { MarketQuestion, Prepared, UnknownsPolicy, Verdict } from '#domain';
import { VERDICTS } from '#domain';
import type { Together } from './columns/combined-view.ts';
import type { Compiler } from './planes/compiler.ts';
import { writePlanes, type Formula } from './planes/formula.ts';
import { bitAt, type Plane } from './planes/plane.ts';
import { ProgramWriter, type Program, type Run, type Value } from './planes/program.ts';
import type { Scratch } from './planes/scratch.ts';
import type { Selector } from './planes/selector.ts';
import type { Slices } from './ranking/best-sums.ts';
import type { CoverageSlices } from './ranking/best-covered.ts';
import { DEEPEST, FirstRows, type FirstAnswer } from './ranking/first-rows.ts';
import { RowOrder } from './ranking/order.ts';
import { DetailReader, type RowDetails } from './ranking/row-details.ts';
import { gcd, scoreScale, type ScoreScale } from './ranking/score-scale.ts';
import {
  countsOf,
  verdictProgram,
  type VerdictSources,
  type VerdictTargets,
} from './ranking/verdict-program.ts';
import { RETIRED, type RuleBits } from './rules/features.ts';
import type { RulePlanes } from './rules/rule-planes.ts';

/** Which rows are to be had in the market: a feature `fail` marks those that aren't. */
export interface ServedPlanes {
  readonly planes: RulePlanes;
  readonly views: Together;
}

/** What a question needs of the engine's rows. */
export interface QuestionSources {
  readonly prepared: Prepared;
  readonly rows: number;
  readonly offering: (row: number) => string;
  /** Rows on sale on the asked day. */
  readonly present: Plane;
  readonly rules: readonly RuleBits[];
  readonly served: ServedPlanes;
  /** Its planes are its own, so that changes of rows don't reach them. */
  readonly isFixed: boolean;
  readonly lookahead: number;
  readonly compiler: Compiler;
  readonly selector: Selector;
  readonly scratch: Scratch;
}

/** The verdict of every row, and how many have each. */
export interface VerdictPlanes extends VerdictTargets {
  readonly counts: Readonly<Record<Verdict, number>>;
}

/** One question over all rows: the programs that answer it, prepared once. */
export class QuestionPlanes {
  readonly question: MarketQuestion;
  /** Planes that working out the verdicts reads. */
  readonly read: ReadonlySet<Plane>;
  private readonly sources: QuestionSources;
  private readonly scale: ScoreScale | null;
  private readonly reader: DetailReader;
  private readonly targets: VerdictTargets;
  private readonly verdictSources: VerdictSources;
  private readonly runVerdicts: Run;
  private runTally: Run | null = null;
  private program: Program | null = null;
  /** What its rules were when it was planned. */
  private readonly versions: readonly number[];
  private readonly sums = new Map<string, () => Slices>();
  private coverage: (() => CoverageSlices) | null = null;
  private readonly firsts = new Map<UnknownsPolicy, FirstRows>();

  constructor(sources: QuestionSources) {
    const { prepared, rules, served, scratch } = sources;
    this.sources = sources;
    this.question = prepared.question;
    this.scale = scoreScale(
      rules.filter((bits) => bits.formula('marked') !== null),
      prepared.weights,
    );
    this.reader = new DetailReader(prepared.weights, rules, this.scale);
    this.targets = {
      verdicts: VERDICTS.map((verdict) => scratch.plane(verdict)),
      doubtful: scratch.plane('doubtful'),
      against: scratch.plane('against'),
      spoken: scratch.plane('spoken'),
    };
    const features = {
      fail: formulasOf([...rules, served.planes], 'fail'),
      open: formulasOf(rules, 'open'),
      curable: formulasOf(rules, 'curable'),
      unproven: formulasOf(rules, 'unproven'),
      applied: formulasOf(rules, 'applied'),
      mayApply: formulasOf(rules, 'mayApply'),
      against: formulasOf(rules, 'against'),
      spoken: formulasOf(rules, 'spoken'),
    };
    writePlanes(Object.values(features).flat());
    this.verdictSources = { ...features, present: sources.present, everyone: scratch.everyone };
    const program = verdictProgram(this.verdictSources, this.targets);
    this.read = new Set(program.steps.flatMap((step) => ('plane' in step ? [step.plane] : [])));
    this.versions = [...rules, served.planes].map(({ version }) => version);
    this.runVerdicts = sources.compiler.compile(program);
  }

  /** Its planes are its own: it must be planned anew when rows move. */
  get isFixed(): boolean {
    return this.sources.isFixed;
  }

  /** Says whether all that it was planned with is still what it was then, and kept up to date. */
  get isCurrent(): boolean {
    const { rules, served } = this.sources;
    const isSame = ({ version }: RuleBits, index: number): boolean =>
      version !== RETIRED && version === this.versions[index];
    return rules.every(isSame) && isSame(served.planes, rules.length);
  }

  /** Works out all verdicts; they are written over by the next question unless they are kept. */
  verdicts(keep: boolean): VerdictPlanes {
    const counts = countsOf(this.runVerdicts());
    const { verdicts, doubtful, against, spoken } = this.targets;
    if (!keep) return { verdicts, doubtful, against, spoken, counts };
    return {
      verdicts: verdicts.map((plane) => Uint32Array.from(plane)),
      doubtful: Uint32Array.from(doubtful),
      against: Uint32Array.from(against),
      spoken: Uint32Array.from(spoken),
      counts,
    };
  }

  /** Works out verdicts and how many rows have each, and nothing that only an order needs. */
  tally(): VerdictPlanes['counts'] {
    this.runTally ??= this.sources.compiler.compile(this.tallyProgram);
    return countsOf(this.runTally());
  }

  /** How many planes the tally reads or writes. */
  get planesOfTally(): number {
    const { steps, outputs } = this.tallyProgram;
    return steps.filter((step) => 'plane' in step).length + outputs.length;
  }

  /** The program of the tally, to be run together with that of other questions. */
  get tallyProgram(): Program {
    return (this.program ??= verdictProgram(this.verdictSources, { verdicts: this.targets.verdicts }));
  }

  order(planes: VerdictPlanes, policy: UnknownsPolicy): RowOrder {
    const { scale, sources } = this;
    const end = policy === 'tolerant' ? 'high' : 'low';
    return new RowOrder({
      market: this.question.market,
      policy,
      classes: policy === 'strict' ? strictly(planes) : planes.verdicts,
      against: planes.against,
      spoken: planes.spoken,
      verdict: (row) => verdictAt(planes, row),
      offering: sources.offering,
      details: (rows) => this.reader.read(rows),
      lookahead: sources.lookahead,
      coverage: () => (this.coverage ??= this.coverageProgram())(),
      registered: () =>
        this.sumOf('registered', () =>
          formulasOf(sources.rules, 'registered').map((formula) => ({ formula, weight: 1 })),
        ),
      scale: scale === null ? null : this.totals(scale, end),
    });
  }

  /** The first rows of an order, without ordering all; `null` where they aren't to be had so. */
  first(policy: UnknownsPolicy, wanted: number): FirstAnswer | null {
    return this.firsts.get(policy)?.find(wanted) ?? null;
  }

  /** Remembers how far down an order the rows stand that were asked for, to find them faster next time. */
  learn(policy: UnknownsPolicy, order: RowOrder, wanted: number): void {
    const { scale, sources } = this;
    if (scale === null || wanted > DEEPEST) return;
    let first = this.firsts.get(policy);
    if (first === undefined) {
      first = this.firstRows(scale, policy);
      this.firsts.set(policy, first);
    }
    first.learn(order.rows(0, wanted + sources.lookahead), wanted);
  }

  private firstRows(scale: ScoreScale, policy: UnknownsPolicy): FirstRows {
    const { question, sources, verdictSources, targets } = this;
    const { scratch, rules, lookahead, offering, selector } = sources;
    const ends = { low: addendsOf(scale, 'low'), high: addendsOf(scale, 'high') };
    const unit = unitOf([...ends.low, ...ends.high]);
    const statements = [...statementsOf(rules)];
    const summed = (addends: readonly Addend[]) => (writer: ProgramWriter) =>
      addUp(writer, scratch.everyone, inUnits(addends, unit));
    const anyOf = (which: 'needed' | 'unknown') => (writer: ProgramWriter) =>
      countUp(
        writer,
        scratch.everyone,
        statements.map((statement) => statement[which]),
      );
    return new FirstRows(
      {
        market: question.market,
        policy,
        scale,
        unit,
        mostNeeded: statements.filter(({ needed }) => needed.length > 0).length,
        lookahead,
        offering,
      },
      {
        verdicts: verdictSources,
        policy,
        low: summed(ends.low),
        high: summed(ends.high),
        needed: anyOf('needed'),
        unknown: anyOf('unknown'),
        registered: (writer) =>
          countUp(
            writer,
            scratch.everyone,
            formulasOf(rules, 'registered').map((formula) => [formula]),
          ),
        targets: targets.verdicts,
      },
      selector,
    );
  }

  /** How the gates of rows stand. */
  gates(rows: readonly number[]): readonly RowDetails['gates'][] {
    return this.reader.read(rows).map(({ gates }) => gates);
  }

  /** Totals in the largest unit of which all marks are multiples: the smaller the numbers the fewer the slices. */
  private totals(of: ScoreScale, end: 'low' | 'high') {
    const addends = addendsOf(of, end);
    const unit = unitOf(addends);
    return { of, unit, sums: () => this.sumOf(end, () => inUnits(addends, unit)) };
  }

  /** Runs the program that adds up who has which features; it is written on first use. */
  private sumOf(name: string, addends: () => readonly Addend[]): Slices {
    let run = this.sums.get(name);
    if (run === undefined) {
      const writer = new ProgramWriter();
      const { everyone } = this.sources.scratch;
      const slices = this.slicesOf(writer, name, addUp(writer, everyone, addends()));
      const program = this.sources.compiler.compile(writer.finish());
      run = () => {
        program();
        return slices;
      };
      this.sums.set(name, run);
    }
    return run();
  }

  private coverageProgram(): () => CoverageSlices {
    const writer = new ProgramWriter();
    const { everyone } = this.sources.scratch;
    const statements = [...statementsOf(this.sources.rules)];
    writePlanes(statements.flatMap(({ needed: all, unknown: some }) => [...all, ...some]));
    const ofAll = (which: 'needed' | 'unknown') => statements.map((statement) => statement[which]);
    const slices = {
      needed: this.slicesOf(writer, 'needed', countUp(writer, everyone, ofAll('needed'))),
      unknown: this.slicesOf(writer, 'unknown', countUp(writer, everyone, ofAll('unknown'))),
    };
    const program = this.sources.compiler.compile(writer.finish());
    return () => {
      program();
      return slices;
    };
  }

  /** Writes the slices of a sum; where a slice is always empty so is its plane. */
  private slicesOf(writer: ProgramWriter, name: string, values: readonly (Value | null)[]): Slices {
    const { scratch } = this.sources;
    return values.map((value, place) => {
      if (value === null) return scratch.empty;
      const plane = scratch.plane(`${name} ${place}`);
      writer.write(value, plane);
      return plane;
    });
  }
}

/** Reads the verdict of one row. */
export function verdictAt({ verdicts }: VerdictPlanes, row: number): Verdict {
  const found = VERDICTS.find((_, verdict) => {
    const plane = verdicts[verdict];
    return plane !== undefined && bitAt(plane, row) === 1;
  });
  return found ?? 'ineligible';
}

/** Verdicts as the strict policy orders them: doubtful rows among the ineligible ones. */
function strictly({ verdicts, doubtful }: VerdictPlanes): readonly Plane[] {
  const last = VERDICTS.length - 1;
  const classes = verdicts.map((plane) => Uint32Array.from(plane));
  const failed = classes[last];
  classes.slice(0, last).forEach((plane) => {
    for (let word = 0; word < plane.length; word += 1) {
      const bits = plane[word] ?? 0;
      const doubt = bits & (doubtful[word] ?? 0);
      plane[word] = bits & ~doubt;
      if (failed !== undefined) failed[word] = (failed[word] ?? 0) | doubt;
    }
  });
  return classes;
}

function formulasOf(rules: readonly RuleBits[], feature: string): readonly Formula[] {
  return rules.map((bits) => bits.formula(feature)).filter((formula) => formula !== null);
}

/** Gathers who needs each statement, over all rules, and of whom it isn't known well enough. */
function statementsOf(
  rules: readonly RuleBits[],
): Iterable<{ readonly needed: readonly Formula[]; readonly unknown: readonly Formula[] }> {
  const statements = new Map<string, { needed: Formula[]; unknown: Formula[] }>();
  for (const bits of rules) {
    for (const feature of bits.features()) {
      const [, kind, name = ''] = /^(needed|unknown) (.*)$/s.exec(feature) ?? [];
      if (kind !== 'needed' && kind !== 'unknown') continue;
      const formula = bits.formula(feature);
      if (formula === null) continue;
      let statement = statements.get(name);
      if (statement === undefined) {
        statement = { needed: [], unknown: [] };
        statements.set(name, statement);
      }
      statement[kind].push(formula);
    }
  }
  return statements.values();
}

interface Addend {
  readonly formula: Formula;
  readonly weight: number;
}

function addendsOf({ rules }: ScoreScale, end: 'low' | 'high'): readonly Addend[] {
  return rules.flatMap(({ bits, coefficient }) =>
    [...bits.features()].flatMap((feature) => {
      const [name, bit] = feature.split(' ');
      const formula = name === end ? bits.formula(feature) : null;
      return formula === null ? [] : [{ formula, weight: coefficient * bits.unit * 2 ** Number(bit) }];
    }),
  );
}

/** The largest number of which all weights are multiples. */
function unitOf(addends: readonly Addend[]): number {
  return Math.max(
    1,
    addends.reduce((common, { weight }) => gcd(common, weight), 0),
  );
}

function inUnits(addends: readonly Addend[], unit: number): readonly Addend[] {
  return addends.map(({ formula, weight }) => ({ formula, weight: weight / unit }));
}

/** Adds up who has which features. */
function addUp(
  writer: ProgramWriter,
  everyone: Plane,
  addends: readonly Addend[],
): readonly (Value | null)[] {
  writePlanes(addends.map(({ formula }) => formula));
  return writer.addUp(
    addends.map(({ formula, weight }) => ({ value: writer.formula(formula, everyone), weight })),
  );
}

/** Counts in how many of some lists there is a feature that a row has. */
function countUp(
  writer: ProgramWriter,
  everyone: Plane,
  lists: readonly (readonly Formula[])[],
): readonly (Value | null)[] {
  writePlanes(lists.flat());
  return writer.addUp(
    lists.flatMap((formulas) => {
      const value = writer.anyOf(formulas, everyone);
      return value === null ? [] : [{ value, weight: 1 }];
    }),
  );
}
