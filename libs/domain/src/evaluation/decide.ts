import type { Scalar } from '../model/evidence.ts';
import type { Offering } from '../model/vendor.ts';
import type { World } from '../model/world.ts';
import { totalScore } from '../score/total.ts';
import { EVERY_GRADE, type Case, type Result, type Scope } from './case.ts';
import { VERDICTS, type Decision } from './decision.ts';
import { candidatesFor, namedChoice } from './facts/choice.ts';
import { deploymentOf } from './facts/deployment.ts';
import { readFact } from './facts/read-fact.ts';
import { evaluate } from './nodes/evaluate.ts';
import { combinations, prepareQuestion, type Prepared } from './prepare.ts';
import type { DecisionQuestion, MarketQuestion } from './question.ts';
import { traceOfServed } from './trace.ts';
import { evaluateOutcome, type Evaluated } from './verdict/outcome.ts';
import { neededBy, questionsFor } from './verdict/questions.ts';
import { onSale } from './verdict/score.ts';
import { servedIn } from './verdict/served.ts';
import { bindingOf, countStates, verdictOf } from './verdict/verdict.ts';

/** Decides one offering for a prepared question. Throws `RangeError` for an offering that the world doesn't know. */
export type Decide = (offering: string) => Decision;

type Choices = ReadonlyMap<string, Scalar | null>;
type Shared = Pick<Case, 'known' | 'ofNeed'>;

function caseOf(prepared: Prepared, shared: Shared, offering: Offering, choices: Choices): Case {
  const { world, index, question } = prepared;
  return { world, index, question, offering: offering.id, vendor: offering.vendor, choices, ...shared };
}

function scopeOf(own: Case): Scope {
  return {
    case: own,
    lens: EVERY_GRADE,
    offering: own.offering,
    provider: own.vendor,
    items: {},
    pool: [],
    evaluate,
    following: [],
  };
}

/** The values assumed for choices: those tried for unordered ones, the named or highest level for ordered ones. */
function choicesOf(prepared: Prepared, scope: Scope): Decision['choices'] {
  const own = scope.case;
  const open = prepared.openChoices.flatMap((attribute) => {
    const value = own.choices.get(attribute) ?? null;
    return value === null ? [] : [{ attribute, value, stated: namedChoice(own, attribute) !== null }];
  });
  const levels = prepared.levelChoices.flatMap((attribute) => {
    const named = namedChoice(own, attribute);
    const value = named ?? readFact(scope, attribute, own.question.asOf).known.values[0];
    return value === undefined ? [] : [{ attribute, value, stated: named !== null }];
  });
  return [...open, ...levels].toSorted((a, b) => (a.attribute < b.attribute ? -1 : 1));
}

function coverageOf(evaluated: readonly Evaluated[]): Decision['coverage'] {
  const needed = new Map<string, boolean>();
  for (const { found, gate, marks, steps } of evaluated) {
    if (found.applies === 'false' || (gate === null && marks === null)) continue;
    neededBy([...found.parts.map(({ result }) => result), ...steps], needed);
  }
  return { known: [...needed.values()].filter(Boolean).length, needed: needed.size };
}

function openNeedsOf(evaluated: readonly Evaluated[]): readonly string[] {
  const paths = evaluated.flatMap(({ outcome }) =>
    outcome.reasons.flatMap((reason) => (reason.kind === 'undecided-need' ? [reason.path] : [])),
  );
  return [...new Set(paths)].toSorted();
}

/** Guidance binds nobody; what it asks is shown, and what it scores counts. */
function isAdvice({ rule }: Evaluated): boolean {
  const { kind, unit } = rule.requirement;
  return rule.regime.status === 'guidance' && kind !== 'scored' && unit !== 'buyer';
}

