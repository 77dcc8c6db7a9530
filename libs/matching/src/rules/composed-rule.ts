import type { View } from '../columns/reduction.ts';
import { formulaOf, holdsFor, type Formula } from '../planes/formula.ts';
import type { PlaneWriter } from '../planes/plane-writer.ts';
import { featuresOf, RETIRED, type Outcomes, type RuleBits } from './features.ts';
import type { Outcome } from './outcome.ts';
import type { LeafReading, RuleTable } from './rule-table.ts';

/** Beyond so many ways in which its leaves come together a rule has planes of its own. */
const MOST_CASES = 4_096;

/** A rule that is told by its leaves: it has no planes, but formulas over those that its leaves share with others. */
export class ComposedRule implements RuleBits {
  version = 0;
  readonly outcomes: Outcomes;
  readonly unit: number;
  private readonly table: RuleTable;
  private readonly leaves: readonly LeafReading[];
  private readonly view: View;
  /** By outcome. */
  private readonly named: ReadonlySet<string>[] = [];
  private readonly known = new Set<string>();
  private readonly formulas = new Map<string, Formula | null>();
  /** Cases that the formulas are made from. */
  private covered = 0;
  /** How many classes its only leaf had when there was a case for each of them. */
  private settled = -1;

  private constructor(table: RuleTable, leaves: readonly LeafReading[], unit: number) {
    this.table = table;
    this.leaves = leaves;
    this.unit = unit;
    this.outcomes = table.outcomes;
    this.view = table.view;
  }

  /** Composes a rule of its leaves; `null` where there are parts that are no leaves, or too many cases. */
  static of(table: RuleTable, writer: PlaneWriter, unit: number): ComposedRule | null {
    const { leaves } = table;
    if (leaves === null) return null;
    const rule = new ComposedRule(table, leaves, unit);
    const [only] = leaves;
    if (only !== undefined && leaves.length === 1) {
      const rows = only.leaf.exampleRows();
      for (const row of rows) rule.view.at(row);
      if (rows.length === only.leaf.size) rule.settled = rows.length;
    } else rule.view.writeTo(writer.numbers);
    if (table.cases.length > MOST_CASES) {
      table.stopNoting();
      return null;
    }
    rule.cover();
    return rule;
  }

  features(): Iterable<string> {
    return this.known;
  }

  formula(feature: string): Formula | null {
    if (!this.known.has(feature)) return null;
    let formula = this.formulas.get(feature);
    if (formula === undefined) {
      formula = this.compose(feature);
      this.formulas.set(feature, formula);
    }
    return formula;
  }

  private compose(feature: string): Formula | null {
    const cases = this.table.cases.map(({ ids, outcome }) => ({
      ids,
      holds: this.named[outcome]?.has(feature) === true,
    }));
    return formulaOf(cases, (source, ids) => {
      const reading = this.leaves[source];
      if (reading === undefined) throw new RangeError(`There is no leaf ${source}.`);
      return { of: reading.leaf, members: reading.leaf.membersOf(reading.lenses, ids), source, ids };
    });
  }

  idAt(row: number): number {
    return this.view.at(row);
  }

  outcomeAt(row: number): Outcome {
    const outcome = this.outcomes.list[this.view.at(row)];
    if (outcome === undefined) throw new RangeError(`There is no outcome for row ${row}.`);
    return outcome;
  }

  /** Looks at a row that has moved: its leaves may come together as they never did. */
  update(row: number): void {
    if (this.settled === this.leaves[0]?.leaf.size) return;
    this.view.at(row);
    if (this.covered < this.table.cases.length && this.cover()) this.rebuild();
  }

  retire(): void {
    this.version = RETIRED;
  }

  /** Forgets the formulas, since a leaf tells rows apart that it didn't before. */
  rebuild(): void {
    this.formulas.clear();
    if (this.version !== RETIRED) this.version += 1;
  }

  /** Takes in new cases; says whether any comes out otherwise than the formulas say. */
  private cover(): boolean {
    let isNew = false;
    const { cases } = this.table;
    for (; this.covered < cases.length; this.covered += 1) {
      const { ids, outcome } = cases[this.covered] ?? { ids: [], outcome: 0 };
      const fresh = this.describe(outcome);
      isNew ||= fresh || !this.fits(ids, outcome);
    }
    return isNew;
  }

  /** Says whether an outcome brings anything that no outcome had, or marks, which may change the scale of totals. */
  private describe(id: number): boolean {
    if (this.named[id] !== undefined) return false;
    const outcome = this.outcomes.list[id];
    const features = new Set(outcome === undefined ? [] : featuresOf(outcome, this.unit));
    this.named[id] = features;
    const before = this.known.size;
    for (const feature of features) this.known.add(feature);
    return this.known.size > before || (outcome !== undefined && outcome.marks !== null);
  }

  private fits(ids: readonly number[], outcome: number): boolean {
    for (const [feature, formula] of this.formulas) {
      const holds = formula !== null && holdsFor(formula, ids);
      if (holds !== (this.named[outcome]?.has(feature) === true)) return false;
    }
    return true;
  }
}
