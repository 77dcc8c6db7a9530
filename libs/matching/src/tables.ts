import {
  indexOf,
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
import { ColumnStore, LINKS, readsLinks, type Move } from './columns/column-store.ts';
import { Rows } from './columns/rows.ts';
import type { EngineLimits } from './engine-options.ts';
import { Compiler } from './planes/compiler.ts';
import { putBit, type Plane } from './planes/plane.ts';
import { PlaneMemory } from './planes/plane-memory.ts';
import { PlaneWriter } from './planes/plane-writer.ts';
import { Scratch } from './planes/scratch.ts';
import type { ServedPlanes } from './question-planes.ts';
import type { Dependencies, DependencyReader } from './rules/dependencies.ts';
import { StatementNames, type Outcome } from './rules/outcome.ts';
import { RuleNames } from './rules/rule-key.ts';
import { Outcomes, RulePlanes } from './rules/rule-planes.ts';
import { unitOf } from './rules/marks-unit.ts';
import { evaluatedAt, RuleTable, type Bench } from './rules/rule-table.ts';
import { Calendar, Windows, type Windowed } from './rules/windows.ts';
import { changedParts, overlaid, type Part } from './world-share.ts';

interface KeptRule extends Windowed {
  readonly parts: ReadonlySet<Part>;
  readonly table: RuleTable;
  readonly planes: RulePlanes;
}

type KeptService = ServedPlanes & Windowed;

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
  readonly scratch: Scratch;
  private index: WorldIndex;
  /** The lookups that `index` is laid over. */
  private base: WorldIndex;
  private readonly names = new StatementNames();
  private ruleNames = new RuleNames();
  private readonly rules = new Windows<KeptRule>();
  private readonly leaves = new Map<string, Derived>();
  private readonly ruleReaders = new ColumnReaders();
  private readonly leafReaders = new ColumnReaders();
  /** Rules that may read statements about others than a row's own subjects. */
  private readonly linkedRules = new Set<string>();
  private readonly sale = new Map<string, Plane>();
  private readonly served = new Windows<KeptService>();
  private daysOfWorld: ReadonlySet<Day> | null = null;
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
    this.scratch = new Scratch(this.memory);
  }

  /**
   * Takes over a world that differs in the statements about some subjects, and in regimes. Says whether planes came or
   * went, so that what was planned with them must be planned anew.
   */
  refresh(world: World, touched: readonly SubjectRef[]): boolean {
    const isListed = touched.some((subject) => subject.includes('/'));
    const parts = changedParts(this.world, world);
    const before = this.world;
    this.world = world;
    if (isListed || parts.size > 0) this.base = indexOf(world);
    this.index = overlaid(this.base, world);
    if (parts.size > 0) this.forget(before, parts);
    if (touched.length === 0 && parts.size === 0) return false;
    const moved = rowsByColumn(this.store.refresh(world, touched));
    this.store.forgetLinked();
    return this.update(moved);
  }

  /** Drops what reads parts of the world that are no longer what they were. */
  private forget(before: World, parts: ReadonlySet<Part>): void {
    for (const [key, leaf] of this.leaves) this.dropLeaf(key, leaf);
    if (parts.has('offerings')) this.sale.clear();
    if (parts.has('schemes')) this.store.readAnew(this.base);
    if (parts.has('groups') || parts.has('staleFeeds')) this.served.clear();
    const isRenamed = parts.has('equivalences');
    if (isRenamed) {
      // Names say under which conditions certificates stand in for others.
      this.ruleNames = new RuleNames();
      this.served.clear();
    }
    const days = turningDaysOfWorld(this.world);
    this.daysOfWorld = days;
    const aged = this.store.columnsFrom(changedFeeds(before, this.world));
    for (const [key, kept] of this.rules) {
      kept.calendar?.add(days);
      const isRead = [...kept.parts].some((part) => parts.has(part));
      const isAged = aged.size > 0 && [...kept.table.columns].some((column) => aged.has(column));
      if (isRenamed || isRead || isAged || this.rules.isSplit(key)) this.dropRule(key, kept);
    }
    for (const [key, kept] of this.served) {
      kept.calendar?.add(days);
      if (this.served.isSplit(key)) this.served.delete(key);
    }
  }

  /** Updates the planes of rows that moved, and drops what can't be updated. */
  private update(moved: ReadonlyMap<string, readonly number[]>): boolean {
    for (const key of this.leafReaders.of([...moved.keys(), ...LINKS])) {
      const leaf = this.leaves.get(key);
      if (leaf !== undefined && (leaf.outdated || readsLinks(leaf.columns))) this.dropLeaf(key, leaf);
    }
    let reshaped = false;
    for (const key of this.linkedRules) {
      const kept = this.rules.get(key);
      if (kept === undefined) continue;
      reshaped ||= kept.table.outdated;
      this.dropRule(key, kept);
    }
    for (const key of this.ruleReaders.of(moved.keys())) {
      const kept = this.rules.get(key);
      if (kept === undefined) continue;
      const { table, planes } = kept;
      if (table.outdated || this.rules.isSplit(key)) {
        reshaped = true;
        this.dropRule(key, kept);
        continue;
      }
      for (const column of table.columns) {
        for (const row of moved.get(column) ?? []) reshaped = planes.update(row) || reshaped;
      }
    }
    for (const [key, { views, planes }] of this.served) {
      if (views.outdated || this.served.isSplit(key)) {
        this.served.delete(key);
        reshaped = true;
        continue;
      }
      for (const column of views.columns) {
        for (const row of moved.get(column) ?? []) reshaped = planes.update(row) || reshaped;
      }
    }
    return reshaped;
  }

  /** Selects the rules of a question, with the lookups of the current world. */
  prepared(question: MarketQuestion): Prepared {
    return { ...prepareQuestion(this.world, { ...question, explain: false }), index: this.index };
  }

  /** Where rows are evaluated for a question; it follows the current world. */
  benchFor(prepared: Prepared): Bench {
    let current: { readonly world: World; readonly evaluator: RuleEvaluator } | null = null;
    const evaluator = (): RuleEvaluator => {
      if (current?.world !== this.world) {
        const { world, index } = this;
        current = { world, evaluator: ruleEvaluator({ ...prepared, world, index }) };
      }
      return current.evaluator;
    };
    const leaf: Bench['leaf'] = (rule, test, make) => {
      const key = this.ruleNames.ofLeaf(prepared, rule, test);
      let known = this.leaves.get(key);
      if (known === undefined || known.outdated) {
        if (known !== undefined) this.dropLeaf(key, known);
        known = make();
        this.leaves.set(key, known);
        this.leafReaders.add(key, known.columns);
      }
      return known;
    };
    return { world: () => this.world, evaluator, rows: this.rows, leaf, names: this.names };
  }

  /** The planes of a rule, made on first use and kept for every question that asks the same. */
  ruleFor(
    prepared: Prepared,
    bench: Bench,
    rule: Rule,
    variant: number | null,
    dependencies: Dependencies,
  ): { readonly planes: RulePlanes; readonly isNew: boolean } {
    const { name, isOfDay, parts } = this.ruleNames.ofRule(prepared, rule);
    const { asOf: day } = prepared.question;
    const known = this.rules.find(`${variant} ${name}`, day);
    if (known !== undefined && !known.table.outdated) return { planes: known.planes, isNew: false };
    const isSmall = this.rows.count <= this.limits.directRows;
    const table = new RuleTable(bench, rule, isSmall ? direct(dependencies) : dependencies, variant);
    const unit = unitOf(rule.requirement.scoring);
    const planes = new RulePlanes(table.view, table.outcomes, this.writer, unit);
    const calendar = isOfDay || table.linked ? null : this.calendarOf(prepared, rule, table.columns);
    const kept: KeptRule = { table, planes, calendar, day, parts };
    const { key, dropped } = this.rules.put(`${variant} ${name}`, kept, this.limits.rules);
    for (const [old, unused] of dropped) this.dropRule(old, unused);
    this.ruleReaders.add(key, table.columns);
    if (table.linked) this.linkedRules.add(key);
    return { planes, isNew: true };
  }

  /** The outcome of a rule for one row on the asked day, from the planes of whatever day still say it. */
  outcomeFor(prepared: Prepared, bench: Bench, rule: Rule, variant: number | null, row: number): Outcome {
    const { name } = this.ruleNames.ofRule(prepared, rule);
    const known = this.rules.findFor(`${variant} ${name}`, prepared.question.asOf, row);
    if (known !== undefined && !known.table.outdated) return known.planes.outcomeAt(row);
    return evaluatedAt(bench, rule, row, variant);
  }

  private calendarOf(prepared: Prepared, rule: Rule | null, columns: ReadonlySet<string>): Calendar {
    const { days, ofStatement } = turningDaysOfRule(prepared, rule);
    this.daysOfWorld ??= turningDaysOfWorld(this.world);
    return new Calendar([...this.daysOfWorld, ...days], ofStatement, this.store.stated(columns));
  }

  private dropRule(key: string, { table }: KeptRule): void {
    this.rules.delete(key);
    this.linkedRules.delete(key);
    this.ruleReaders.delete(key, table.columns);
  }

  private dropLeaf(key: string, leaf: Derived): void {
    this.leaves.delete(key);
    this.leafReaders.delete(key, leaf.columns);
  }

  /** Which rows are to be had in the market of a question; regimes have no say in it. */
  servedFor(prepared: Prepared, bench: Bench, reader: DependencyReader): ServedPlanes {
    const { name, isOfDay } = this.ruleNames.ofService(prepared);
    const { asOf: day } = prepared.question;
    const known = this.served.find(name, day);
    if (known !== undefined && !known.views.outdated) return known;
    const { views, planes } = this.serve(bench, reader);
    const calendar = isOfDay ? null : this.calendarOf(prepared, null, views.columns);
    const kept: KeptService = { views, planes, calendar, day };
    this.served.put(name, kept, this.limits.questions);
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
