import {
  onSale,
  turningDaysOf,
  VERDICTS,
  type Day,
  type GateState,
  type MarketQuestion,
  type Prepared,
  type Rule,
  type Verdict,
} from '#domain';
import { DependencyReader } from './rules/dependencies.ts';
import type { Outcome } from './rules/outcome.ts';
import type { Bench } from './rules/rule-table.ts';
import type { Tables } from './tables.ts';

/** For offerings: the first day after the asked one on which the verdict differs; `null`: never. */
export type Forecasts = ReadonlyMap<string, Day | null>;

/** One day of a question, on which rows are looked at one by one. */
interface DayOfQuestion {
  readonly prepared: Prepared;
  readonly bench: Bench;
  /** Each rule, and whether it reads choices: `null` when it reads none. */
  readonly rules: readonly { readonly rule: Rule; readonly chooses: 'tried' | 'read' | null }[];
}

/**
 * Finds for some offerings the first day on which the verdict differs, as `forecast` does: a rule is evaluated for a row
 * only where one of its dates lies in between, and is otherwise read from what is known of another day. One offering a
 * step; comes to `null` when the tables go on to another world between two steps.
 */
export function* forecasting(
  tables: Tables,
  question: MarketQuestion,
  offerings: readonly string[],
): Generator<undefined, Forecasts | null> {
  const { world } = tables;
  const daysOf = turningDaysOf(world, question);
  const days = new Map<Day, DayOfQuestion>();
  const verdictOn = (row: number, asOf: Day): Verdict | null => {
    let day = days.get(asOf);
    if (day === undefined) {
      day = dayOf(tables, { ...question, asOf });
      days.set(asOf, day);
    }
    return verdictOf(tables, day, row);
  };
  const found = new Map<string, Day | null>();
  for (const offering of offerings) {
    const row = tables.rows.rowOf(offering);
    if (row === undefined) continue;
    const today = verdictOn(row, question.asOf);
    found.set(offering, daysOf(offering).find((day) => verdictOn(row, day) !== today) ?? null);
    yield;
    if (tables.world !== world) return null;
  }
  return found;
}

function dayOf(tables: Tables, question: MarketQuestion): DayOfQuestion {
  const prepared = tables.prepared(question);
  const bench = tables.benchFor(prepared);
  const reader = new DependencyReader(tables.store, prepared, bench.evaluator);
  return {
    prepared,
    bench,
    rules: prepared.rules.map((rule) => ({
      rule,
      chooses: prepared.choosing.has(rule) ? 'tried' : reader.read(rule).chooses ? 'read' : null,
    })),
  };
}

function verdictOf(tables: Tables, { prepared, bench, rules }: DayOfQuestion, row: number): Verdict | null {
  const offering = tables.rows.offering(tables.world, row);
  if (!onSale(offering, prepared.question.asOf)) return null;
  if (bench.evaluator().served(offering).truth === 'false') return 'ineligible';
  const ways = prepared.choosing.size === 0 ? 1 : bench.evaluator().choices(offering).length;
  const verdicts = Array.from({ length: ways }, (_, way) =>
    verdictFrom(
      rules.map(({ rule, chooses }) =>
        tables.outcomeFor(
          prepared,
          bench,
          rule,
          chooses === 'tried' ? way : chooses === 'read' ? 0 : null,
          row,
        ),
      ),
    ),
  );
  // The way of making open choices that helps most is the one that is decided by.
  return VERDICTS.find((verdict) => verdicts.includes(verdict)) ?? null;
}

function verdictFrom(outcomes: readonly Outcome[]): Verdict {
  const has = (state: GateState): boolean => outcomes.some((outcome) => outcome.state === state);
  if (has('fail')) return 'ineligible';
  if (has('open')) return 'unknown';
  // Missing papers that would only show that nothing applies leave it unknown.
  if (has('curable') || has('unproven'))
    return outcomes.some(({ mayApply }) => mayApply) ? 'conditional' : 'unknown';
  return outcomes.some(({ applied }) => applied) ? 'eligible' : 'unregulated';
}
