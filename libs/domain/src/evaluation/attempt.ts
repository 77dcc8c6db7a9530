import { totalScore } from '../score/total.ts';
import { EVERY_GRADE, type Case, type Result, type Scope } from './case.ts';
import { VERDICTS, type Decision, type RequirementOutcome, type Verdict } from './decision.ts';
import { namedChoice } from './facts/choice.ts';
import { deploymentOf } from './facts/deployment.ts';
import { readFact } from './facts/read-fact.ts';
import { evaluate } from './nodes/evaluate.ts';
import type { Prepared } from './prepare.ts';
import { traceOfServed } from './trace.ts';
import { hasNothingAgainst } from './verdict/gate.ts';
import { evaluateOutcome, type Evaluated } from './verdict/outcome.ts';
import { neededBy, questionsFor } from './verdict/questions.ts';
import type { Rule } from './verdict/rule.ts';
import { servedIn } from './verdict/served.ts';
import { bindingOf, countStates, verdictOf } from './verdict/verdict.ts';

/** The scope in which rules are evaluated: that of the offering itself. */
export function scopeOf(own: Case): Scope {
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

/** An unmet duty is a problem of the need; what the buyer could merely gain by is none. */
function isProblem({ kind, outcome }: RequirementOutcome): boolean {
  return outcome === 'false' && (kind === 'gate' || kind === 'disclosure');
}

/** An offering evaluated with one value assumed for each choice. */
export interface Attempt {
  readonly scope: Scope;
  readonly served: Result;
  readonly evaluated: readonly Evaluated[];
  readonly gates: readonly Evaluated[];
  readonly verdict: Verdict;
  readonly counts: Decision['gates'];
}

/** Evaluates all rules with one value assumed for each choice; what reads no choice is taken from `settled`. */
export function attempt(prepared: Prepared, own: Case, settled: Map<Rule, Evaluated>): Attempt {
  const scope = scopeOf(own);
  const served = servedIn(own);
  const evaluated = prepared.rules.map((rule) => {
    const known = settled.get(rule) ?? evaluateOutcome(scope, rule);
    if (!prepared.choosing.has(rule)) settled.set(rule, known);
    return known;
  });
  const gates = evaluated.filter(({ gate }) => gate !== null);
  return {
    scope,
    served,
    evaluated,
    gates,
    verdict: verdictOf(gates, served.truth),
    counts: countStates(gates),
  };
}

function scoreOf(prepared: Prepared, evaluated: readonly Evaluated[]): Decision['score'] {
  return totalScore(
    evaluated.map(({ marks }) => marks).filter((marks) => marks !== null),
    prepared.weights,
  );
}

/** Words an attempt as a decision. */
export function decisionOf(
  prepared: Prepared,
  { scope, served, evaluated, gates, verdict, counts }: Attempt,
): Decision {
  const ofBuyer = evaluated.filter(({ rule }) => rule.requirement.unit === 'buyer');
  const duties = ofBuyer.map(({ outcome }) => outcome).filter(({ applies }) => applies !== 'false');
  const unsettled = gates.filter(({ gate }) => gate?.state === 'open' || gate?.state === 'unproven');
  return {
    ...blankDecision(prepared, scope.case, served),
    verdict,
    choices: choicesOf(prepared, scope),
    gates: counts,
    nothingAgainst: gates.every(({ gate }) => gate === null || hasNothingAgainst(gate)),
    claimedAgainst: gates.some(({ outcome }) => outcome.claimedAgainst),
    registeredGates: gates.filter(({ gate }) => gate?.registered === true).length,
    coverage: coverageOf(evaluated),
    score: scoreOf(prepared, evaluated),
    binding: bindingOf(gates, verdict, served.truth),
    questions: questionsFor(unsettled),
    openNeeds: openNeedsOf(evaluated),
    requirements: evaluated
      .filter((one) => one.rule.requirement.unit !== 'buyer' && !isAdvice(one))
      .map(({ outcome }) => outcome),
    buyerDuties: duties.filter((duty) => !isProblem(duty)),
    needProblems: duties.filter(isProblem),
    latent: gates
      .filter(({ found }) => found.latent)
      .map(({ outcome: { regime, requirement, title } }) => ({ regime, requirement, title })),
    advice: evaluated.filter(isAdvice).map(({ outcome }) => outcome),
  };
}

/** What a decision says before anything is evaluated. */
export function blankDecision(prepared: Prepared, own: Case, served: Result): Decision {
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

function isAgainst({ gates }: Attempt): boolean {
  return gates.some(({ outcome }) => outcome.claimedAgainst);
}

/** Better first: verdict, not against the vendor's own word, then fewer failed and open gates, and more passed ones. */
function compareAttempts(a: Attempt, b: Attempt): number {
  return (
    VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict) ||
    Number(isAgainst(a)) - Number(isAgainst(b)) ||
    a.counts.fail - b.counts.fail ||
    a.counts.open - b.counts.open ||
    b.counts.pass - a.counts.pass
  );
}

/** The attempt that helps most; among equals the one with the surer score, then the first. */
export function bestAttempt(prepared: Prepared, attempts: readonly Attempt[]): Attempt | null {
  const [first] = attempts.toSorted(compareAttempts);
  if (first === undefined) return null;
  const equals = attempts.filter((one) => compareAttempts(one, first) === 0);
  const scored = [...prepared.choosing].some(({ requirement }) => requirement.scoring !== null);
  if (equals.length === 1 || !scored) return equals[0] ?? first;
  return equals
    .map((one) => ({ one, low: scoreOf(prepared, one.evaluated).low }))
    .reduce((best, next) => (next.low > best.low ? next : best)).one;
}
