import {
  EVERY_GRADE,
  lensOf,
  NO_CHOICES,
  readsStatements,
  WITHOUT_OWN_WORD,
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
import { Outcomes } from './rule-planes.ts';

/** Where rows are evaluated one by one: the current world and the reference evaluator for one question. */
export interface Bench {
  readonly world: () => World;
  readonly evaluator: () => RuleEvaluator;
  readonly rows: Rows;
  /** Results of leaves that rules have in common, by what they ask. */
  readonly leaf: (rule: Rule, leaf: Test, make: () => Derived) => Derived;
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

/** Everything about a leaf's result that a rule may look at, under every lens under which a rule is evaluated. */
function signatureOf(bench: Bench, rule: Rule, leaf: Test, row: number, choices: Choices): string {
  const evaluator = bench.evaluator();
  const offering = bench.rows.offering(bench.world(), row);
  const vendor = bench.world().vendors.get(offering.vendor);
  const lenses = [lensOf(rule.requirement.evidence), EVERY_GRADE, WITHOUT_OWN_WORD, lensOf('registered')];
  const seen = lenses.map((lens) => {
    const result = evaluator.test(offering, choices, lens, leaf);
    const { truth, reasons, asked } = result;
    const name =
      asked === null ? null : bench.names.nameOf(`${asked.subject} ${asked.attribute}`, offering, vendor);
    return [truth, reasons, name, readsStatements(result), isRegistered(result)];
  });
  return JSON.stringify(seen);
}

/** The outcome of a rule for one row, by the reference evaluator. */
export function evaluatedAt(bench: Bench, rule: Rule, row: number, variant: number | null): Outcome {
  const offering = bench.rows.offering(bench.world(), row);
  const choices = choicesAt(bench.evaluator(), bench, row, variant);
  const vendor = bench.world().vendors.get(offering.vendor);
  const evaluated = bench.evaluator().rule(offering, choices, rule);
  return outcomeOf(evaluated, (key) => bench.names.nameOf(key, offering, vendor));
}

/** A rule's outcome per row: evaluated by the reference evaluator once for all rows that it can't tell apart. */
export class RuleTable {
  readonly outcomes = new Outcomes();
  readonly view: View;
  readonly linked: boolean;
  /** Names of the columns read. */
  readonly columns: ReadonlySet<string>;
  private readonly parts: readonly (Together | Derived)[];
  private readonly whole: Derived;

  constructor(bench: Bench, rule: Rule, { units, linked }: Dependencies, variant: number | null) {
    this.linked = linked;
    this.parts = units.map((unit) => {
      const views = new Together(unit.views);
      const { leaf } = unit;
      if (leaf === null) return views;
      const make = (): Derived => {
        const numbers = new Numbering();
        return new Derived(views, (row) => {
          const choices = choicesAt(bench.evaluator(), bench, row, variant);
          return numbers.of(signatureOf(bench, rule, leaf, row, choices));
        });
      };
      // What depends on choices is only looked at together with them.
      return variant === null ? bench.leaf(rule, leaf, make) : make();
    });
    this.whole = new Derived(new Together(this.parts), (row) =>
      this.outcomes.numberOf(evaluatedAt(bench, rule, row, variant)),
    );
    this.view = this.whole;
    this.columns = new Set(units.flatMap(({ views }) => views.map(({ column }) => column)));
  }

  /** Says whether a column that looked constant no longer is, so that the table must be made anew. */
  get outdated(): boolean {
    return this.whole.outdated || this.parts.some((part) => part.outdated);
  }
}
