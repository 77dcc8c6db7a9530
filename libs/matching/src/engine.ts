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
  type UnknownsPolicy,
  type World,
  type WorldIndex,
} from '#domain';
import { Derived, Together } from './columns/combined-view.ts';
import { ColumnStore, readsLinks, type Move } from './columns/column-store.ts';
import { Rows } from './columns/rows.ts';
import { Compiler } from './planes/compiler.ts';
import { putBit, type Plane } from './planes/plane.ts';
import { PlaneMemory } from './planes/plane-memory.ts';
import { Scratch } from './planes/scratch.ts';
import type { EngineOptions } from './engine-options.ts';
import { OfferingVerdicts } from './offering-verdicts.ts';
import { QuestionPlanes, verdictAt, type ServedPlanes, type VerdictPlanes } from './question-planes.ts';
import type { PageRequest, RankedPage } from './ranked-page.ts';
import type { RowOrder } from './ranking/order.ts';
import { DependencyReader, type Dependencies } from './rules/dependencies.ts';
import { StatementNames, type Outcome } from './rules/outcome.ts';
import { leafKey, ruleKey } from './rules/rule-key.ts';
import { Outcomes, RulePlanes } from './rules/rule-planes.ts';
import { unitOf } from './rules/marks-unit.ts';
import { RuleTable, type Bench } from './rules/rule-table.ts';
import { bestVariants, blend } from './variants.ts';
import { overlaid, sharesBase } from './world-share.ts';

interface KeptRule {
  readonly table: RuleTable;
  readonly planes: RulePlanes;
}

interface KeptQuestion {
  readonly planes: QuestionPlanes;
  verdicts: VerdictPlanes | null;
  readonly orders: Map<UnknownsPolicy, RowOrder>;
}

const LIMITS = {
  questions: 512,
  rules: 20_000,
  directRows: 2_000,
  lookahead: 14,
  vectors: true,
  keepAnswers: true,
};
const ABSENT: Outcome = {
  state: 'fail',
  applied: false,
  against: false,
  registered: false,
  marks: null,
  needed: [],
};
const PRESENT: Outcome = { ...ABSENT, state: 'pass' };

/**
 * Ranks all offerings of a world for a question, from bit planes: one bit per offering for every outcome of every rule.
 * A rule is evaluated by the reference evaluator, once for all offerings that it can't tell apart, and kept for every
 * question and market that asks the same; a ranking then only joins planes. The answers equal `prepare` and
 * `rankDecisions`.
 */
export class MatchingEngine {
  private world: World;
  private rows: Rows;
  private store: ColumnStore;
  private memory: PlaneMemory;
  private compiler: Compiler;
  private scratch: Scratch;
  private index: WorldIndex;
  /** The lookups that `index` is laid over. */
  private base: WorldIndex;
  private names = new StatementNames();
  private readonly rules = new Map<string, KeptRule>();
  private readonly leaves = new Map<string, Derived>();
  private readonly questions = new Map<string, KeptQuestion>();
  private readonly sale = new Map<string, Plane>();
  private readonly limits: Required<EngineOptions>;

  constructor(world: World, options: EngineOptions = {}) {
    this.limits = { ...LIMITS, ...options };
    this.world = world;
    this.rows = new Rows(world);
    this.store = new ColumnStore(world, this.rows);
    this.base = indexOf(world);
    this.index = overlaid(this.base, world);
    this.memory = new PlaneMemory(this.rows.count, this.limits.vectors);
    this.compiler = new Compiler(this.memory);
    this.scratch = new Scratch(this.memory);
  }

  /** Ranks the offerings that have a verdict; a page may begin anywhere. */
  rank(question: MarketQuestion, { limit, offset = 0, policy = 'conservative' }: PageRequest): RankedPage {
    const kept = this.kept(question);
    const verdicts = kept.verdicts ?? kept.planes.verdicts(this.limits.keepAnswers);
    const order = kept.orders.get(policy) ?? kept.planes.order(verdicts, policy);
    if (this.limits.keepAnswers) {
      kept.verdicts = verdicts;
      kept.orders.set(policy, order);
    }
    const total = Object.values(verdicts.counts).reduce((sum, count) => sum + count, 0);
    return {
      order: order.rows(offset, offset + limit).map(({ row, details, run, notComparable }, place) => ({
        rank: offset + place + 1,
        offering: this.rows.ids[row] ?? '',
        verdict: verdictAt(verdicts, row),
        ...details,
        run,
        notComparable,
      })),
      counts: { ...verdicts.counts, none: this.rows.count - total },
      total,
    };
  }

