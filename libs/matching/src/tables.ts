import {
  indexOf,
  NO_CHOICES,
  onSale,
  prepareQuestion,
  ruleEvaluator,
  turningDaysOfRule,
  turningDaysOfWorld,
  type Day,
  type MarketQuestion,
  type Prepared,
  type Rule,
  type RuleEvaluator,
  type SubjectRef,
  type World,
  type WorldIndex,
} from '#domain';
import { Derived, Together } from './columns/combined-view.ts';
import { ColumnReaders } from './columns/column-readers.ts';
import { ColumnStore, LINKS, type Move } from './columns/column-store.ts';
import { Rows } from './columns/rows.ts';
import type { EngineLimits } from './engine-options.ts';
import { Compiler } from './planes/compiler.ts';
import { RunTogether } from './planes/run-together.ts';
import { Selector } from './planes/selector.ts';
import { putBit, type Plane } from './planes/plane.ts';
import { PlaneMemory } from './planes/plane-memory.ts';
import { PlaneWriter } from './planes/plane-writer.ts';
import { Scratch } from './planes/scratch.ts';
import type { ServedPlanes } from './question-planes.ts';
import type { Dependencies, DependencyReader } from './rules/dependencies.ts';
import { StatementNames, type Outcome } from './rules/outcome.ts';
import { RuleNames } from './rules/rule-key.ts';
import { ComposedRule } from './rules/composed-rule.ts';
import { Outcomes, type RuleBits } from './rules/features.ts';
import { KeptLeaves, type ClassesBefore } from './rules/kept-leaves.ts';
import { Leaf } from './rules/leaf.ts';
import { unitOf } from './rules/marks-unit.ts';
import { RulePlanes } from './rules/rule-planes.ts';
import { evaluatedAt, RuleTable, shownBy, type Bench } from './rules/rule-table.ts';
import { Calendar, keyOf, Windows, type Windowed } from './rules/windows.ts';
import { changedParts, overlaid, type Part } from './world-share.ts';

interface KeptRule extends Windowed {
  readonly key: string;
  readonly parts: ReadonlySet<Part>;
  readonly table: RuleTable;
  readonly bits: RuleBits;
}

type KeptService = ServedPlanes & Windowed;

/** Evaluators that are kept: one for each day of a forecast, mostly. */
const MOST_EVALUATORS = 8;
/** Days for which it is kept who is on sale. */
const SALE_DAYS = 256;
const ABSENT: Outcome = {
  state: 'fail',
  applied: false,
  mayApply: false,
  against: false,
  nothingAgainst: true,
  registered: false,
  marks: null,
  needed: [],
};
const PRESENT: Outcome = { ...ABSENT, state: 'pass' };

/** Everything that is built from one world for all questions together: columns, and the planes of rules. */
export class Tables {
  world: World;
  readonly rows: Rows;
  readonly store: ColumnStore;
  readonly memory: PlaneMemory;
  readonly writer: PlaneWriter;
  readonly compiler: Compiler;
  readonly selector: Selector;
  readonly together: RunTogether;
  readonly scratch: Scratch;
  private index: WorldIndex;
  /** The lookups that `index` is laid over. */
  private base: WorldIndex;
  private readonly names = new StatementNames();
  private ruleNames = new RuleNames();
  private readonly rules = new Windows<KeptRule>();
  private readonly leaves = new KeptLeaves<KeptRule>();
  /** Rules with planes of their own, by key. */
  private readonly ruleReaders = new ColumnReaders<string>();
  private readonly servedReaders = new ColumnReaders<string>();
  /** Rules that may read statements about others than a row's own subjects. */
  private readonly linkedRules = new Set<string>();
  private readonly sale = new Map<string, Plane>();
  private readonly served = new Windows<KeptService>();
  private daysOfWorld: ReadonlySet<Day> | null = null;
  /** By prepared question: its evaluator in the current world. Few at a time, since what they remember grows. */
  private readonly evaluators = new Map<Prepared, RuleEvaluator>();
  private readonly limits: EngineLimits;

