import { type MarketQuestion, readTest, type Test, type World } from '#domain';
import type { StandingQuestion } from '../ports/record/standing.ts';

/**
 * A standing question in the evaluator's terms, as a world understands it; null while the world can't ask it: its
 * market is not known, or its conditions use names that are gone.
 */
export function toMarketQuestion(
  world: World,
  { market, base, need, condition }: StandingQuestion,
  asOf: string,
): MarketQuestion | null {
  const asked = base === null ? need : (world.markets.get(market)?.needs[base] ?? null);
  if (asked === null || !world.markets.has(market)) return null;
  const extra = condition === null || condition === undefined ? null : conditionOf(world, condition);
  if (extra === 'unreadable') return null;
  return { market, need: asked, asOf, explain: false, ...(extra === null ? {} : { extra }) };
}

function conditionOf(world: World, condition: unknown): Test | 'unreadable' {
  const reading = readTest(condition, world.vocabulary, {}, '/condition');
  return reading.ok ? reading.test : 'unreadable';
}
