import {
  countVerdicts,
  prepare,
  rankDecisions,
  type MarketQuestion,
  type UnknownsPolicy,
  type World,
} from '#domain';
import type { RankedPage } from '../ranked-page.ts';

/** The whole ranking as the reference evaluator makes it under each policy, in the engine's form. */
export function referencePages(
  world: World,
  question: MarketQuestion,
): (unknowns: UnknownsPolicy) => RankedPage {
  const decide = prepare(world, question);
  const decisions = [...world.offerings.keys()].map(decide);
  return (unknowns) => {
    const ranked = rankDecisions(
      decisions.filter(({ verdict }) => verdict !== null),
      unknowns,
    );
    return {
      order: ranked.map(({ rank, decision, run, notComparable }) => ({
        rank,
        offering: decision.offering,
        verdict: decision.verdict ?? 'ineligible',
        gates: decision.gates,
        claimedAgainst: decision.claimedAgainst,
        nothingAgainst: decision.nothingAgainst,
        registeredGates: decision.registeredGates,
        coverage: decision.coverage,
        score: { low: decision.score.low, high: decision.score.high },
        run,
        notComparable,
      })),
      counts: countVerdicts(decisions),
      total: ranked.length,
    };
  };
}
