import { prepare, type MarketQuestion, type World } from '#domain';
import { median } from './report.ts';

/**
 * Milliseconds for deciding every offering with the reference evaluator. A sample, spread evenly, is decided in several
 * rounds and the median extrapolated: the evaluator takes the same steps for every offering.
 */
export function treeWalkMs(world: World, question: MarketQuestion, sample: number, rounds = 3): number {
  const ids = [...world.offerings.keys()];
  const step = Math.max(1, Math.floor(ids.length / sample));
  const chosen = ids.filter((_, index) => index % step === 0);
  const times = Array.from({ length: rounds }, () => {
    const began = performance.now();
    const decide = prepare(world, { ...question, explain: false });
    for (const id of chosen) decide(id);
    return performance.now() - began;
  });
  return (median(times) / chosen.length) * ids.length;
}
