import type { Test } from '../language/test.ts';
import type { Fact, Scalar } from '../model/evidence.ts';
import type { Offering } from '../model/vendor.ts';
import { scopeOf } from './attempt.ts';
import { emptyMemory, trimMemory, type Case, type Lens, type Result, type Scope } from './case.ts';
import { candidatesFor } from './facts/choice.ts';
import { evaluate } from './nodes/evaluate.ts';
import { testValue } from './nodes/leaf.ts';
import { combinations, type Prepared } from './prepare.ts';
import type { Finding } from './truth.ts';
import { evaluateOutcome, type Evaluated } from './verdict/outcome.ts';
import type { Rule } from './verdict/rule.ts';
import type { World } from '../model/world.ts';
import type { MarketQuestion } from './question.ts';
import { indexOf } from './world-index.ts';
import { servedIn } from './verdict/served.ts';

/** One value per open choice; `null` stands for one that isn't listed. */
export type Choices = ReadonlyMap<string, Scalar | null>;

/** A test of an attribute. */
export type FactTest = Extract<Test, { readonly node: 'fact' }>;

/** No open choice is made. */
export const NO_CHOICES: Choices = new Map();

/**
 * The parts of a decision one by one, for engines that evaluate what many offerings have in common only once. They must
 * put the parts together as `prepare` does.
 */
export interface RuleEvaluator {
  readonly rule: (offering: Offering, choices: Choices, rule: Rule) => Evaluated;
  readonly test: (offering: Offering, choices: Choices, lens: Lens, test: Test) => Result;
  /** What the conditions of a test come to for the value of a fact that is stated alone, and well enough. */
  readonly value: (test: FactTest, fact: Fact) => readonly Finding[];
  readonly served: (offering: Offering) => Result;
  /** All ways to make the open choices for an offering, in the order in which they are tried. */
  readonly choices: (offering: Offering) => readonly Choices[];
}

/** Stands for any offering where it makes no difference which one is looked at. */
const NOBODY = { id: '', vendor: '' };

/** Evaluates a test that reads nothing but the need, for a question about whatever offering. */
export function evaluateNeed(world: World, question: MarketQuestion, test: Test): Result {
  const nobody = {
    offering: NOBODY.id,
    vendor: NOBODY.vendor,
    choices: NO_CHOICES,
    unstated: new Map<Test, Result>(),
  };
  return evaluate(scopeOf({ world, index: indexOf(world), question, ...nobody, ...emptyMemory() }), test);
}

/** Evaluates the rules of a prepared question one by one. */
export function ruleEvaluator(prepared: Prepared): RuleEvaluator {
  const { world, index, question } = prepared;
  const shared = emptyMemory();
  const caseOf = (offering: Pick<Offering, 'id' | 'vendor'>, choices: Choices): Case => {
    trimMemory(shared);
    const own = { offering: offering.id, vendor: offering.vendor, choices, unstated: new Map() };
    return { world, index, question, ...own, ...shared };
  };
  const scope = (offering: Pick<Offering, 'id' | 'vendor'>, choices: Choices): Scope =>
    scopeOf(caseOf(offering, choices));
  return {
    rule: (offering, choices, rule) => evaluateOutcome(scope(offering, choices), rule),
    test: (offering, choices, lens, test) => evaluate({ ...scope(offering, choices), lens }, test),
    value: (test, fact) => testValue(scope(NOBODY, NO_CHOICES), test, fact),
    served: (offering) => servedIn(caseOf(offering, NO_CHOICES)),
    choices: (offering) => {
      const plain = caseOf(offering, NO_CHOICES);
      return combinations(new Map(prepared.openChoices.map((name) => [name, candidatesFor(plain, name)])));
    },
  };
}
