import type { Result, Scope } from '../case.ts';
import { lensOf } from '../case.ts';
import type { RequirementOutcome } from '../decision.ts';
import type { ObjectiveMarks } from '../../score/total.ts';
import { traceOfRule } from '../trace.ts';
import { evaluateGate, type GateFinding } from './gate.ts';
import { evaluateRule, type Rule, type RuleFinding } from './rule.ts';
import { reasonsOf, scoreRequirement } from './score.ts';

/** One rule evaluated for one offering, with what the verdict and the score take from it. */
export interface Evaluated {
  readonly rule: Rule;
  readonly found: RuleFinding;
  /** Only for gates that take part in the verdict. */
  readonly gate: GateFinding | null;
  readonly outcome: RequirementOutcome;
  readonly marks: ObjectiveMarks | null;
  readonly steps: readonly Result[];
}

/** Says whether a rule can decide a verdict: a gate in force, of which enough is known, that is not the buyer's own. */
export function isBinding({ regime, requirement }: Rule): boolean {
  const { kind, unit, confidence } = requirement;
  return kind === 'gate' && unit !== 'buyer' && confidence !== 'low' && regime.status !== 'guidance';
}

function clauseOf({ regime, requirement }: Rule): RequirementOutcome['clause'] {
  const { ref, clause, quote } = requirement.source;
  const source = regime.sources.find(({ id }) => id === ref);
  return {
    source: source?.title ?? ref,
    ...(source?.url === undefined ? {} : { url: source.url }),
    ...(clause === undefined ? {} : { clause }),
    ...(quote === undefined ? {} : { quote }),
  };
}

/** Evaluates one rule and words its outcome. */
export function evaluateOutcome(scope: Scope, rule: Rule): Evaluated {
  const { regime, requirement } = rule;
  const graded: Scope = { ...scope, lens: lensOf(requirement.evidence) };
  const binding = isBinding(rule);
  const gate = binding ? evaluateGate(graded, rule) : null;
  const found = gate?.own ?? evaluateRule(graded, rule);
  const counts =
    requirement.kind === 'scored' && requirement.confidence !== 'low' && requirement.unit !== 'buyer';
  const scored = counts ? scoreRequirement(graded, requirement, found) : null;
  const truth = scored?.outcome ?? found.outcome;
  const steps = scored?.results ?? [];
  const reasons = truth !== 'unknown' ? [] : found.reasons.length > 0 ? found.reasons : reasonsOf(steps);
  const marks = scored?.marks ?? null;
  const explain = scope.case.question.explain !== false;
  const values = {
    title: requirement.title,
    unit: requirement.unit,
    kind: requirement.kind,
    evidence: requirement.evidence,
    state: gate?.state ?? null,
  };
  const outcome: RequirementOutcome = {
    regime: regime.id,
    regimeVersion: regime.version,
    regimeRevision: regime.revision,
    regimeStatus: regime.status,
    requirement: requirement.id,
    title: requirement.title,
    kind: requirement.kind,
    unit: requirement.unit,
    clause: clauseOf(rule),
    confidence: requirement.confidence,
    binding,
    applies: found.applies,
    outcome: truth,
    state: gate?.state ?? null,
    cures: gate?.cures ?? [],
    reasons,
    claimedAgainst: gate?.claimedAgainst ?? false,
    provenByCertificate: found.provenByCertificate,
    score: marks,
    trace: explain ? traceOfRule(requirement.path, found, truth, values, steps) : null,
  };
  return { rule, found, gate, outcome, marks, steps };
}
