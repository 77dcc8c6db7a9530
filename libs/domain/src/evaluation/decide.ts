import type { Scalar } from '../model/evidence.ts';
import type { Offering } from '../model/vendor.ts';
import type { World } from '../model/world.ts';
import { attempt, type Attempt, bestAttempt, blankDecision, decisionOf } from './attempt.ts';
import { emptyMemory, trimMemory, type Case, type Memory } from './case.ts';
import { VERDICTS, type Decision, type Verdict } from './decision.ts';
import { candidatesFor } from './facts/choice.ts';
import { combinations, prepareQuestion, type Prepared } from './prepare.ts';
import type { DecisionQuestion, MarketQuestion } from './question.ts';
import { isBinding, type Evaluated } from './verdict/outcome.ts';
import type { Rule } from './verdict/rule.ts';
import { onSale } from './verdict/score.ts';
import { servedIn } from './verdict/served.ts';

/** Decides one offering for a prepared question. Throws `RangeError` for an offering that the world doesn't know. */
export type Decide = (offering: string) => Decision;

type Choices = ReadonlyMap<string, Scalar | null>;
type Own = Memory & Pick<Case, 'unstated'>;

function caseOf(prepared: Prepared, memory: Own, offering: Offering, choices: Choices): Case {
  const { world, index, question } = prepared;
  return { world, index, question, offering: offering.id, vendor: offering.vendor, choices, ...memory };
}

/** Evaluates an offering with each value that may be assumed for its open choices. */
function attemptsFor(prepared: Prepared, own: Own, offering: Offering, plain: Case): readonly Attempt[] {
  const candidates = new Map(
    prepared.openChoices.map((attribute) => [attribute, candidatesFor(plain, attribute)]),
  );
  const settled = new Map<Rule, Evaluated>();
  return combinations(candidates).map((choices) =>
    attempt(prepared, caseOf(prepared, own, offering, choices), settled),
  );
}

/**
 * Prepares a question of which only verdicts are wanted, `null` for an offering that isn't on sale: the same verdicts, in
 * a fraction of the time, since only gates that take part are evaluated.
 */
export function prepareVerdicts(
  world: World,
  question: MarketQuestion,
): (offering: string) => Verdict | null {
  const whole = prepareQuestion(world, { ...question, explain: false });
  const rules = whole.rules.filter(isBinding);
  const chooses = rules.some((rule) => whole.choosing.has(rule));
  const prepared: Prepared = { ...whole, rules, openChoices: chooses ? whole.openChoices : [] };
  const memory = emptyMemory();
  return (id) => {
    const offering = world.offerings.get(id);
    if (offering === undefined) throw new RangeError(`The world has no offering ${id}.`);
    if (!onSale(offering, question.asOf)) return null;
    trimMemory(memory);
    const own: Own = { ...memory, unstated: new Map() };
    const found = new Set(
      attemptsFor(prepared, own, offering, caseOf(prepared, own, offering, new Map())).map(
        ({ verdict }) => verdict,
      ),
    );
    // No choice at all is one attempt; without any attempt there is no verdict.
    return VERDICTS.find((verdict) => found.has(verdict)) ?? null;
  };
}

/** Prepares a question, so that ranking many offerings selects regimes and evaluates the need only once. */
export function prepare(world: World, question: MarketQuestion): Decide {
  const prepared = prepareQuestion(world, question);
  const memory = emptyMemory();
  return (id) => {
    const offering = world.offerings.get(id);
    if (offering === undefined) throw new RangeError(`The world has no offering ${id}.`);
    trimMemory(memory);
    const own: Own = { ...memory, unstated: new Map() };
    const plain = caseOf(prepared, own, offering, new Map());
    if (!onSale(offering, question.asOf)) {
      return {
        ...blankDecision(prepared, plain, servedIn(plain)),
        noVerdict: `not on sale on ${question.asOf}`,
      };
    }
    const attempts = attemptsFor(prepared, own, offering, plain);
    const best = bestAttempt(prepared, attempts);
    // There is always one combination, if only the empty one.
    return best === null ? blankDecision(prepared, plain, servedIn(plain)) : decisionOf(prepared, best);
  };
}

/**
 * Decides one offering for one need in one market at one date, with the trace of how: the reference that every faster
 * engine must agree with. `validUntil` is left `null`; it costs more and is computed on request.
 */
export function decide(world: World, question: DecisionQuestion): Decision {
  return prepare(world, question)(question.offering);
}