  /** How many offerings there are per verdict, without any order. */
  counts(question: MarketQuestion): RankedPage['counts'] {
    const { planes } = this.kept(question);
    const { counts } = planes.verdicts(false);
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    return { ...counts, none: this.rows.count - total };
  }

  /** The verdict of every offering at once; what is returned stays as it is, whatever comes after. */
  verdicts(question: MarketQuestion): OfferingVerdicts {
    const kept = this.kept(question);
    const verdicts = kept.verdicts ?? kept.planes.verdicts(true);
    if (this.limits.keepAnswers) kept.verdicts = verdicts;
    return new OfferingVerdicts(this.rows, verdicts);
  }

  /** Bytes of planes that working out the verdicts of a question reads and writes. */
  workingSet(question: MarketQuestion): number {
    return this.kept(question).planes.planesUsed * this.memory.words * 4;
  }

  /**
   * Takes over a later world. With the subjects whose statements changed, and as long as nothing else but regimes
   * differs, only what they touch is updated; otherwise everything is built anew. The answers are the same.
   */
  apply(world: World, touched: readonly SubjectRef[] | null = null): void {
    if (touched === null || !sharesBase(this.world, world)) {
      this.rebuild(world);
      return;
    }
    const isListed = touched.some((subject) => subject.includes('/'));
    if (this.world.regimes !== world.regimes) this.questions.clear();
    this.world = world;
    if (isListed) this.base = indexOf(world);
    this.index = overlaid(this.base, world);
    const moves = this.store.refresh(world, touched);
    this.store.forgetLinked();
    this.update(moves);
  }

  private rebuild(world: World): void {
    this.world = world;
    this.rows = new Rows(world);
    this.store = new ColumnStore(world, this.rows);
    this.base = indexOf(world);
    this.index = overlaid(this.base, world);
    this.memory = new PlaneMemory(this.rows.count, this.limits.vectors);
    this.compiler = new Compiler(this.memory);
    this.scratch = new Scratch(this.memory);
    this.names = new StatementNames();
    this.rules.clear();
    this.leaves.clear();
    this.questions.clear();
    this.sale.clear();
  }

  /** Updates the planes of rows that moved, and drops what can't be updated. */
  private update(moves: readonly Move[]): void {
    const moved = rowsByColumn(moves);
    for (const [key, leaf] of this.leaves) {
      if (leaf.outdated || readsLinks(leaf.columns)) this.leaves.delete(key);
    }
    let reshaped = false;
    for (const [key, { table, planes }] of this.rules) {
      // Statements about others than a row's own subjects may have changed as well.
      if (table.linked || table.outdated) {
        this.rules.delete(key);
        reshaped ||= table.outdated;
        continue;
      }
      for (const column of table.columns) {
        for (const row of moved.get(column) ?? []) reshaped = planes.update(row) || reshaped;
      }
    }
    if (reshaped) this.questions.clear();
    for (const [key, kept] of this.questions) {
      if (!kept.planes.update(moved)) this.questions.delete(key);
      kept.verdicts = null;
      kept.orders.clear();
    }
  }

  private kept(question: MarketQuestion): KeptQuestion {
    const key = keyOf(question);
    let kept = this.questions.get(key);
    if (kept === undefined) {
      kept = { planes: this.plan(question), verdicts: null, orders: new Map() };
      for (const oldest of this.questions.keys()) {
        if (this.questions.size < this.limits.questions) break;
        this.questions.delete(oldest);
      }
    } else {
      // Re-inserting keeps the map in order of last use.
      this.questions.delete(key);
    }
    this.questions.set(key, kept);
    return kept;
  }

