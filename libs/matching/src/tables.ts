import {
  indexOf,
  onSale,
  prepareQuestion,
  ruleEvaluator,
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
import { leafKey, ruleKey, serviceKey } from './rules/rule-key.ts';
import { Outcomes, RulePlanes } from './rules/rule-planes.ts';
import { unitOf } from './rules/marks-unit.ts';
import { RuleTable, type Bench } from './rules/rule-table.ts';
import { overlaid } from './world-share.ts';

interface KeptRule {
  readonly table: RuleTable;
  readonly planes: RulePlanes;
}

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
  private readonly rules = new Map<string, KeptRule>();
  private readonly leaves = new Map<string, Derived>();
  private readonly ruleReaders = new ColumnReaders();
  private readonly leafReaders = new ColumnReaders();
  /** Rules that may read statements about others than a row's own subjects. */
  private readonly linkedRules = new Set<string>();
  private readonly sale = new Map<string, Plane>();
  private readonly served = new Map<string, ServedPlanes>();
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
    this.world = world;
    if (isListed) this.base = indexOf(world);
    this.index = overlaid(this.base, world);
    if (touched.length === 0) return false;
    const moved = rowsByColumn(this.store.refresh(world, touched));
    this.store.forgetLinked();
    return this.update(moved);
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
      if (table.outdated) {
        reshaped = true;
        this.dropRule(key, kept);
        continue;
      }
      for (const column of table.columns) {
        for (const row of moved.get(column) ?? []) reshaped = planes.update(row) || reshaped;
      }
    }
    for (const [key, { views, planes }] of this.served) {
      if (views.outdated) {
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
      const key = leafKey(prepared, rule, test);
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
    const key = `${variant} ${ruleKey(prepared, rule)}`;
    let kept = this.rules.get(key);
    const isNew = kept === undefined || kept.table.outdated;
    if (kept === undefined || isNew) {
      if (kept !== undefined) this.dropRule(key, kept);
      const isSmall = this.rows.count <= this.limits.directRows;
      const table = new RuleTable(bench, rule, isSmall ? direct(dependencies) : dependencies, variant);
      const unit = unitOf(rule.requirement.scoring);
      kept = { table, planes: new RulePlanes(table.view, table.outcomes, this.writer, unit) };
    }
    if (isNew) {
      this.ruleReaders.add(key, kept.table.columns);
      if (kept.table.linked) this.linkedRules.add(key);
    }
    // Re-inserting keeps the map in order of last use.
    this.rules.delete(key);
    this.rules.set(key, kept);
    for (const [oldest, unused] of this.rules) {
      if (this.rules.size <= this.limits.rules) break;
      this.dropRule(oldest, unused);
    }
    return { planes: kept.planes, isNew };
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
    const key = serviceKey(prepared);
    let kept = this.served.get(key);
    if (kept === undefined || kept.views.outdated) kept = this.serve(bench, reader);
    this.served.delete(key);
    this.served.set(key, kept);
    for (const oldest of this.served.keys()) {
      if (this.served.size <= this.limits.questions) break;
      this.served.delete(oldest);
    }
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
  onSale(day: string): Plane {
    let plane = this.sale.get(day);
    if (plane === undefined) {
      plane = this.memory.take();
      for (let row = 0; row < this.rows.count; row += 1) {
        if (onSale(this.rows.offering(this.world, row), day)) putBit(plane, row, true);
      }
      this.sale.set(day, plane);
    }
    return plane;
  }
}

/** Tells rows apart by all that they state, without looking at leaves first: better where rows are few. */
function direct({ units, ...rest }: Dependencies): Dependencies {
  return { ...rest, units: units.map(({ views }) => ({ leaf: null, views })) };
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
