import { setTimeout as pause } from 'node:timers/promises';
import type { World } from '#domain';
import { MatchingEngine } from '#matching';
import type { Measurement } from './report.ts';
import { questionIn } from './ranking.ts';
import { MARKETS } from './synthetic-rules.ts';

/** Bytes of objects and typed arrays; the memory of planes isn't among them. */
async function used(): Promise<number> {
  // What is collected is told afterwards, in a turn of its own.
  for (let round = 0; round < 2; round += 1) {
    globalThis.gc?.();
    await pause(10);
  }
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/**
 * P6: what the engine needs per offering, the world of objects aside, with so many markets asked about. Counted, not read
 * from the process: objects and arrays after a collection, and all the memory that planes lie in.
 */
export async function measureMemory(world: World, markets: number): Promise<Measurement> {
  const before = await used();
  const began = performance.now();
  const engine = new MatchingEngine(world, { keepAnswers: false });
  const building = performance.now() - began;
  const bare = await used();
  const asked = performance.now();
  for (const market of MARKETS.slice(0, markets)) engine.rank(questionIn(market), { limit: 1 });
  const asking = performance.now() - asked;
  const all = await used();
  const planes = engine.planeBytes;
  // The engine must still be alive when its memory is read.
  engine.rank(questionIn(MARKETS[0] ?? 'AA'), { limit: 1 });
  const per = (bytes: number): number => bytes / world.offerings.size;
  const total = per(all - before + planes);
  const isLarge = world.offerings.size >= 1_000_000;
  return {
    id: 'P6',
    work: `memory at ${world.offerings.size.toLocaleString('en')} offerings and ${markets} markets`,
    unit: '',
    values: {
      'columns and lookups, bytes per offering': per(bare - before),
      'rules and leaves, bytes per offering': per(all - bare),
      'planes, bytes per offering': per(planes),
      'all together, bytes per offering': total,
      'building the columns, ms': building,
      'first questions of all markets, ms': asking,
    },
    ratios: {},
    bar: '≤ 800 bytes per offering at 1,000,000',
    met: isLarge ? total <= 800 : null,
    ...(isLarge ? {} : { note: 'rules and leaves take the same however many offerings there are' }),
  };
}