/** Decides with one value assumed for each choice. */
function decideWith(prepared: Prepared, own: Case): Decision {
  const scope = scopeOf(own);
  const served = servedIn(own);
  const evaluated = prepared.rules.map((rule) => evaluateOutcome(scope, rule));
  const gates = evaluated.filter(({ gate }) => gate !== null);
  const verdict = verdictOf(gates, served.truth);
  const marks = evaluated.map((one) => one.marks).filter((one) => one !== null);
  const ofBuyer = evaluated.filter(({ rule }) => rule.requirement.unit === 'buyer');
  const duties = ofBuyer.map(({ outcome }) => outcome).filter(({ applies }) => applies !== 'false');
  const unsettled = gates.filter(({ gate }) => gate?.state === 'open' || gate?.state === 'unproven');
  return {
    ...blank(prepared, own, served),
    verdict,
    choices: choicesOf(prepared, scope),
    gates: countStates(gates),
    nothingAgainst: gates.every(
      ({ gate }) => gate?.own.outcome !== 'false' && gate?.everyGrade.outcome !== 'false',
    ),
    claimedAgainst: gates.some(({ outcome }) => outcome.claimedAgainst),
    registeredGates: gates.filter(({ gate }) => gate?.registered === true).length,
    coverage: coverageOf(evaluated),
    score: totalScore(marks, prepared.weights),
    binding: bindingOf(gates, verdict),
    questions: questionsFor(unsettled),
    openNeeds: openNeedsOf(evaluated),
    requirements: evaluated
      .filter((one) => one.rule.requirement.unit !== 'buyer' && !isAdvice(one))
      .map(({ outcome }) => outcome),
    buyerDuties: duties.filter(({ outcome }) => outcome !== 'false'),
    needProblems: duties.filter(({ outcome }) => outcome === 'false'),
    latent: gates
      .filter(({ found }) => found.latent)
      .map(({ outcome: { regime, requirement, title } }) => ({ regime, requirement, title })),
    advice: evaluated.filter(isAdvice).map(({ outcome }) => outcome),
  };
}

/** What a decision says before anything is evaluated. */
function blank(prepared: Prepared, own: Case, served: Result): Decision {
  const { question, regimes, weights } = prepared;
  return {
    offering: own.offering,
    vendor: own.vendor,
    market: question.market,
    need: question.need,
    asOf: question.asOf,
    verdict: null,
    noVerdict: null,
    served: { outcome: served.truth, trace: traceOfServed(served) },
    deployment: deploymentOf(own, own.offering, EVERY_GRADE).deployment,
    choices: [],
    gates: countStates([]),
    nothingAgainst: true,
    claimedAgainst: false,
    registeredGates: 0,
    coverage: { known: 0, needed: 0 },
    score: totalScore([], weights),
    binding: [],
    questions: [],
    openNeeds: [],
    requirements: [],
    buyerDuties: [],
    needProblems: [],
    latent: [],
    advice: [],
    regimes: regimes.map(({ id, version, status }) => ({ id, version, status })),
    validUntil: null,
  };
}

function place({ verdict }: Decision): number {
  return verdict === null ? VERDICTS.length : VERDICTS.indexOf(verdict);
}

/** Better first: verdict, then fewer failed and open gates, then more passed ones, then the surer score. */
function compareChoices(a: Decision, b: Decision): number {
  return (
    place(a) - place(b) ||
    a.gates.fail - b.gates.fail ||
    a.gates.open - b.gates.open ||
    b.gates.pass - a.gates.pass ||
    b.score.low - a.score.low
  );
}

/** Prepares a question, so that ranking many offerings selects regimes and evaluates the need only once. */
export function prepare(world: World, question: MarketQuestion): Decide {
  const prepared = prepareQuestion(world, question);
  const shared: Shared = { known: new Map(), ofNeed: new Map() };
  return (id) => {
    const offering = world.offerings.get(id);
    if (offering === undefined) throw new RangeError(`The world has no offering ${id}.`);
    const plain = caseOf(prepared, shared, offering, new Map());
    if (!onSale(offering, question.asOf)) {
      return { ...blank(prepared, plain, servedIn(plain)), noVerdict: `not on sale on ${question.asOf}` };
    }
    const candidates = new Map(
      prepared.openChoices.map((attribute) => [attribute, candidatesFor(plain, attribute)]),
    );
    return combinations(candidates)
      .map((choices) => decideWith(prepared, caseOf(prepared, shared, offering, choices)))
      .reduce((best, decision) => (compareChoices(decision, best) < 0 ? decision : best));
  };
}

/**
 * Decides one offering for one need in one market at one date, with the trace of how: the reference that every faster
 * engine must agree with. `validUntil` is left `null`; it costs more and is computed on request.
 */
export function decide(world: World, question: DecisionQuestion): Decision {
  return prepare(world, question)(question.offering);
}