  constructor(world: World, limits: EngineLimits) {
    this.limits = limits;
    this.world = world;
    this.rows = new Rows(world);
    this.store = new ColumnStore(world, this.rows);
    this.base = indexOf(world);
    this.index = overlaid(this.base, world);
    this.memory = new PlaneMemory(this.rows.count, limits.vectors);
    this.writer = new PlaneWriter(this.memory);
    this.compiler = new Compiler(this.memory);
    this.selector = new Selector(this.memory);
    this.together = new RunTogether(this.memory, this.compiler);
    this.scratch = new Scratch(this.memory);
  }

  /**
   * Takes over a world that differs in the statements about some subjects, and in regimes. What was planned with rules
   * whose versions differ afterwards must be planned anew.
   */
  refresh(world: World, touched: readonly SubjectRef[]): void {
    const isListed = touched.some((subject) => subject.includes('/'));
    const parts = changedParts(this.world, world);
    const before = this.world;
    this.world = world;
    this.evaluators.clear();
    if (isListed || parts.size > 0) this.base = indexOf(world);
    this.index = overlaid(this.base, world);
    if (parts.size > 0) this.forget(before, parts);
    if (touched.length === 0 && parts.size === 0) return;
    let classes: ClassesBefore = new Map();
    const moves = this.store.refresh(world, touched, (next) => {
      classes = this.leaves.before(next);
    });
    this.store.forgetLinked();
    this.update(rowsByColumn(moves), classes);
  }

  /** Drops what reads parts of the world that are no longer what they were. */
  private forget(before: World, parts: ReadonlySet<Part>): void {
    this.leaves.unnameAll();
    if (parts.has('offerings')) this.sale.clear();
    if (parts.has('schemes')) this.store.readAnew(this.base);
    if (parts.has('registers')) this.store.forgetRegisters();
    const isRenamed = parts.has('equivalences');
    // Names say under which conditions certificates stand in for others.
    if (isRenamed) this.ruleNames = new RuleNames();
    const days = turningDaysOfWorld(this.world);
    this.daysOfWorld = days;
    const aged = this.store.columnsFrom(changedFeeds(before, this.world));
    for (const [key, kept] of this.rules) {
      kept.calendar?.add(days);
      const isRead = [...kept.parts].some((part) => parts.has(part));
      const isAged = aged.size > 0 && [...kept.table.columns].some((column) => aged.has(column));
      if (isRenamed || isRead || isAged || this.rules.isSplit(key)) this.dropRule(kept);
    }
    const isPlaced = isRenamed || parts.has('groups') || parts.has('staleFeeds');
    for (const [key, kept] of this.served) {
      kept.calendar?.add(days);
      if (isPlaced || this.served.isSplit(key)) this.dropService(key, kept);
    }
  }

  /** Updates what rows that moved belong to, and drops what can't be updated. */
  private update(moved: ReadonlyMap<string, readonly number[]>, classes: ClassesBefore): void {
    this.leaves.unnameReaders(LINKS);
    for (const key of this.linkedRules) this.drop(key);
    for (const key of this.rules.spread) {
      const columns = this.rules.get(key)?.table.columns ?? [];
      if ([...columns].some((column) => moved.has(column)) && this.rules.isSplit(key)) this.drop(key);
    }
    for (const [leaf, rows] of classes) this.moveIn(leaf, rows);
    for (const key of this.ruleReaders.of(moved.keys())) {
      const kept = this.rules.get(key);
      if (kept === undefined || !(kept.bits instanceof RulePlanes)) continue;
      if (kept.table.outdated) this.dropRule(kept);
      else updateRows(kept.bits, kept.table.columns, moved);
    }
    for (const key of this.servedReaders.of(moved.keys())) {
      const kept = this.served.get(key);
      if (kept === undefined) continue;
      if (kept.views.outdated || this.served.isSplit(key)) this.dropService(key, kept);
      else updateRows(kept.planes, kept.views.columns, moved);
    }
  }

