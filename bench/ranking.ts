import type { MarketQuestion, World } from '#domain';
import type { Measurement } from './report.ts';
import { MARKETS, TODAY } from './synthetic-rules.ts';
import { treeWalkMs } from './tree-walk.ts';

/** The question that P1 and P2 ask in a synthetic market. */
export function questionIn(market: string): MarketQuestion {
  return { market, need: { 'buyer.kind': 'public' }, asOf: TODAY, explain: false };
}

/** P1: what ranking all offerings costs by deciding each with the reference evaluator. */
export function measureRanking(world: World): Measurement {
  const question = questionIn(MARKETS[0] ?? 'AA');
  return {
    id: 'P1',
    work: `rank ${world.offerings.size.toLocaleString('en')} offerings under 28 constraints`,
    unit: 'ms',
    values: { 'tree walk (extrapolated from a sample)': treeWalkMs(world, question, 500) },
    ratios: {},
    bar: '≥ 1,500× the tree walk of the reference evaluator',
    met: null,
    note: 'baseline only',
  };
}
