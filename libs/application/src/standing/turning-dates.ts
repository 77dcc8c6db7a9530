import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Day, nextDay, turningDays, type World } from '#domain';
import type { StandingQuestion } from '../ports/record/standing.ts';
import type { FlipPlan } from './flips.ts';
import { BULK_OFFERINGS } from './offering-decisions.ts';
import { toMarketQuestion } from './standing-question.ts';

/** Offerings looked at between two turns of the event loop. */
const TURN_OFFERINGS = 32;

/**
 * The days after one and up to another on which verdicts may turn, in order, each with the verdicts that may. In a large
 * world that is every day and all verdicts, since looking for dates would cost more than deciding.
 */
export async function turningDates(
  world: World,
  questions: readonly StandingQuestion[],
  after: Day,
  upTo: Day,
): Promise<readonly (readonly [Day, readonly FlipPlan[]])[]> {
  if (world.offerings.size >= BULK_OFFERINGS) {
    const all = questions.map((question): FlipPlan => ({ question, offerings: 'all' }));
    const days: [Day, readonly FlipPlan[]][] = [];
    for (let day = nextDay(after); day <= upTo; day = nextDay(day)) days.push([day, all]);
    return days;
  }
  const found = new Map<Day, Map<StandingQuestion, string[]>>();
  let looked = 0;
  for (const question of questions) {
    const asked = toMarketQuestion(world, question, after);
    if (asked === null) continue;
    for (const offering of world.offerings.keys()) {
      for (const day of turningDays(world, { ...asked, offering })) {
        if (day > upTo) break;
        const plans = found.get(day) ?? new Map<StandingQuestion, string[]>();
        found.set(day, plans.set(question, [...(plans.get(question) ?? []), offering]));
      }
      looked += 1;
      if (looked % TURN_OFFERINGS === 0) await nextTurn();
    }
  }
  return [...found]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([day, plans]) => [day, [...plans].map(([question, offerings]) => ({ question, offerings }))]);
}