  /** Moves rows in a leaf, and looks after the rules that read it. */
  private moveIn(leaf: Leaf, rows: ReadonlyMap<number, number>): void {
    const users = this.leaves.usersOf(leaf);
    if (leaf.outdated) {
      for (const kept of users) this.dropRule(kept);
      return;
    }
    const known = leaf.size;
    const moved: number[] = [];
    for (const [row, before] of rows) {
      const id = leaf.at(row);
      if (id === before) continue;
      leaf.move(row, id);
      moved.push(row);
    }
    if (moved.length === 0) return;
    const isGrown = leaf.size > known;
    for (const kept of users) {
      const { bits } = kept;
      if (!(bits instanceof ComposedRule)) continue;
      if (isGrown && kept.table.outdated) this.dropRule(kept);
      else {
        if (isGrown) bits.rebuild();
        for (const row of moved) bits.update(row);
      }
    }
  }

  /** Selects the rules of a question, with the lookups of the current world. */
  prepared(question: MarketQuestion): Prepared {
    return { ...prepareQuestion(this.world, { ...question, explain: false }), index: this.index };
  }

  /** Where rows are evaluated for a question; it follows the current world. */
  benchFor(prepared: Prepared): Bench {
    const evaluator = (): RuleEvaluator => {
      let known = this.evaluators.get(prepared);
      if (known === undefined) {
        const { world, index } = this;
        known = ruleEvaluator({ ...prepared, world, index });
        this.evaluators.set(prepared, known);
        for (const oldest of this.evaluators.keys()) {
          if (this.evaluators.size <= MOST_EVALUATORS) break;
          this.evaluators.delete(oldest);
        }
      }
      return known;
    };
    const bench: Bench = {
      world: () => this.world,
      evaluator,
      rows: this.rows,
      names: this.names,
      leaf: (test, views) =>
        this.leaves.find(
          this.ruleNames.ofLeaf(prepared, test),
          () => new Leaf(views, (row) => shownBy(bench, test, row, NO_CHOICES), this.writer),
        ),
    };
    return bench;
  }

  /** The planes of a rule, made on first use and kept for every question that asks the same. */
  ruleFor(
    prepared: Prepared,
    bench: Bench,
    rule: Rule,
    variant: number | null,
    dependencies: Dependencies,
  ): { readonly bits: RuleBits; readonly isNew: boolean } {
    const { name, isOfDay, parts } = this.ruleNames.ofRule(prepared, rule);
    const { asOf: day } = prepared.question;
    const known = this.rules.find(`${variant} ${name}`, day);
    if (known !== undefined && !known.table.outdated) return { bits: known.bits, isNew: false };
    const isSmall = this.rows.count <= this.limits.directRows;
    const table = new RuleTable(bench, rule, isSmall ? direct(dependencies) : dependencies, variant);
    const unit = unitOf(rule.requirement.scoring);
    const composed = ComposedRule.of(table, this.writer, unit);
    const bits = composed ?? new RulePlanes(table.view, table.outcomes, this.writer, unit);
    const calendar = isOfDay || table.linked ? null : this.calendarOf(prepared, rule, table.columns);
    const key = keyOf(`${variant} ${name}`, day);
    const kept: KeptRule = { key, table, bits, calendar, day, parts, bytes: bytesOf(bits) };
    const { rules: most, planeBytes } = this.limits;
    for (const [, unused] of this.rules.put(`${variant} ${name}`, kept, most, planeBytes))
      this.dropRule(unused);
    if (composed === null) this.ruleReaders.add(key, table.columns);
    else for (const { leaf } of table.leaves ?? []) this.leaves.use(leaf, kept);
    if (table.linked) this.linkedRules.add(key);
    return { bits, isNew: true };
  }

  /** The outcome of a rule for one row on the asked day, from the planes of whatever day still say it. */
  outcomeFor(prepared: Prepared, bench: Bench, rule: Rule, variant: number | null, row: number): Outcome {
    const { name } = this.ruleNames.ofRule(prepared, rule);
    const known = this.rules.findFor(`${variant} ${name}`, prepared.question.asOf, row);
    if (known !== undefined && !known.table.outdated) return known.bits.outcomeAt(row);
    return evaluatedAt(bench, rule, row, variant);
  }

  private calendarOf(prepared: Prepared, rule: Rule | null, columns: ReadonlySet<string>): Calendar {
    const { days, ofStatement } = turningDaysOfRule(prepared, rule);
    this.daysOfWorld ??= turningDaysOfWorld(this.world);
    return new Calendar([...this.daysOfWorld, ...days], ofStatement, this.store.stated(columns));
  }

