import { covers, type Day, type Fact, type FactTest, type RuleEvaluator } from '#domain';
import type { Column } from './column.ts';
import { Numbering, Reduction } from './reduction.ts';
import { factManner } from './statement-content.ts';

/** What tests values of facts for a question. */
export type ValueTester = Pick<RuleEvaluator, 'value'>;

const NOTHING = -1;
const SEVERAL = -2;
/** More than the findings that the values of one column can come to. */
const FINDINGS = 65_536;

/** The facts of a column on a day: how each is stated, and its value, as numbers that all tests share. */
export class StatedValues {
  readonly column: Column<readonly Fact[]>;
  private readonly day: Day;
  private readonly manners = new Numbering();
  private readonly values = new Numbering();
  /** By value: a fact that has it. */
  private readonly examples: Fact[] = [];
  /** By class. */
  private readonly manner: number[] = [];
  private readonly value: number[] = [];

  constructor(column: Column<readonly Fact[]>, day: Day) {
    this.column = column;
    this.day = day;
  }

  /** The facts as a test sees them that compares values with what is written out or asked. */
  comparedBy(test: FactTest, evaluator: () => ValueTester): Reduction<readonly Fact[]> {
    const findings = new Findings(test, evaluator);
    /** By value. */
    const found: number[] = [];
    return new ComparedFacts(this.column, this.day, (_, __, id) => {
      this.read(id);
      const [manner = NOTHING, value = 0] = [this.manner[id], this.value[id]];
      if (manner < 0) return manner === NOTHING ? '' : null;
      const example = this.examples[value];
      if (example === undefined) return null;
      return manner * FINDINGS + (found[value] ??= findings.of(example));
    });
  }

  /** Reads the classes up to one; they come in order. */
  private read(upTo: number): void {
    for (let id = this.manner.length; id <= upTo; id += 1) {
      const [fact, ...others] = this.column.contentOf(id) ?? [];
      if (fact === undefined || others.length > 0 || !covers(fact.valid, this.day)) {
        this.manner.push(others.length > 0 ? SEVERAL : NOTHING);
        this.value.push(0);
        continue;
      }
      const { value, complete, lowerBound } = fact;
      const number = this.values.of(JSON.stringify([value, complete, lowerBound ?? false]));
      this.examples[number] ??= fact;
      this.manner.push(this.manners.of(factManner(fact)));
      this.value.push(number);
    }
  }
}

/** Its size is that of the column: how many numbers there are is only known once values have been compared. */
class ComparedFacts extends Reduction<readonly Fact[]> {
  override size(): number {
    return this.source.size;
  }
}

/** What the conditions of a test come to for values, as numbers. */
class Findings {
  private readonly test: FactTest;
  private readonly evaluator: () => ValueTester;
  /** Numbers that all conditions compare with; `null` where there are others. */
  private readonly bounds: readonly number[] | null;
  private readonly numbers = new Numbering();
  private readonly bySides = new Map<number, number>();

  constructor(test: FactTest, evaluator: () => ValueTester) {
    this.test = test;
    this.evaluator = evaluator;
    this.bounds = boundsOf(test);
  }

  of(fact: Fact): number {
    const { value, complete } = fact;
    if (this.bounds === null || typeof value !== 'number') return this.found(fact);
    // Numbers on the same side of every bound compare alike.
    const sides = this.bounds.reduce(
      (before, bound) => before * 3 + (value < bound ? 0 : value > bound ? 1 : 2),
      complete ? 1 : 2,
    );
    let number = this.bySides.get(sides);
    if (number === undefined) {
      number = this.found(fact);
      this.bySides.set(sides, number);
    }
    return number;
  }

  private found(fact: Fact): number {
    return this.numbers.of(JSON.stringify(this.evaluator().value(this.test, fact)));
  }
}

function boundsOf({ conditions }: FactTest): readonly number[] | null {
  const bounds: number[] = [];
  for (const condition of conditions) {
    const value = 'value' in condition ? condition.value : null;
    const isComparison =
      condition.op === 'atLeast' ||
      condition.op === 'atMost' ||
      condition.op === 'above' ||
      condition.op === 'below';
    if (!isComparison || value === null || typeof value !== 'object' || value.kind !== 'literal') return null;
    if (typeof value.value !== 'number') return null;
    bounds.push(value.value);
  }
  return bounds;
}
