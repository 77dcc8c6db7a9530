import { type Decision, ENGINE_VERSION, type World } from '#domain';
import type { Ranked, Ranking } from '#application';

/** Parts of an answer that name a vendor or offering, from the snapshot that was asked. */
export function vendorOf(world: World, id: string): object {
  const vendor = world.vendors.get(id);
  return { id, name: vendor?.name ?? id, ...(vendor?.seat ? { country: vendor.seat } : {}) };
}

export function offeringOf(world: World, id: string): object {
  return { id, name: world.offerings.get(id)?.name ?? id };
}

/** What was asked and assumed, and from what state it is answered; heads every ranking and decision. */
export function headOf(ranking: Ranking, knownAt: string | null): object {
  const { question } = ranking.request;
  return {
    position: ranking.world.position,
    engine: ENGINE_VERSION,
    asOf: question.asOf,
    knownAt: knownAt ?? 'now',
    market: question.market.code,
    need: question.need,
    assumedNeed: question.base,
    unknowns: question.unknowns,
    regimes: ranking.regimes,
    weights: ranking.weights,
  };
}

/** One ranked offering, as every list shows it. */
export function rankingItem(ranking: Ranking, { rank, decision, notComparable, validUntil }: Ranked): object {
  return {
    rank,
    vendor: vendorOf(ranking.world, decision.vendor),
    offering: offeringOf(ranking.world, decision.offering),
    ...summaryOf(decision),
    ...(notComparable ? { notComparable } : {}),
    validUntil,
  };
}

/** A decision without its trace. */
export function summaryOf(decision: Decision): object {
  return {
    verdict: decision.verdict,
    score: { low: decision.score.low, high: decision.score.high },
    coverage: coverageOf(decision),
    gates: decision.gates,
    nothingAgainst: decision.nothingAgainst,
    ...(decision.claimedAgainst ? { claimedAgainst: true } : {}),
    served: decision.served.outcome,
    questions: decision.questions.length,
    binding: decision.binding.map(({ regime, requirement, title, outcome }) => ({
      regime,
      requirement,
      title,
      outcome,
    })),
  };
}

/** Share of the needed statements that are known; null when the decision needs none. */
export function coverageOf(decision: Decision): number | null {
  const { known, needed } = decision.coverage;
  return needed === 0 ? null : Math.round((known / needed) * 10_000) / 10_000;
}
