import { setImmediate as nextTurn } from 'node:timers/promises';
import { type MarketQuestion, prepareVerdicts, type Verdict, type World } from '#domain';
import { DecidedRankings } from '#matching';

/** From so many offerings on, deciding all of them is work for the bulk engine. */
export const BULK_OFFERINGS = 2_000;
/** Decisions between two turns of the event loop, so that other work goes on meanwhile. */
const TURN_DECISIONS = 8;

/** Decides offerings for standing questions: few by the reference evaluator, all of a large world by the bulk engine. */
export class OfferingDecisions {
  private engine: DecidedRankings | null = null;
  private decided = 0;

  /** The verdicts of offerings, `null` for those without one; of all offerings of the world unless some are named. */
  async verdicts(
    world: World,
    question: MarketQuestion,
    offerings: readonly string[] | 'all',
  ): Promise<ReadonlyMap<string, Verdict | null>> {
    const found = new Map<string, Verdict | null>();
    if (offerings === 'all' && world.offerings.size >= BULK_OFFERINGS) {
      this.engine ??= new DecidedRankings();
      const verdicts = this.engine.verdicts(world, question);
      verdicts.offerings.forEach((offering, row) => found.set(offering, verdicts.at(row)));
      await nextTurn();
      return found;
    }
    const verdictOf = prepareVerdicts(world, question);
    for (const offering of offerings === 'all' ? world.offerings.keys() : offerings) {
      found.set(offering, world.offerings.has(offering) ? verdictOf(offering) : null);
      this.decided += 1;
      if (this.decided % TURN_DECISIONS === 0) await nextTurn();
    }
    return found;
  }
}
