import type { Regime, World } from '#domain';
import { MatchingEngine } from '#matching';
import { median, type Measurement, type Point } from './report.ts';
import { questionIn, rankingTimes } from './ranking.ts';
import { MARKETS } from './synthetic-rules.ts';

const SIZES = [10_000, 100_000, 1_000_000];
const MARKET_STEPS = [1, 10, 25, 50, 100, 200];
const CONSTRAINT_STEPS = [7, 14, 28, 56, 112];
const DEPTHS = [0, 1_000, 9_000];

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** A warm ranking by the number of offerings. */
function byOfferings(worldOf: (offerings: number) => World, largest: number): readonly Point[] {
  return SIZES.filter((size) => size <= largest).map((size) => {
    const engine = new MatchingEngine(worldOf(size), { keepAnswers: false });
    return { x: size, y: mean(rankingTimes(engine, 20).later) };
  });
}

/** What the first questions of so many markets take together: later markets find leaves that earlier ones made. */
function byMarkets(world: World): readonly Point[] {
  const engine = new MatchingEngine(world, { keepAnswers: false });
  const began = performance.now();
  return MARKET_STEPS.map((markets, step) => {
    for (const market of MARKETS.slice(MARKET_STEPS[step - 1] ?? 0, markets))
      engine.places(questionIn(market), { limit: 50 });
    return { x: markets, y: performance.now() - began };
  });
}

/** The rules of so many constraints in one market: a part of its own, or those of other markets beside them. */
function constrained(world: World, constraints: number): World {
  const [market = 'AA'] = MARKETS;
  const all = [...world.regimes.values()].flatMap(([regime]) =>
    (regime?.requirements ?? []).map((one) => ({ ...one, id: `${regime?.id}-${one.id}` })),
  );
  const regimes = new Map<string, readonly Regime[]>();
  for (const [id, versions] of world.regimes) {
    if (versions.some((regime) => regime.market === market))
      regimes.set(
        id,
        versions.map((regime) => ({ ...regime, requirements: all.slice(0, constraints) })),
      );
  }
  return { ...world, regimes };
}

/** A warm ranking by the number of constraints of its market. */
function byConstraints(world: World): readonly Point[] {
  const question = questionIn(MARKETS[0] ?? 'AA');
  return CONSTRAINT_STEPS.map((constraints) => {
    const engine = new MatchingEngine(constrained(world, constraints), { keepAnswers: false });
    const times = Array.from({ length: 200 }, () => {
      const began = performance.now();
      engine.places(question, { limit: 50 });
      return performance.now() - began;
    });
    return { x: constraints, y: median(times.slice(100)) };
  });
}

/** A question asked again by how far down its page begins. */
function byDepth(world: World): readonly Point[] {
  const engine = new MatchingEngine(world);
  const question = questionIn(MARKETS[0] ?? 'AA');
  return DEPTHS.map((offset) => {
    engine.places(question, { limit: 50, offset });
    const times = Array.from({ length: 200 }, () => {
      const began = performance.now();
      engine.places(question, { limit: 50, offset });
      return performance.now() - began;
    });
    return { x: offset, y: median(times) };
  });
}

function named(points: readonly Point[], name: (x: string) => string): Record<string, number> {
  return Object.fromEntries(points.map(({ x, y }) => [name(x.toLocaleString('en')), y]));
}

/** By how much the last point of a curve lies above the one before, or above the one at a given place. */
function ratioOf(points: readonly Point[], from: number): number {
  return (points.at(-1)?.y ?? Number.NaN) / (points.at(from)?.y ?? Number.NaN);
}

/** P3: how a ranking grows with offerings, markets, constraints and the depth of its page. */
export function measureGrowth(worldOf: (offerings: number) => World, largest: number): Measurement {
  const offerings = byOfferings(worldOf, largest);
  const middle = worldOf(Math.min(100_000, largest));
  const markets = byMarkets(middle);
  const constraints = byConstraints(middle);
  const depth = byDepth(worldOf(10_000));
  const growth = ratioOf(offerings, -2);
  const doubled = ratioOf(markets, -2);
  return {
    id: 'P3',
    work: 'growth of a ranking',
    unit: 'ms',
    values: {
      ...named(offerings, (x) => `${x} offerings, warm`),
      ...named(markets, (x) => `first questions of ${x} markets together`),
      ...named(constraints, (x) => `${x} constraints, warm`),
      ...named(depth, (x) => `page from ${x} on, asked again`),
    },
    ratios: {
      'ten times the offerings': growth,
      'twice the markets, first questions': doubled,
      'sixteen times the constraints': ratioOf(constraints, 0),
      'ninth thousand to first page': ratioOf(depth, 0),
    },
    curves: { offerings, markets, constraints },
    bar: '1,000,000 / 100,000 offerings ≤ 12; twice the markets < 2',
    met: largest >= 1_000_000 ? growth <= 12 && doubled < 2 : null,
    ...(largest >= 1_000_000 ? {} : { note: 'the full form measures a million' }),
  };
}
