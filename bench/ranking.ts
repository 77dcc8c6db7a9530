import { prepare, type MarketQuestion, type World } from '#domain';
import { MatchingEngine } from '#matching';
import { peerTimes } from './peers/compare.ts';
import { median, type Measurement } from './report.ts';
import { MARKETS, TODAY } from './synthetic-rules.ts';
import { treeWalkMs } from './tree-walk.ts';

/** Rankings in P1 and P2 are asked in so many markets, and their mean is reported. */
const SETS = 12;
const PAGE = { limit: 50 };
const BARS: Readonly<Record<string, number>> = {
  'tree walk': 1_500,
  'PostgreSQL, wide table': 2_500,
  'PostgreSQL, normalised': 10_000,
  'json-logic-engine': 2_500,
};

/** The question that is asked in a synthetic market. */
export function questionIn(market: string): MarketQuestion {
  return { market, need: { 'buyer.kind': 'public' }, asOf: TODAY, explain: false };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function timed(work: () => void): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}

/** Refuses to time an engine that says other things than the reference evaluator about a sample of offerings. */
export function checkAgainstReference(world: World, engine: MatchingEngine, question: MarketQuestion): void {
  const decide = prepare(world, question);
  const { order } = engine.rank(question, { limit: world.offerings.size });
  const step = Math.ceil(order.length / 60);
  const sample = order.filter(({ rank }) => rank <= 20 || rank % step === 0);
  for (const { offering, verdict, gates, coverage, score } of sample) {
    const expected = decide(offering);
    const [left, right] = [
      { verdict, gates, coverage, low: score.low, high: score.high },
      {
        verdict: expected.verdict,
        gates: expected.gates,
        coverage: expected.coverage,
        low: expected.score.low,
        high: expected.score.high,
      },
    ].map((said) => JSON.stringify(said));
    if (left !== right)
      throw new Error(`${offering} differs: the engine says ${left}, the reference ${right}`);
  }
}

/** What ranking costs in each of several markets: the first time, when its rules are evaluated, and later. */
export interface RankingTimes {
  readonly first: number;
  readonly later: readonly number[];
}

/** Asks in several markets, first cold and then often enough to be warm. */
export function rankingTimes(engine: MatchingEngine, runs: number): RankingTimes {
  const questions = MARKETS.slice(0, SETS).map(questionIn);
  const first = mean(questions.map((question) => timed(() => void engine.rank(question, PAGE))));
  for (let run = 0; run < runs; run += 1) for (const question of questions) engine.rank(question, PAGE);
  const later = questions.map((question) =>
    median(Array.from({ length: runs }, () => timed(() => void engine.rank(question, PAGE)))),
  );
  return { first, later };
}

/** P1 and P2: ranking all offerings, against deciding each with the reference evaluator. */
export async function measureRanking(
  world: World,
  runs: number,
  peers: 'all' | 'without PostgreSQL' | 'none',
): Promise<Measurement> {
  const engine = new MatchingEngine(world, { keepAnswers: false });
  const { first, later } = rankingTimes(engine, runs);
  const question = questionIn(MARKETS[0] ?? 'AA');
  checkAgainstReference(world, engine, question);
  const treeWalk = treeWalkMs(world, question, 400);
  const others = peers === 'none' ? {} : await peerTimes(world, question, peers === 'all');
  const own = mean(later);
  const ratios = Object.fromEntries(
    Object.entries({ 'tree walk': treeWalk, ...others }).map(([name, ms]) => [name, ms / own]),
  );
  const many = world.offerings.size >= 1_000_000;
  return {
    id: many ? 'P2' : 'P1',
    work: `rank ${world.offerings.size.toLocaleString('en')} offerings under 28 constraints, top 50 and counts (mean of ${SETS} markets)`,
    unit: 'ms',
    values: {
      'engine, TypeScript, warm': mean(later),
      'engine, slowest market, warm': Math.max(...later),
      'engine, first question (evaluates its rules)': first,
      'tree walk (extrapolated from a sample)': treeWalk,
      ...others,
    },
    ratios,
    bar: many
      ? '≥ 75 % of the bandwidth of a plain stream; worst order ≤ 2× of the mean'
      : '≥ 1,500× the tree walk; ≥ 2,500× PostgreSQL (wide), ≥ 10,000× normalised; ≥ 2,500× json-logic-engine',
    met:
      many || peers !== 'all'
        ? null
        : Object.entries(BARS).every(([name, bar]) => (ratios[name] ?? 0) >= bar),
    note: 'rule engines decide a sample, extrapolated; they and PostgreSQL give verdicts and scores, but no coverage',
  };
}
