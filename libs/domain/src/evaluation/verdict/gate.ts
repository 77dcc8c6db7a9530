import { targetOf } from '../../language/read-alternatives.ts';
import type { Requirement, Substitute } from '../../model/regime.ts';
import { EVERY_GRADE, lensOf, readsStatements, WITHOUT_OWN_WORD, type Result, type Scope } from '../case.ts';
import type { GateState, RequirementOutcome } from '../decision.ts';
import { needValues } from '../facts/need-value.ts';
import { evaluateRule, EVIDENCE_REASONS, type Rule, type RuleFinding } from './rule.ts';
import { requirementWithout } from './stand-in.ts';

/** A gate under the lenses that its state depends on. */
export interface GateFinding {
  readonly own: RuleFinding;
  /** With all statements counted, whatever their grade. */
  readonly everyGrade: RuleFinding;
  readonly state: GateState;
  readonly cures: RequirementOutcome['cures'];
  readonly claimedAgainst: boolean;
  /** It applies and passes on registered statements alone. */
  readonly registered: boolean;
}

/** Says whether a gate applies once what is stated is proven, or has a way in (which only what applies needs). */
export function appliesIfProven({ everyGrade, state }: GateFinding): boolean {
  return state === 'curable' || everyGrade.applies === 'true';
}

/** Says whether no statement, at any grade, makes a gate false. */
export function hasNothingAgainst({ own, everyGrade }: GateFinding): boolean {
  return own.outcome !== 'false' && everyGrade.outcome !== 'false';
}

/** Says whether the way is in the asker's hands (design 3.7). */
function inHands(scope: Scope, substitute: Substitute): boolean {
  const { world, question } = scope.case;
  switch (substitute.by) {
    case 'undertaking':
    case 'registration':
      return true;
    case 'buyer_waiver': {
      const exceptions = needValues(world, question, 'contract.exceptions');
      return exceptions.status !== 'open' && exceptions.values.includes(substitute.id);
    }
    default:
      return (question.team?.length ?? 0) > 1;
  }
}

/** Says whether a substitute stands in on the asked day. */
function isOpen(scope: Scope, substitute: Substitute): boolean {
  if (substitute.until !== null && scope.case.question.asOf > substitute.until) return false;
  const conditions = [substitute.when, substitute.requires].filter((test) => test !== null);
  return (
    inHands(scope, substitute) && conditions.every((test) => scope.evaluate(scope, test).truth === 'true')
  );
}

/** Substitutes that stand in for one part only help if the rest of the rule holds. */
function covers(scope: Scope, rule: Rule, substitute: Substitute): boolean {
  if (substitute.for === undefined) return true;
  const { requirement } = rule;
  const helped = requirementWithout(requirement, targetOf(requirement.path, substitute.for));
  return evaluateRule(scope, { ...rule, requirement: helped }).outcome === 'true';
}

function curesOf(
  scope: Scope,
  rule: Rule,
  own: RuleFinding,
  everyGrade: RuleFinding,
): RequirementOutcome['cures'] {
  const { requirement } = rule;
  const open = requirement.substitutes
    .filter((substitute) => isOpen(scope, substitute) && covers(scope, rule, substitute))
    .map(({ by, id, until, note }) => ({ by, id, until, ...(note === undefined ? {} : { note }) }));
  if (!isDeclarable(requirement, own, everyGrade)) return open;
  return [...open, { by: 'declaration', id: 'declaration', until: null }];
}

/** Nobody publishes it and every bidder declares it, so only a statement against it keeps it open. */
function isDeclarable(requirement: Requirement, own: RuleFinding, everyGrade: RuleFinding): boolean {
  if (!requirement.declarable || own.outcome !== 'unknown' || everyGrade.outcome === 'false') return false;
  return own.reasons.every(({ kind }) => EVIDENCE_REASONS.has(kind));
}

function stateOf(own: RuleFinding, everyGrade: RuleFinding, curable: boolean): GateState {
  if (own.outcome === 'true') return 'pass';
  if (curable) return 'curable';
  if (own.outcome === 'false') return 'fail';
  return everyGrade.outcome === 'true' ? 'unproven' : 'open';
}

function looked(found: RuleFinding): boolean {
  return found.parts.some(({ result }) => readsStatements(result));
}

function hasRegistered(result: Result): boolean {
  return (
    result.considered.some(({ statement }) => statement.grade === 'registered') ||
    result.children.some(hasRegistered)
  );
}

/** Evaluates a gate at its grade and at every grade, and says which state it is in. */
export function evaluateGate(scope: Scope, rule: Rule): GateFinding {
  const { requirement } = rule;
  const own = evaluateRule({ ...scope, lens: lensOf(requirement.evidence) }, rule);
  const read = looked(own);
  // Where no statement was found, counting more of them changes nothing.
  const everyGrade = read ? evaluateRule({ ...scope, lens: EVERY_GRADE }, rule) : own;
  const graded = { ...scope, lens: lensOf(requirement.evidence) };
  const cures = own.outcome === 'true' ? [] : curesOf(graded, rule, own, everyGrade);
  const state = stateOf(own, everyGrade, cures.length > 0);
  const against =
    (state === 'fail' || state === 'open') &&
    everyGrade.outcome === 'false' &&
    evaluateRule({ ...scope, lens: WITHOUT_OWN_WORD }, rule).outcome !== 'false';
  const registered =
    own.outcome === 'true' &&
    own.applies === 'true' &&
    own.parts.some(({ result }) => hasRegistered(result)) &&
    evaluateRule({ ...scope, lens: lensOf('registered') }, rule).outcome === 'true';
  return { own, everyGrade, state, cures, claimedAgainst: against, registered };
}
