import type { Day } from '../model/time.ts';
import type { World } from '../model/world.ts';
import { prepareVerdicts } from './decide.ts';
import type { Verdict } from './decision.ts';
import type { DecisionQuestion, MarketQuestion } from './question.ts';
import { turningDaysOf } from './verdict/turning-days.ts';

/**
 * Finds for offerings, one after the other, the first day after the asked one on which the verdict differs, everything
 * else staying as it is known now; `null` when it never does. An offering that isn't on sale has no verdict, which
 * differs from every verdict. Days are prepared once for all offerings asked.
 */
export function forecast(world: World, question: MarketQuestion): (offering: string) => Day | null {
  const prepared = new Map<Day, (offering: string) => Verdict | null>();
  const daysOf = turningDaysOf(world, question);
  const verdictOn = (offering: string, asOf: Day): Verdict | null => {
    let verdictOf = prepared.get(asOf);
    if (verdictOf === undefined) {
      verdictOf = prepareVerdicts(world, { ...question, asOf });
      prepared.set(asOf, verdictOf);
    }
    return verdictOf(offering);
  };
  return (offering) => {
    const today = verdictOn(offering, question.asOf);
    return daysOf(offering).find((day) => verdictOn(offering, day) !== today) ?? null;
  };
}

/** Finds the first day after the asked one on which one offering's verdict differs; see {@link forecast}. */
export function validUntil(world: World, question: DecisionQuestion): Day | null {
  return forecast(world, question)(question.offering);
}
