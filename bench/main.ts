import { measureChange, measureRegime } from './changes.ts';
import { measureGrowth } from './growth.ts';
import { measureHttp } from './http.ts';
import { measureIngestion, measureShortly } from './ingestion/ingestion.ts';
import { measureMemory } from './memory.ts';
import { measureMatrix, measureRanking } from './ranking.ts';
import { printResults, report, type Measurement } from './report.ts';
import { measureStart } from './start.ts';
import { syntheticWorld } from './synthetic-world.ts';
import { measureVerdictLag } from './verdict-lag.ts';

const words = process.argv.slice(2);
const isQuick = words.includes('quick');
// `npm run bench -- ingestion short [postgres | redis] [statements]`: within a minute, on a record with few rules.
if (words.includes('short')) {
  const backends = (['postgres', 'redis'] as const).filter((backend) => words.includes(backend));
  const chosen = backends.length > 0 ? backends : (['postgres', 'redis'] as const);
  printResults([await measureShortly(chosen, words.includes('statements'))]);
  process.exit(0);
}
/** `npm run bench -- P3 P9` measures those bars alone; `ingestion` is another name of P9. */
const wanted = new Set(
  words.flatMap((word) => (word === 'ingestion' ? ['P9'] : word === 'quick' ? [] : [word])),
);
const results: Measurement[] = [];

/** Worlds are large, so only one of each size is made, and the large one only when it is needed. */
const worlds = new Map<number, ReturnType<typeof syntheticWorld>>();
function worldOf(offerings: number): ReturnType<typeof syntheticWorld> {
  const known = worlds.get(offerings) ?? syntheticWorld(offerings);
  worlds.set(offerings, known);
  return known;
}

// Before the large worlds are made: their heap would slow down what is measured in this process.
const ingestion = isQuick ? () => measureIngestion(6_000, 300) : () => measureIngestion(30_000, 2_000);

type Step = readonly [bar: string, measure: () => Measurement | Promise<Measurement | Measurement[]>];

const QUICK: readonly Step[] = [
  ['P9', ingestion],
  ['P1', () => measureRanking(worldOf(100_000), 20, 'without PostgreSQL')],
  ['P4', () => measureChange(worldOf(100_000), 12, 300)],
  ['P7', () => measureStart(5_000)],
  ['P8', () => measureHttp(2)],
  ['P10', () => measureVerdictLag(8)],
];
const FULL: readonly Step[] = [
  ['P9', ingestion],
  ['P1', () => measureRanking(worldOf(100_000), 100, 'all')],
  ['P4', () => measureChange(worldOf(100_000), 200, 1_000)],
  ['P5', () => measureRegime(worldOf(100_000))],
  ['P6', () => measureMemory(worldOf(100_000), 200)],
  ['P6', () => measureMemory(worldOf(1_000_000), 200)],
  ['P2', () => measureRanking(worldOf(1_000_000), 20, 'none')],
  ['P5', () => measureRegime(worldOf(1_000_000))],
  ['P11', () => measureMatrix(worldOf(1_000_000), 200)],
  ['P3', () => measureGrowth(worldOf, 1_000_000)],
  ['P7', () => measureStart(50_000)],
  ['P8', () => measureHttp(10)],
  ['P10', () => measureVerdictLag(40)],
];
const all = isQuick ? QUICK : FULL;
const unknown = [...wanted].filter((word) => !all.some(([bar]) => bar === word));
if (unknown.length > 0) {
  const bars = [...new Set(all.map(([bar]) => bar))].join(', ');
  process.stderr.write(`There is no bar ${unknown.join(', ')}. Those that are measured: ${bars}.\n`);
  process.exit(1);
}
const steps = all.filter(([bar]) => wanted.size === 0 || wanted.has(bar));
for (const [, step] of steps) {
  results.push(...[await step()].flat());
  // A long run that is broken off still leaves what it measured.
  await report(results, isQuick ? 'quick' : 'full');
}
// The servers under test leave idle connections behind.
process.exit(0);
