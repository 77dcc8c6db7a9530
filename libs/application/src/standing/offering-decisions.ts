import { type MarketQuestion, prepareVerdicts, type Verdict, type World } from '#domain';
import { OfferingVerdicts } from '#matching';
import type { Evaluation } from '../evaluation/evaluation.ts';
import type { Line } from '../evaluation/tasks.ts';
import { Turns } from '../evaluation/turns.ts';

/** From so many offerings on, deciding all of them costs less than finding out which may have turned. */
export const BULK_OFFERINGS = 2_000;

/** Decides offerings for standing questions: few of them here, sweeps over all offerings away from this thread. */
export class OfferingDecisions {
  constructor(
    private readonly evaluation: Evaluation,
    /** Which worlds are asked about; `null`: some that don't follow each other. */
    private readonly line: Line | null,
  ) {}

  /** The verdicts of offerings, `null` for those without one; of all offerings of the world unless some are named. */
  async verdicts(
    world: World,
    question: MarketQuestion,
    offerings: readonly string[] | 'all',
  ): Promise<ReadonlyMap<string, Verdict | null>> {
    if (offerings === 'all') {
      const bits = await this.evaluation.ask({ world, line: this.line }, 'verdicts', { question });
      const verdicts = OfferingVerdicts.from(world, bits);
      return new Map(verdicts.offerings.map((offering, row) => [offering, verdicts.at(row)]));
    }
    const found = new Map<string, Verdict | null>();
    const verdictOf = prepareVerdicts(world, question);
    const turns = new Turns();
    for (const offering of offerings) {
      found.set(offering, world.offerings.has(offering) ? verdictOf(offering) : null);
      await turns.next();
    }
    return found;
  }
}
