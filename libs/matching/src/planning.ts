import type { MarketQuestion, Prepared } from '#domain';
import type { Plane } from './planes/plane.ts';
import { QuestionPlanes, type ServedPlanes } from './question-planes.ts';
import { DependencyReader } from './rules/dependencies.ts';
import type { RuleBits } from './rules/features.ts';
import type { Bench } from './rules/rule-table.ts';
import type { Tables } from './tables.ts';
import { bestVariants, blend } from './variants.ts';

/** The rules of a question over all rows, once for each way of making the open choices. */
interface Ruled {
  readonly prepared: Prepared;
  readonly served: ServedPlanes;
  readonly present: Plane;
  readonly tried: readonly (readonly RuleBits[])[];
  /** Changes of rows may need the question to be planned anew. */
  readonly isFixed: boolean;
}

/**
 * Evaluates the rules of a question for all rows, one rule a step; between steps others may use the tables. Comes to
 * `null` when the tables have gone on to another world meanwhile: what was evaluated before is of no use then.
 */
function* ruling(tables: Tables, question: MarketQuestion): Generator<undefined, Ruled | null> {
  const { world } = tables;
  const prepared = tables.prepared(question);
  const bench = tables.benchFor(prepared);
  const reader = new DependencyReader(tables.store, prepared, bench.evaluator);
  const served = tables.servedFor(prepared, bench, reader);
  const read = prepared.rules.map((rule) => ({ rule, dependencies: reader.read(rule) }));
  const chooses = read.some(({ rule }) => prepared.choosing.has(rule));
  const variants = chooses ? variantsOf(tables, bench) : 1;
  const tried: RuleBits[][] = [];
  for (let variant = 0; variant < variants; variant += 1) {
    const rules: RuleBits[] = [];
    for (const { rule, dependencies } of read) {
      const choosing = prepared.choosing.has(rule);
      const chosen = choosing ? variant : dependencies.chooses ? 0 : null;
      const { bits, isNew } = tables.ruleFor(prepared, bench, rule, chosen, dependencies);
      rules.push(bits);
      if (!isNew) continue;
      yield;
      if (tables.world !== world) return null;
    }
    tried.push(rules);
  }
  const isFixed = chooses || read.some(({ dependencies }) => dependencies.linked);
  return { prepared, served, present: tables.onSale(question.asOf), tried, isFixed };
}

/** Plans a question over all rows in the same steps. */
export function* planning(
  tables: Tables,
  question: MarketQuestion,
  lookahead: number,
): Generator<undefined, QuestionPlanes | null> {
  const ruled = yield* ruling(tables, question);
  if (ruled === null) return null;
  const { rows, writer, compiler, selector, scratch } = tables;
  const { prepared, served, tried, ...kept } = ruled;
  const sources = {
    ...kept,
    prepared,
    served,
    lookahead,
    compiler,
    selector,
    scratch,
    rows: rows.count,
    offering: (row: number) => rows.ids[row] ?? '',
  };
  const [only = []] = tried;
  if (tried.length === 1) return new QuestionPlanes({ ...sources, rules: only });
  const best = bestVariants(rows.count, tried, prepared.weights, (row) => isServed(served, row));
  const blended = only.map((bits, rule) => {
    const all = tried.map((rules) => rules[rule] ?? bits);
    return all.every((one) => one === bits) ? bits : blend(writer, all, best, bits.unit);
  });
  return new QuestionPlanes({ ...sources, rules: blended });
}

function isServed({ planes }: ServedPlanes, row: number): boolean {
  return planes.outcomeAt(row).state === 'pass';
}

/** The most ways in which any offering's open choices can be made. */
function variantsOf({ rows, world }: Tables, bench: Bench): number {
  const evaluator = bench.evaluator();
  let most = 1;
  for (let row = 0; row < rows.count; row += 1) {
    most = Math.max(most, evaluator.choices(rows.offering(world, row)).length);
  }
  return most;
}
