import { measureChange, measureRegime } from './changes.ts';
import { measureGrowth } from './growth.ts';
import { measureHttp } from './http.ts';
import { measureIngestion } from './ingestion/ingestion.ts';
import { measureMemory } from './memory.ts';
import { measureMatrix, measureRanking } from './ranking.ts';
import { report, type Measurement } from './report.ts';
import { syntheticWorld } from './synthetic-world.ts';
import { measureVerdictLag } from './verdict-lag.ts';

const isQuick = process.argv.includes('quick');
/** `npm run bench -- ingestion` measures that alone. */
const isIngestion = process.argv.includes('ingestion');
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

const steps: readonly (() => Measurement | Promise<Measurement | Measurement[]>)[] = isIngestion
  ? [ingestion]
  : isQuick
    ? [
        ingestion,
        () => measureRanking(worldOf(100_000), 20, 'without PostgreSQL'),
        () => measureChange(worldOf(100_000), 12, 300),
        () => measureHttp(2),
        () => measureVerdictLag(8),
      ]
    : [
        ingestion,
        () => measureRanking(worldOf(100_000), 100, 'all'),
        () => measureChange(worldOf(100_000), 200, 1_000),
        () => measureRegime(worldOf(100_000)),
        () => measureMemory(worldOf(100_000), 200),
        () => measureRanking(worldOf(1_000_000), 20, 'none'),
        () => measureRegime(worldOf(1_000_000)),
        () => measureMatrix(worldOf(1_000_000), 24),
        () => measureGrowth(worldOf, 1_000_000),
        () => measureHttp(10),
        () => measureVerdictLag(40),
      ];
for (const step of steps) {
  results.push(...[await step()].flat());
  // A long run that is broken off still leaves what it measured.
  report(results);
}
// The servers under test leave idle connections behind.
process.exit(0);