  private drop(key: string): void {
    const kept = this.rules.get(key);
    if (kept !== undefined) this.dropRule(kept);
  }

  private dropRule(kept: KeptRule): void {
    const { key, table, bits } = kept;
    bits.retire();
    // Its place may have been taken already.
    if (this.rules.get(key) === kept) this.rules.delete(key);
    this.linkedRules.delete(key);
    this.ruleReaders.delete(key, table.columns);
    for (const { leaf } of table.leaves ?? []) this.leaves.release(leaf, kept);
  }

  private dropService(key: string, kept: KeptService): void {
    const { views, planes } = kept;
    planes.retire();
    if (this.served.get(key) === kept) this.served.delete(key);
    this.servedReaders.delete(key, views.columns);
  }

  /** Which rows are to be had in the market of a question; regimes have no say in it. */
  servedFor(prepared: Prepared, bench: Bench, reader: DependencyReader): ServedPlanes {
    const { name, isOfDay } = this.ruleNames.ofService(prepared);
    const { asOf: day } = prepared.question;
    const known = this.served.find(name, day);
    if (known !== undefined && !known.views.outdated) return known;
    const { views, planes } = this.serve(bench, reader);
    const calendar = isOfDay ? null : this.calendarOf(prepared, null, views.columns);
    const kept: KeptService = { views, planes, calendar, day, bytes: bytesOf(planes) };
    const { questions, planeBytes } = this.limits;
    for (const [old, unused] of this.served.put(name, kept, questions, planeBytes))
      this.dropService(old, unused);
    this.servedReaders.add(keyOf(name, day), views.columns);
    return kept;
  }

  private serve(bench: Bench, reader: DependencyReader): ServedPlanes {
    const { units } = reader.ofService();
    const views = new Together(units.flatMap((unit) => unit.views));
    const outcomes = new Outcomes();
    const derived = new Derived(views, (row) => {
      const offering = this.rows.offering(this.world, row);
      return outcomes.numberOf(bench.evaluator().served(offering).truth === 'false' ? ABSENT : PRESENT);
    });
    return { planes: new RulePlanes(derived, outcomes, this.writer), views };
  }

  /** The rows on sale on a day. */
  onSale(day: Day): Plane {
    let plane = this.sale.get(day);
    if (plane === undefined) {
      plane = this.memory.take();
      for (let row = 0; row < this.rows.count; row += 1) {
        if (onSale(this.rows.offering(this.world, row), day)) putBit(plane, row, true);
      }
    }
    this.sale.delete(day);
    this.sale.set(day, plane);
    for (const oldest of this.sale.keys()) {
      if (this.sale.size <= SALE_DAYS) break;
      this.sale.delete(oldest);
    }
    return plane;
  }
}

/** Bytes of planes that a rule has to itself. */
function bytesOf(bits: RuleBits): number {
  return bits instanceof RulePlanes ? bits.bytes : 0;
}

function updateRows(
  planes: RulePlanes,
  columns: Iterable<string>,
  moved: ReadonlyMap<string, readonly number[]>,
): void {
  for (const column of columns) for (const row of moved.get(column) ?? []) planes.update(row);
}

/** Tells rows apart by all that they state, without looking at leaves first: better where rows are few. */
function direct({ units, ...rest }: Dependencies): Dependencies {
  return { ...rest, units: units.map(({ views }) => ({ leaf: null, views })) };
}

/** Feeds whose promise was broken, or is kept again. */
function changedFeeds({ staleFeeds: before }: World, { staleFeeds: after }: World): ReadonlySet<string> {
  if (before === after) return new Set();
  const feeds = new Set([...before.keys(), ...after.keys()]);
  return new Set([...feeds].filter((feed) => before.get(feed) !== after.get(feed)));
}

function rowsByColumn(moves: readonly Move[]): ReadonlyMap<string, readonly number[]> {
  const moved = new Map<string, number[]>();
  for (const { column, row } of moves) {
    const rows = moved.get(column);
    if (rows === undefined) moved.set(column, [row]);
    else rows.push(row);
  }
  return moved;
}
