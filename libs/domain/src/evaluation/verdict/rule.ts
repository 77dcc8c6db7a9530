import { addDuration } from '../../calendar/duration.ts';
import type { Test } from '../../language/test.ts';
import type { Regime, Requirement } from '../../model/regime.ts';
import type { Result, Scope } from '../case.ts';
import type { Truth, UnknownReason } from '../decision.ts';
import { needValues } from '../facts/need-value.ts';
import { readFact } from '../facts/read-fact.ts';
import { durationOf } from '../facts/scalar.ts';
import { leafResult } from '../nodes/result.ts';
import { inForceOn } from '../regimes/selection.ts';
import { and, finding, join, not, or, type Finding } from '../truth.ts';

/** A rule as it stands on the asked day: a requirement of a regime. */
export interface Rule {
  readonly regime: Regime;
  readonly requirement: Requirement;
}

/** Parts of a rule, as explanations list them. */
export type RulePart =
  'appliesWhen' | 'when' | 'trigger' | 'grace' | 'test' | 'unless' | 'provenBy' | 'reading';

/** One evaluated part of a rule. */
export interface PartResult {
  readonly part: RulePart;
  readonly title: string | null;
  readonly result: Result;
}

/** How a rule came out in one evaluation (design 3.6). */
export interface RuleFinding {
  readonly applies: Truth;
  readonly outcome: Truth;
  readonly reasons: readonly UnknownReason[];
  /** True on the strength of a certificate, as other evidence is missing. */
  readonly provenByCertificate: boolean;
  /** Its trigger is unknown, so it is taken not to have arisen. */
  readonly latent: boolean;
  readonly parts: readonly PartResult[];
}

/** Evidence that isn't there or not proven well enough; what has gone stale or is disputed is no lack of evidence. */
export const EVIDENCE_REASONS: ReadonlySet<UnknownReason['kind']> = new Set(['missing', 'unproven']);

interface OneReading {
  readonly applies: Finding;
  readonly outcome: Finding;
  readonly latent: boolean;
  readonly parts: readonly PartResult[];
}

/** The test that holds on the asked day: a dated version, else the rule's own. */
export function testOn(requirement: Requirement, day: string): Test | null {
  return requirement.versions.find(({ valid }) => inForceOn(valid, day))?.test ?? requirement.test;
}

/** Over once the last day of grace has passed; unknown while its first day is. */
function graceOver(scope: Scope, grace: NonNullable<Requirement['grace']>, path: string): Result {
  const { world, question } = scope.case;
  const test: Test = { path: `${path}/grace`, node: 'known', fact: grace.from };
  const length = durationOf(grace.for);
  const details = { from: grace.from, for: grace.for };
  if (world.vocabulary.needs.has(grace.from)) {
    const need = needValues(world, question, grace.from);
    const day = need.status === 'open' ? null : need.values[0];
    const open: UnknownReason = need.status === 'open' ? need.reason : { kind: 'missing', what: grace.from };
    return leafResult(test, overOn(day, length, question.asOf, open), { details });
  }
  const { known, asked } = readFact(scope, grace.from, question.asOf);
  const day = known.status === 'known' ? known.values[0] : null;
  const reason: UnknownReason = {
    kind: known.status === 'contested' ? 'contested' : 'missing',
    what: grace.from,
  };
  const notes = { asked, considered: known.considered, details };
  return leafResult(test, overOn(day, length, question.asOf, reason), notes);
}

function overOn(
  day: unknown,
  length: ReturnType<typeof durationOf>,
  asOf: string,
  reason: UnknownReason,
): Finding {
  if (typeof day !== 'string' || length === null) return finding('unknown', [reason]);
  return finding(addDuration(day, length) < asOf ? 'true' : 'false');
}

/** Evaluates a test for the vendor, or for all that bid together as `meetBy` says. */
function met(scope: Scope, requirement: Requirement, test: Test): Result {
  const { team } = scope.case.question;
  if (team === undefined || team.length < 2 || requirement.meetBy === 'self')
    return scope.evaluate(scope, test);
  if (requirement.meetBy === 'pooled') return scope.evaluate({ ...scope, pool: team }, test);
  const results = team.map((provider) => scope.evaluate({ ...scope, provider }, test));
  const found = join(requirement.meetBy === 'anyMember' ? or : and, results);
  const [first] = results;
  return first === undefined ? scope.evaluate(scope, test) : { ...first, ...found, children: results };
}

