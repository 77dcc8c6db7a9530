import {
  NO_CHOICES,
  readsStatements,
  type Choices,
  type Result,
  type Rule,
  type RuleEvaluator,
  type Test,
  type World,
} from '#domain';
import { Derived, Together } from '../columns/combined-view.ts';
import { Numbering, type View } from '../columns/reduction.ts';
import type { Rows } from '../columns/rows.ts';
import type { Dependencies } from './dependencies.ts';
import { outcomeOf, type Outcome, type StatementNames } from './outcome.ts';
import { LENSES, lensesOf, type Leaf } from './leaf.ts';
import { Outcomes } from './features.ts';

/** Where rows are evaluated one by one: the current world and the reference evaluator for one question. */
export interface Bench {
  readonly world: () => World;
  readonly evaluator: () => RuleEvaluator;
  readonly rows: Rows;
  /** The leaf that rules have in common, by what it asks. */
  readonly leaf: (leaf: Test, views: Together) => Leaf;
  readonly names: StatementNames;
}

/** Which of the ways to make the open choices is looked at; offerings with fewer ways keep to their last. */
function choicesAt(evaluator: RuleEvaluator, bench: Bench, row: number, variant: number | null): Choices {
  if (variant === null) return NO_CHOICES;
  const ways = evaluator.choices(bench.rows.offering(bench.world(), row));
  return ways[Math.min(variant, ways.length - 1)] ?? NO_CHOICES;
}

function isRegistered(result: Result): boolean {
  return result.considered.some(({ statement }) => statement.grade === 'registered');
}

/** Everything about a leaf's result that a rule may look at, by lens. */
export function shownBy(bench: Bench, leaf: Test, row: number, choices: Choices): readonly string[] {
  const evaluator = bench.evaluator();
  const offering = bench.rows.offering(bench.world(), row);
  const vendor = bench.world().vendors.get(offering.vendor);
  return LENSES.map((lens) => {
    const result = evaluator.test(offering, choices, lens, leaf);
    const { truth, reasons, asked } = result;
    const name =
      asked === null ? null : bench.names.nameOf(`${asked.subject} ${asked.attribute}`, offering, vendor);
    return JSON.stringify([truth, reasons, name, readsStatements(result), isRegistered(result)]);
  });
}

/** The outcome of a rule for one row, by the reference evaluator. */
export function evaluatedAt(bench: Bench, rule: Rule, row: number, variant: number | null): Outcome {
  const offering = bench.rows.offering(bench.world(), row);
  const choices = choicesAt(bench.evaluator(), bench, row, variant);
  const vendor = bench.world().vendors.get(offering.vendor);
  const evaluated = bench.evaluator().rule(offering, choices, rule);
  return outcomeOf(evaluated, (key) => bench.names.nameOf(key, offering, vendor));
}

/** A leaf as a rule sees it: through the lenses under which the rule is evaluated. */
export interface LeafReading {
  readonly leaf: Leaf;
  readonly lenses: readonly number[];
}

/** One way in which the leaves of a rule come together, and its outcome then. */
export interface RuleCase {
  readonly ids: readonly number[];
  readonly outcome: number;
}

/** A rule's outcome per row: evaluated by the reference evaluator once for all rows that it can't tell apart. */
export class RuleTable {
  readonly outcomes = new Outcomes();
  readonly view: View;
  readonly linked: boolean;
  /** Names of the columns read. */
  readonly columns: ReadonlySet<string>;
  /** The leaves that alone decide; `null` where something else does as well. */
  readonly leaves: readonly LeafReading[] | null;
  /** With leaves alone: every way in which they came together so far. */
  readonly cases: RuleCase[] = [];
  private isNoting: boolean;
  private readonly parts: readonly (Together | Derived)[];
  private readonly whole: Derived;

  constructor(bench: Bench, rule: Rule, { units, linked }: Dependencies, variant: number | null) {
    this.linked = linked;
    const readings = new Map<Together | Derived, LeafReading | null>();
    for (const unit of units) {
      const views = new Together(unit.views);
      const { leaf: test } = unit;
      if (test === null) readings.set(views, null);
      else if (variant === null) {
        const reading = { leaf: bench.leaf(test, views), lenses: lensesOf(rule) };
        readings.set(reading.leaf.reading(reading.lenses), reading);
      } else {
        // What depends on choices is only looked at together with them.
        const numbers = new Numbering();
        const shown = (row: number): number => {
          const choices = choicesAt(bench.evaluator(), bench, row, variant);
          return numbers.of(JSON.stringify(shownBy(bench, test, row, choices)));
        };
        readings.set(new Derived(views, shown), null);
      }
    }
    this.parts = [...readings.keys()];
    const leaves = [...readings.values()].filter((reading) => reading !== null);
    this.leaves = leaves.length === readings.size && leaves.length > 0 ? leaves : null;
    this.isNoting = this.leaves !== null;
    this.whole = new Derived(new Together(this.parts), (row) => {
      const outcome = this.outcomes.numberOf(evaluatedAt(bench, rule, row, variant));
      if (this.isNoting) this.cases.push({ ids: this.parts.map((part) => part.at(row)), outcome });
      return outcome;
    });
    this.view = this.whole;
    this.columns = new Set(units.flatMap(({ views }) => views.map(({ column }) => column)));
  }

  /** Forgets how leaves came together: nobody composes the rule of them. */
  stopNoting(): void {
    this.isNoting = false;
    this.cases.length = 0;
  }

  /** Says whether a column that looked constant no longer is, so that the table must be made anew. */
  get outdated(): boolean {
    return this.whole.outdated || this.parts.some((part) => part.outdated);
  }
}