  private plan(question: MarketQuestion): QuestionPlanes {
    const prepared = this.prepared(question);
    const bench = this.benchFor(prepared);
    const reader = new DependencyReader(this.store, prepared);
    const served = this.servedFor(bench, reader);
    const read = prepared.rules.map((rule) => ({ rule, dependencies: reader.read(rule) }));
    const variants = read.some(({ rule }) => prepared.choosing.has(rule)) ? this.variantsOf(bench) : 1;
    const tried = Array.from({ length: variants }, (_, variant) =>
      read.map(({ rule, dependencies }) => {
        const choosing = prepared.choosing.has(rule);
        const chosen = choosing ? variant : dependencies.chooses ? 0 : null;
        return this.ruleFor(prepared, bench, rule, chosen, () => dependencies);
      }),
    );
    const sources = {
      prepared,
      lookahead: this.limits.lookahead,
      compiler: this.compiler,
      scratch: this.scratch,
      isFixed: variants > 1 || read.some(({ dependencies }) => dependencies.linked),
      rows: this.rows.count,
      offering: (row: number) => this.rows.ids[row] ?? '',
      present: this.onSale(question.asOf),
      served,
    };
    const [only = []] = tried;
    if (variants === 1) return new QuestionPlanes({ ...sources, rules: only });
    const best = bestVariants(
      this.rows.count,
      tried,
      prepared.weights,
      (row) => served.planes.outcomeAt(row).state === 'pass',
    );
    const blended = only.map((planes, rule) => {
      const all = tried.map((rules) => rules[rule] ?? planes);
      return all.every((one) => one === planes) ? planes : blend(this.memory, all, best, planes.unit);
    });
    return new QuestionPlanes({ ...sources, rules: blended });
  }

  /** The most ways in which any offering's open choices can be made. */
  private variantsOf(bench: Bench): number {
    const evaluator = bench.evaluator();
    let most = 1;
    for (let row = 0; row < this.rows.count; row += 1) {
      most = Math.max(most, evaluator.choices(this.rows.offering(this.world, row)).length);
    }
    return most;
  }

  private prepared(question: MarketQuestion): Prepared {
    return { ...prepareQuestion(this.world, { ...question, explain: false }), index: this.index };
  }

  private benchFor(prepared: Prepared): Bench {
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
        known = make();
        this.leaves.set(key, known);
      }
      return known;
    };
    return { world: () => this.world, evaluator, rows: this.rows, leaf, names: this.names };
  }

  private ruleFor(
    prepared: Prepared,
    bench: Bench,
    rule: Rule,
    variant: number | null,
    dependencies: () => Dependencies,
  ): RulePlanes {
    const key = `${variant} ${ruleKey(prepared, rule)}`;
    let kept = this.rules.get(key);
    if (kept === undefined || kept.table.outdated) {
      const isSmall = this.rows.count <= this.limits.directRows;
      const table = new RuleTable(bench, rule, isSmall ? direct(dependencies()) : dependencies(), variant);
      const unit = unitOf(rule.requirement.scoring);
      kept = { table, planes: new RulePlanes(table.view, table.outcomes, this.memory, unit) };
    }
    this.rules.delete(key);
    this.rules.set(key, kept);
    for (const oldest of this.rules.keys()) {
      if (this.rules.size <= this.limits.rules) break;
      this.rules.delete(oldest);
    }
    return kept.planes;
  }

  private servedFor(bench: Bench, reader: DependencyReader): ServedPlanes {
    const { units } = reader.ofService();
    const views = new Together(units.flatMap((unit) => unit.views));
    const outcomes = new Outcomes();
    const derived = new Derived(views, (row) => {
      const offering = this.rows.offering(this.world, row);
      return outcomes.numberOf(bench.evaluator().served(offering).truth === 'false' ? ABSENT : PRESENT);
    });
    return { planes: new RulePlanes(derived, outcomes, this.memory), views };
  }

  private onSale(day: string): Plane {
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

function keyOf({ market, need, asOf, weights, extra, choices, team, bids, rates }: MarketQuestion): string {
  const weighed = weights === undefined ? null : [weights.id, ...weights.of];
  return JSON.stringify([market, need, asOf, weighed, extra, choices, team, bids, rates]);
}