/** `A = appliesWhen and when and trigger`, outside grace; the outcome is `not A or (test or any unless)`. */
function readOnce(scope: Scope, rule: Rule, when: Test | null, test: Test | null): OneReading {
  const { regime, requirement } = rule;
  const parts: PartResult[] = [];
  const conditions: Finding[] = [];
  for (const [part, condition] of [
    ['appliesWhen', regime.appliesWhen],
    ['when', when],
  ] as const) {
    if (condition === null) continue;
    const result = scope.evaluate(scope, condition);
    parts.push({ part, title: null, result });
    conditions.push(result);
  }
  const others = and(conditions.map(({ truth }) => truth));
  let latent = false;
  if (requirement.trigger !== null && others !== 'false') {
    const result = scope.evaluate(scope, requirement.trigger);
    parts.push({ part: 'trigger', title: null, result });
    latent = result.truth === 'unknown';
    conditions.push(finding(latent ? 'false' : result.truth));
  }
  if (requirement.grace !== null && and(conditions.map(({ truth }) => truth)) !== 'false') {
    const result = graceOver(scope, requirement.grace, requirement.path);
    parts.push({ part: 'grace', title: null, result });
    conditions.push(result);
  }
  const applies = join(and, conditions);
  // What doesn't apply is met, and asks for no evidence.
  if (applies.truth === 'false') return { applies, outcome: finding('true'), latent, parts };
  const ways: Finding[] = [finding(not(applies.truth), applies.reasons)];
  if (test !== null) {
    const result = met(scope, requirement, test);
    parts.push({ part: 'test', title: requirement.title, result });
    ways.push(result);
  }
  for (const way of requirement.unless) {
    const result = scope.evaluate(scope, way.test);
    parts.push({ part: 'unless', title: way.title, result });
    ways.push(result);
  }
  return { applies, outcome: join(or, ways), latent, parts };
}

/** The rule itself and every other way in which sources read it. */
function readingsOf(scope: Scope, rule: Rule): readonly OneReading[] {
  const { requirement } = rule;
  const test = testOn(requirement, scope.case.question.asOf);
  const own =
    test === null && requirement.readings.length > 0 ? [] : [readOnce(scope, rule, requirement.when, test)];
  const others = requirement.readings.map((reading): OneReading => {
    if (!reading.applies) {
      return { applies: finding('false'), outcome: finding('true'), latent: false, parts: [] };
    }
    const once = readOnce(scope, rule, reading.when ?? requirement.when, reading.test ?? test);
    return { ...once, parts: once.parts.map((part) => ({ ...part, title: part.title ?? reading.note })) };
  });
  return [...own, ...others];
}

function common(findings: readonly Finding[]): Finding {
  const [first] = findings;
  if (first === undefined) return finding('unknown');
  if (findings.every(({ truth }) => truth === first.truth)) return join(and, findings);
  const reasons = findings.filter(({ truth }) => truth === 'unknown').flatMap((part) => part.reasons);
  return finding('unknown', [{ kind: 'disputed-rule' }, ...reasons]);
}

/** Evaluates a rule under one lens: readings, grace, ways around, and certificates that already prove it. */
export function evaluateRule(scope: Scope, rule: Rule): RuleFinding {
  const { requirement } = rule;
  const readings = readingsOf(scope, rule);
  const applies = common(readings.map((reading) => reading.applies));
  const outcome = common(readings.map((reading) => reading.outcome));
  const latent = readings.some((reading) => reading.latent);
  const parts = readings.flatMap((reading, index) =>
    index === 0 ? reading.parts : reading.parts.map((part) => ({ ...part, part: 'reading' as const })),
  );
  const base = { applies: applies.truth, latent, provenByCertificate: false };
  if (outcome.truth === 'false' && requirement.provenBy !== null) {
    // A conflict stays visible: the certificate says otherwise.
    const result = scope.evaluate(scope, requirement.provenBy);
    return {
      ...base,
      outcome: 'false',
      reasons: [],
      parts: [...parts, { part: 'provenBy', title: null, result }],
    };
  }
  if (outcome.truth !== 'unknown' || requirement.provenBy === null) {
    return { ...base, outcome: outcome.truth, reasons: outcome.reasons, parts };
  }
  const result = scope.evaluate(scope, requirement.provenBy);
  const evidenceOnly = outcome.reasons.every(({ kind }) => EVIDENCE_REASONS.has(kind));
  const proven = evidenceOnly && result.truth === 'true';
  return {
    ...base,
    outcome: proven ? 'true' : 'unknown',
    reasons: proven ? [] : outcome.reasons,
    provenByCertificate: proven,
    parts: [...parts, { part: 'provenBy', title: null, result }],
  };
}
