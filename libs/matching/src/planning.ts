import type { MarketQuestion } from '#domain';
import { QuestionPlanes } from './question-planes.ts';
import { DependencyReader } from './rules/dependencies.ts';
import type { RulePlanes } from './rules/rule-planes.ts';
import type { Bench } from './rules/rule-table.ts';
import type { Tables } from './tables.ts';
import { bestVariants, blend } from './variants.ts';

/**
 * Plans a question over all rows, one rule a step; between steps others may use the tables. Comes to `null` when the
 * tables have gone on to another world meanwhile: what was planned before is of no use then.
 */
export function* planning(
  tables: Tables,
  question: MarketQuestion,
  lookahead: number,
): Generator<undefined, QuestionPlanes | null> {
  const { world, rows, writer, compiler, scratch } = tables;
  const prepared = tables.prepared(question);
  const bench = tables.benchFor(prepared);
  const reader = new DependencyReader(tables.store, prepared);
  const served = tables.servedFor(prepared, bench, reader);
  const read = prepared.rules.map((rule) => ({ rule, dependencies: reader.read(rule) }));
  const variants = read.some(({ rule }) => prepared.choosing.has(rule)) ? variantsOf(tables, bench) : 1;
  const tried: RulePlanes[][] = [];
  for (let variant = 0; variant < variants; variant += 1) {
    const rules: RulePlanes[] = [];
    for (const { rule, dependencies } of read) {
      const choosing = prepared.choosing.has(rule);
      const chosen = choosing ? variant : dependencies.chooses ? 0 : null;
      const { planes, isNew } = tables.ruleFor(prepared, bench, rule, chosen, dependencies);
      rules.push(planes);
      if (!isNew) continue;
      yield;
      if (tables.world !== world) return null;
    }
    tried.push(rules);
  }
  const sources = {
    prepared,
    lookahead,
    compiler,
    scratch,
    isFixed: variants > 1 || read.some(({ dependencies }) => dependencies.linked),
    rows: rows.count,
    offering: (row: number) => rows.ids[row] ?? '',
    present: tables.onSale(question.asOf),
    served,
  };
  const [only = []] = tried;
  if (variants === 1) return new QuestionPlanes({ ...sources, rules: only });
  const best = bestVariants(
    rows.count,
    tried,
    prepared.weights,
    (row) => served.planes.outcomeAt(row).state === 'pass',
  );
  const blended = only.map((planes, rule) => {
    const all = tried.map((rules) => rules[rule] ?? planes);
    return all.every((one) => one === planes) ? planes : blend(writer, all, best, planes.unit);
  });
  return new QuestionPlanes({ ...sources, rules: blended });
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
