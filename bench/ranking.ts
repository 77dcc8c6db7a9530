import { prepare, type MarketQuestion, type World } from '#domain';
import { Compiler, MatchingEngine, PlaneMemory, ProgramWriter, type RankedPlace } from '#matching';
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

/** What is told of a place. */
function keyed({ rank, offering, verdict, score, coverage, run }: RankedPlace): readonly unknown[] {
  return [rank, offering, verdict, score.low, score.high, coverage.known, coverage.needed, run];
}

/** Refuses to time an engine that says other things than the reference evaluator about a sample of offerings. */
export function checkAgainstReference(world: World, engine: MatchingEngine, question: MarketQuestion): void {
  const decide = prepare(world, question);
  const { order } = engine.rank(question, { limit: world.offerings.size });
  // The first rows are found otherwise when a question is asked again: they have to be the same.
  const again = [1, 2, 3, 4].map(() => engine.places(question, PAGE).order);
  const first = JSON.stringify(order.slice(0, PAGE.limit).map(keyed));
  if (again.some((places) => JSON.stringify(places.map(keyed)) !== first))
    throw new Error('A question that is asked again is answered otherwise');
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
  const first = mean(questions.map((question) => timed(() => void engine.places(question, PAGE))));
  for (let run = 0; run < runs; run += 1) for (const question of questions) engine.places(question, PAGE);
  const later = questions.map((question) =>
    median(Array.from({ length: runs }, () => timed(() => void engine.places(question, PAGE)))),
  );
  return { first, later };
}

/** Milliseconds of working out all verdicts and their counts, the mean over several markets. */
function verdictTimes(engine: MatchingEngine, runs: number): number {
  const questions = MARKETS.slice(0, SETS).map(questionIn);
  return mean(
    questions.map((question) => {
      engine.counts(question);
      return median(Array.from({ length: runs }, () => timed(() => void engine.counts(question))));
    }),
  );
}

/** Milliseconds of a plain stream over so many bytes of planes: each is read once, joined and counted. */
export function streamMs(rows: number, bytes: number, runs: number): number {
  const memory = new PlaneMemory(rows);
  const planes = Array.from({ length: Math.max(1, Math.round(bytes / (memory.words * 4))) }, () =>
    memory.take(),
  );
  const writer = new ProgramWriter();
  const all = writer.any(planes);
  if (all !== null) writer.count(all);
  const run = new Compiler(memory).compile(writer.finish());
  for (let warm = 0; warm < 20; warm += 1) run();
  return median(Array.from({ length: runs }, () => timed(() => void run())));
}

/** P1: ranking all offerings, against the reference evaluator and other engines; P2: the same near the machine's limit. */
export async function measureRanking(
  world: World,
  runs: number,
  peers: 'all' | 'without PostgreSQL' | 'none',
): Promise<Measurement> {
  const engine = new MatchingEngine(world, { keepAnswers: false });
  const { first, later } = rankingTimes(engine, runs);
  const verdicts = verdictTimes(engine, runs);
  const question = questionIn(MARKETS[0] ?? 'AA');
  checkAgainstReference(world, engine, question);
  const plain = new MatchingEngine(world, { keepAnswers: false, vectors: false });
  const inTypeScript = rankingTimes(plain, Math.ceil(runs / 4)).later;
  const verdictsInTypeScript = verdictTimes(plain, Math.ceil(runs / 4));
  const stream = streamMs(
    world.offerings.size,
    mean(MARKETS.slice(0, SETS).map((market) => engine.workingSet(questionIn(market)))),
    runs,
  );
  const treeWalk = treeWalkMs(world, question, 400);
  const others = peers === 'none' ? {} : await peerTimes(world, question, peers === 'all');
  const own = mean(later);
  const ratios = Object.fromEntries(
    Object.entries({ 'tree walk': treeWalk, ...others }).map(([name, ms]) => [name, ms / own]),
  );
  const values = {
    'engine, warm: verdicts, counts, top 50': own,
    'engine, warm, slowest market': Math.max(...later),
    'engine, warm: verdicts and counts only': verdicts,
    'engine, first question (evaluates its rules)': first,
    'engine in TypeScript, warm': mean(inTypeScript),
    'engine in TypeScript: verdicts and counts only': verdictsInTypeScript,
    'plain stream over the same planes': stream,
    'tree walk (extrapolated from a sample)': treeWalk,
    ...others,
  };
  const work = `rank ${world.offerings.size.toLocaleString('en')} offerings under 28 constraints (mean of ${SETS} markets)`;
  if (world.offerings.size >= 1_000_000) {
    const limits = {
      'bandwidth of a plain stream': stream / verdicts,
      'TypeScript to WebAssembly': mean(inTypeScript) / own,
      'slowest market to mean': Math.max(...later) / own,
    };
    return {
      id: 'P2',
      work,
      unit: 'ms',
      values,
      ratios: { ...ratios, ...limits },
      bar: '≥ 0.75 of the bandwidth of a plain stream; TypeScript ≤ 6×; slowest ≤ 2× of the mean',
      met:
        limits['bandwidth of a plain stream'] >= 0.75 &&
        limits['TypeScript to WebAssembly'] <= 6 &&
        limits['slowest market to mean'] <= 2,
      note: 'the bandwidth is that of working out verdicts and counts',
    };
  }
  return {
    id: 'P1',
    work,
    unit: 'ms',
    values,
    ratios,
    bar: '≥ 1,500× the tree walk; ≥ 2,500× PostgreSQL (wide), ≥ 10,000× normalised; ≥ 2,500× json-logic-engine',
    met: peers !== 'all' ? null : Object.entries(BARS).every(([name, bar]) => (ratios[name] ?? 0) >= bar),
    note: 'rule engines decide a sample, extrapolated; they and PostgreSQL give verdicts and lower scores, no coverage and no runs',
  };
}

/** Who buys, if the need says so: rules that depend on it make different programs. */
const BUYERS: readonly MarketQuestion['need'][] = [
  { 'buyer.kind': 'public' },
  { 'buyer.kind': 'private' },
  {},
];

/** P11: the verdicts of every offering for 700 needs, on one core; so many markets with three needs each are tried. */
export function measureMatrix(world: World, markets: number): Measurement {
  const NEEDS = 700;
  const questions = MARKETS.slice(0, markets).flatMap((market) =>
    BUYERS.map((need) => ({ ...questionIn(market), need })),
  );
  const engine = new MatchingEngine(world, { keepAnswers: false, questions: questions.length });
  const alone = questions.map((question) => JSON.stringify(engine.counts(question)));
  const together = engine.tallies(questions).map((counts) => JSON.stringify(counts));
  if (alone.join() !== together.join())
    throw new Error('Needs decided together come out otherwise than alone');
  const [all, oneByOne] = [
    () => void engine.tallies(questions),
    () => questions.forEach((question) => engine.counts(question)),
  ].map((round) => {
    for (let warm = 0; warm < 4; warm += 1) round();
    return (median(Array.from({ length: 7 }, () => timed(round))) / questions.length) * NEEDS;
  });
  const took = all ?? Number.NaN;
  return {
    id: 'P11',
    work: `verdicts of ${world.offerings.size.toLocaleString('en')} offerings for ${NEEDS} needs (extrapolated from ${questions.length})`,
    unit: 'ms',
    values: { 'one core': took, 'need by need': oneByOne ?? Number.NaN },
    ratios: {},
    bar: '≤ 140 ms on one core at 1,000,000 offerings',
    met: world.offerings.size >= 1_000_000 ? took <= 140 : null,
  };
}
