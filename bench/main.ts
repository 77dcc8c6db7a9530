import { measureHttp } from './http.ts';
import { measureRanking } from './ranking.ts';
import { report, type Measurement } from './report.ts';
import { syntheticWorld } from './synthetic-world.ts';

const isQuick = process.argv.includes('quick');
const results: Measurement[] = [measureRanking(syntheticWorld(100_000))];
results.push(await measureHttp(isQuick ? 2 : 10));
report(results);
// The servers under test leave idle connections behind.
process.exit(0);
