import type { World } from '#domain';
import { MatchingEngine } from '#matching';
import { median, type Measurement } from './report.ts';
import { questionIn, rankingTimes } from './ranking.ts';
import { MARKETS } from './synthetic-rules.ts';

const SIZES = [10_000, 100_000, 1_000_000];

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** P3: how a ranking grows with offerings and with the depth of its page; worlds are made one after the other. */
export function measureGrowth(worldOf: (offerings: number) => World, largest: number): Measurement {
  const sizes = SIZES.filter((size) => size <= largest);
  const values: Record<string, number> = {};
  for (const size of sizes) {
    const engine = new MatchingEngine(worldOf(size), { keepAnswers: false });
    values[`${size.toLocaleString('en')} offerings`] = mean(rankingTimes(engine, 20).later);
  }
  const kept = new MatchingEngine(worldOf(10_000));
  const question = questionIn(MARKETS[0] ?? 'AA');
  for (const offset of [0, 1_000, 9_000]) {
    kept.rank(question, { limit: 50, offset });
    const times = Array.from({ length: 200 }, () => {
      const began = performance.now();
      kept.rank(question, { limit: 50, offset });
      return performance.now() - began;
    });
    values[`page from ${offset.toLocaleString('en')} on, asked again`] = median(times);
  }
  const [before, last] = sizes
    .slice(-2)
    .map((size) => values[`${size.toLocaleString('en')} offerings`] ?? Number.NaN);
  const growth = (last ?? Number.NaN) / (before ?? Number.NaN);
  return {
    id: 'P3',
    work: 'growth of a warm ranking',
    unit: 'ms',
    values,
    ratios: { 'ten times the offerings': growth },
    bar: '1,000,000 / 100,000 offerings ≤ 12',
    met: largest >= 1_000_000 ? growth <= 12 : null,
    ...(largest >= 1_000_000 ? {} : { note: 'the full form measures a million' }),
  };
}
