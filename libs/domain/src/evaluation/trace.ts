import type { Test } from '../language/test.ts';
import type { Considered, Result } from './case.ts';
import type { Evidence, Trace, Truth } from './decision.ts';
import type { PartResult, RuleFinding, RulePart } from './verdict/rule.ts';

const TRUTHS: readonly Truth[] = ['true', 'false', 'unknown'];
const NODES: readonly Exclude<Test['node'], 'fact' | 'need'>[] = [
  'true',
  'certificate',
  'share',
  'rights',
  'every',
  'some',
  'known',
  'age',
  'seal',
  'ratio',
  'count',
  'relative',
  'all',
  'any',
  'not',
  'atLeast',
  'if',
  'ref',
];
const OPERATIONS = [
  'is',
  'in',
  'notIn',
  'within',
  'includes',
  'overlaps',
  'empty',
  'known',
  'maxAge',
  'atLeast',
  'atMost',
  'above',
  'below',
  'several',
] as const;
const PARTS: readonly RulePart[] = [
  'appliesWhen',
  'when',
  'trigger',
  'grace',
  'test',
  'unless',
  'provenBy',
  'reading',
];

/** Every key that a trace can carry; each shipped language has a template for each. */
export const MESSAGE_KEYS: readonly string[] = [
  ...[
    ...NODES,
    ...OPERATIONS.flatMap((operation) => [`fact.${operation}`, `need.${operation}`]),
    ...PARTS.map((part) => `part.${part}`),
    'requirement',
    'served',
  ].flatMap((name) => TRUTHS.map((truth) => `${name}.${truth}`)),
  'requirement.notApplicable',
  'requirement.provenByCertificate',
  'requirement.latent',
];

function keyOf(test: Test): string {
  if (test.node !== 'fact' && test.node !== 'need') return test.node;
  const [only, ...others] = test.conditions;
  return `${test.node}.${only === undefined || others.length > 0 ? 'several' : only.op}`;
}

function evidenceOf(considered: Considered): Evidence {
  const { statement, attribute, value, complete, belowGrade, contested, superseded } = considered;
  return {
    statement: statement.id,
    subject: statement.subject,
    attribute,
    value,
    complete,
    grade: statement.grade,
    by: statement.by,
    valid: statement.valid,
    source: statement.source,
    confidence: statement.confidence,
    belowGrade,
    staleSince: considered.staleSince,
    contested,
    superseded,
  };
}

/** Turns the result of a test into the trace that explanations and templates read. */
export function traceOf(result: Result): Trace {
  const { test, truth, reasons, details } = result;
  return {
    path: test.path,
    node: test.node,
    outcome: truth,
    reasons,
    evidence: result.considered.map(evidenceOf),
    message: { key: `${keyOf(test)}.${truth}`, values: details },
    children: result.children.map(traceOf),
  };
}

function tracePart({ part, title, result }: PartResult): Trace {
  return {
    path: result.test.path,
    node: part,
    outcome: result.truth,
    reasons: result.reasons,
    evidence: [],
    message: { key: `part.${part}.${result.truth}`, values: { title } },
    children: [traceOf(result)],
  };
}

function ruleKey(found: RuleFinding, outcome: Truth): string {
  if (found.applies === 'false') return found.latent ? 'requirement.latent' : 'requirement.notApplicable';
  return found.provenByCertificate ? 'requirement.provenByCertificate' : `requirement.${outcome}`;
}

/** The trace of a whole requirement: its conditions, its test, the ways around it, and what its steps earned. */
export function traceOfRule(
  path: string,
  found: RuleFinding,
  outcome: Truth,
  values: Readonly<Record<string, unknown>>,
  steps: readonly Result[] = [],
): Trace {
  return {
    path,
    node: 'requirement',
    outcome,
    reasons: found.reasons,
    evidence: [],
    message: { key: ruleKey(found, outcome), values },
    children: [...found.parts.map(tracePart), ...steps.map(traceOf)],
  };
}

/** The trace of whether the offering is to be had in the market. */
export function traceOfServed(result: Result): Trace {
  return {
    ...traceOf(result),
    node: 'served',
    message: { key: `served.${result.truth}`, values: result.details },
  };
}
