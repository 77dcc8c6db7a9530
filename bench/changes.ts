import type { Certificate, Regime, World } from '#domain';
import { MatchingEngine } from '#matching';
import { randomStream } from './random.ts';
import { median, type Measurement } from './report.ts';
import { questionIn } from './ranking.ts';
import { MARKETS, syntheticRegime } from './synthetic-rules.ts';
import { offeringId } from './synthetic-world.ts';

function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;
}

/** A world in which the certificates of some offerings end tomorrow or are another's; its maps are the old ones. */
function swapped(world: World, rows: readonly number[], random: () => number): World {
  const certificates = new Map<string, readonly Certificate[]>();
  for (const row of rows) {
    const other = `offering:${offeringId(Math.floor(random() * world.offerings.size))}`;
    const own = `offering:${offeringId(row)}`;
    const [first, ...rest] = world.certificates.get(own) ?? [];
    const taken = (world.certificates.get(other) ?? []).find((one) => one.scheme === first?.scheme);
    certificates.set(own, taken === undefined ? rest : [taken, ...rest]);
  }
  const before = world.certificates;
  return { ...world, certificates: overlaid(before, certificates) };
}

/** A map with some entries in place of another's; only lookups are asked of it here. */
function overlaid<K, V>(map: ReadonlyMap<K, V>, over: ReadonlyMap<K, V>): ReadonlyMap<K, V> {
  return {
    size: map.size,
    get: (key) => over.get(key) ?? map.get(key),
    has: (key) => map.has(key),
    keys: () => map.keys(),
    values: () => map.values(),
    entries: () => map.entries(),
    forEach: (visit) => map.forEach(visit),
    [Symbol.iterator]: () => map[Symbol.iterator](),
  };
}

/** P4: one certificate changes, and every ranking that is affected shows it. */
export function measureChange(world: World, markets: number, changes: number): Measurement {
  const random = randomStream(99);
  const engine = new MatchingEngine(world, { keepAnswers: false });
  for (const market of MARKETS.slice(0, markets)) engine.rank(questionIn(market), { limit: 1 });
  const change = (count: number): number => {
    const rows = Array.from({ length: count }, () => Math.floor(random() * world.offerings.size));
    const next = swapped(world, rows, random);
    const touched = rows.map((row) => `offering:${offeringId(row)}`);
    const began = performance.now();
    engine.apply(next, touched);
    const took = performance.now() - began;
    engine.apply(world, touched);
    return took;
  };
  for (let warm = 0; warm < 50; warm += 1) change(1);
  const single = Array.from({ length: changes }, () => change(1));
  const together = Array.from({ length: 10 }, () => change(128));
  const [p50, p99] = [percentile(single, 0.5), percentile(single, 0.99)];
  const atOnce = median(together);
  return {
    id: 'P4',
    work: `one certificate changes at ${world.offerings.size.toLocaleString('en')} offerings and ${markets} markets`,
    unit: 'ms',
    values: { 'one change, p50': p50, 'one change, p99': p99, '128 changes together': atOnce },
    ratios: {},
    bar: 'p50 ≤ 0.1 ms, p99 ≤ 0.5 ms, 128 together ≤ 5 ms',
    met: p50 <= 0.1 && p99 <= 0.5 && atOnce <= 5,
    note: 'equality with a fresh build is a property test',
  };
}

/** Versions that each market gets in turn: the first ones find code that never ran. */
const VERSIONS = 8;

/** P5: a regime gets a version with two new tests; until the first ranking under it. */
export function measureRegime(world: World): Measurement {
  const engine = new MatchingEngine(world, { keepAnswers: false });
  const markets = MARKETS.slice(0, 8);
  for (const market of markets) engine.rank(questionIn(market), { limit: 50 });
  const publish = (market: string, version: number): number => {
    const regime: Regime = syntheticRegime(market, version);
    const next = { ...world, regimes: new Map(world.regimes).set(regime.id, [regime]) };
    const began = performance.now();
    engine.apply(next, []);
    engine.rank(questionIn(market), { limit: 50 });
    return performance.now() - began;
  };
  const rounds = Array.from({ length: VERSIONS }, (_, round) =>
    markets.map((market, index) => publish(market, 2 + index + round * markets.length)),
  );
  const [first = [], ...later] = rounds;
  const times = later.flat();
  const many = world.offerings.size >= 1_000_000;
  const middle = median(times);
  return {
    id: 'P5',
    work: `a regime version with two new tests until its first ranking, ${world.offerings.size.toLocaleString('en')} offerings`,
    unit: 'ms',
    values: {
      'median, warm': middle,
      'slowest, warm': Math.max(...times),
      'median of the first version of each market': median(first),
    },
    ratios: {},
    bar: many ? '≤ 10 ms' : '≤ 1.5 ms',
    met: middle <= (many ? 10 : 1.5),
  };
}
