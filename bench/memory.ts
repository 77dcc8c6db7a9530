import type { World } from '#domain';
import { MatchingEngine } from '#matching';
import type { Measurement } from './report.ts';
import { questionIn } from './ranking.ts';
import { MARKETS } from './synthetic-rules.ts';

function used(): number {
  globalThis.gc?.();
  const { rss } = process.memoryUsage();
  return rss;
}

/** P6: what the engine needs per offering, the world of objects aside, with the rules of so many markets at hand. */
export function measureMemory(world: World, markets: number): Measurement {
  const before = used();
  const began = performance.now();
  const engine = new MatchingEngine(world, { keepAnswers: false });
  const columns = performance.now() - began;
  const bare = used();
  for (const market of MARKETS.slice(0, markets)) engine.rank(questionIn(market), { limit: 1 });
  const per = (bytes: number): number => bytes / world.offerings.size;
  const all = per(used() - before);
  // The engine must still be alive when its memory is read.
  engine.rank(questionIn(MARKETS[0] ?? 'AA'), { limit: 1 });
  return {
    id: 'P6',
    work: `memory at ${world.offerings.size.toLocaleString('en')} offerings and ${markets} markets`,
    unit: '',
    values: {
      'columns, bytes per offering': per(bare - before),
      'with all planes, bytes per offering': all,
      'building the columns, ms': columns,
    },
    ratios: {},
    bar: '≤ 800 bytes per offering',
    // What earlier bars left behind may be let go of meanwhile, and then the difference says nothing.
    met: all > 0 ? all <= 800 : null,
    ...(all > 0 ? {} : { note: 'measured alone only: npm run bench -- P6' }),
  };
}
