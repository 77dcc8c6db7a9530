import type { Day } from '../model/time.ts';
import type { World } from '../model/world.ts';
import type { Verdict } from './decision.ts';
import { prepare } from './decide.ts';
import type { DecisionQuestion } from './question.ts';
import { turningDays } from './verdict/turning-days.ts';

function verdictOn(world: World, question: DecisionQuestion, asOf: Day): Verdict | null {
  return prepare(world, { ...question, asOf, explain: false })(question.offering).verdict;
}

/**
 * Finds the first day after the asked one on which the verdict differs, everything else staying as it is known now;
 * `null` when it never does. An offering that isn't on sale has no verdict, which differs from every verdict.
 */
export function validUntil(world: World, question: DecisionQuestion): Day | null {
  const today = verdictOn(world, question, question.asOf);
  return turningDays(world, question).find((day) => verdictOn(world, question, day) !== today) ?? null;
}
