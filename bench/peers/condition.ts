import { GRADES, type Prepared, type Rule, type Test } from '#domain';
import { LEVELS, SCHEMES, TODAY } from '../synthetic-rules.ts';

/** A test in two-valued logic over the fields of a flat record, for engines that know nothing of grades or unknowns. */
export type Condition =
  | { readonly op: 'all' | 'any'; readonly of: readonly Condition[] }
  | { readonly op: 'not'; readonly of: Condition }
  | { readonly op: 'atLeast' | 'below'; readonly field: string; readonly value: number }
  | { readonly op: 'isTrue'; readonly field: string }
  | { readonly op: 'includes'; readonly field: string; readonly value: string }
  | { readonly op: 'equals'; readonly field: string; readonly value: string };

/** When a test is known to hold, and when it is known not to. */
interface Sides {
  readonly yes: Condition;
  readonly no: Condition;
}

/** What verdicts and scores of one market are made of, in two-valued logic. */
export interface PlainRules {
  readonly failed: Condition;
  readonly open: Condition;
  readonly shaky: Condition;
  /** Per scored rule the share of the total (in points of 100) that the first step that holds earns. */
  readonly scores: readonly {
    readonly steps: readonly { readonly earned: number; readonly when: Condition }[];
  }[];
}

export const NEVER: Condition = { op: 'any', of: [] };

/** Days since 1970, so that engines without dates compare numbers. */
export function dayNumber(day: string): number {
  return Date.parse(day) / 86_400_000;
}

/** The field names of a statement: its grade, its value, and where there are any its first day and its end. */
export function fieldsOf(name: string): {
  readonly grade: string;
  readonly value: string;
  readonly from: string;
  readonly to: string;
} {
  const plain = name.replaceAll('.', '_').toLowerCase();
  return { grade: `g_${plain}`, value: `v_${plain}`, from: `f_${plain}`, to: `t_${plain}` };
}

function literal(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'value' in value ? value.value : value;
}

function factHolds(test: Extract<Test, { readonly node: 'fact' }>): Condition {
  const field = fieldsOf(test.fact).value;
  const [condition] = test.conditions;
  if (condition?.op === 'is') return { op: 'isTrue', field };
  if (condition?.op === 'atLeast') {
    const bound = literal(condition.value);
    return { op: 'atLeast', field, value: typeof bound === 'number' ? bound : LEVELS.indexOf(String(bound)) };
  }
  if (condition !== undefined && 'set' in condition) {
    const value = String(literal(condition.set[0]));
    if (condition.op === 'includes') return { op: 'includes', field, value };
    if (condition.op === 'notIn') return { op: 'not', of: { op: 'equals', field, value } };
  }
  throw new Error(`No plain form of ${JSON.stringify(test)}`);
}

function sidesOf(test: Test, grade: number): Sides {
  switch (test.node) {
    case 'fact': {
      const known: Condition = { op: 'atLeast', field: fieldsOf(test.fact).grade, value: grade };
      const holds = factHolds(test);
      return {
        yes: { op: 'all', of: [known, holds] },
        no: { op: 'all', of: [known, { op: 'not', of: holds }] },
      };
    }
    case 'certificate': {
      const fields = fieldsOf(test.scheme);
      const levels = SCHEMES.find(({ id }) => id === test.scheme)?.levels ?? [];
      const today = dayNumber(TODAY);
      const yes: Condition = {
        op: 'all',
        of: [
          { op: 'atLeast', field: fields.grade, value: grade },
          { op: 'below', field: fields.from, value: today + 1 },
          { op: 'atLeast', field: fields.to, value: today + 1 },
          { op: 'atLeast', field: fields.value, value: levels.indexOf(String(literal(test.atLeast))) },
        ],
      };
      // Nothing says that a certificate isn't held: no register closes the world.
      return { yes, no: NEVER };
    }
    case 'all':
    case 'any': {
      const parts = test.of.map((part) => sidesOf(part, grade));
      const [yes, no] = test.node === 'all' ? (['all', 'any'] as const) : (['any', 'all'] as const);
      return {
        yes: { op: yes, of: parts.map((part) => part.yes) },
        no: { op: no, of: parts.map((part) => part.no) },
      };
    }
    default:
      throw new Error(`No plain form of ${test.node}`);
  }
}

function gateOf({ requirement }: Rule): {
  readonly fail: Condition;
  readonly open: Condition;
  readonly shaky: Condition;
} {
  const { test, evidence, declarable } = requirement;
  if (test === null) throw new Error('A synthetic gate has a test');
  const own = sidesOf(test, GRADES.indexOf(evidence));
  const every = sidesOf(test, 0);
  const not = (of: Condition): Condition => ({ op: 'not', of });
  const unsettled = [not(own.yes), not(own.no), not(every.yes)];
  return {
    fail: own.no,
    // What may be declared is open only where some statement speaks against it.
    open: { op: 'all', of: declarable ? [...unsettled, every.no] : unsettled },
    shaky: not(own.yes),
  };
}

/** Puts a market's rules, for a public buyer, into two-valued logic. */
export function plainRules({ rules, weights, question }: Prepared): PlainRules {
  const gates = rules.filter(({ requirement }) => requirement.kind === 'gate').map(gateOf);
  const scored = rules.filter(({ requirement }) => requirement.kind === 'scored');
  const whole = scored.reduce(
    (sum, { requirement }) => sum + (weights.of.get(requirement.objective ?? '') ?? 0),
    0,
  );
  const scores = scored.map(({ requirement: { scoring, objective, test, evidence } }) => {
    const grade = GRADES.indexOf(evidence);
    const share = (100 * (weights.of.get(objective ?? '') ?? 0)) / whole;
    if (scoring?.how === 'tests') {
      const most = Math.max(...scoring.steps.map(({ points }) => points));
      return {
        steps: scoring.steps
          .toSorted((a, b) => b.points - a.points)
          .map((step) => ({ earned: (share * step.points) / most, when: sidesOf(step.test, grade).yes })),
      };
    }
    if (test === null) throw new Error('A synthetic criterion has a test');
    return { steps: [{ earned: share, when: sidesOf(test, grade).yes }] };
  });
  const served: Condition = { op: 'includes', field: 'regions', value: question.market };
  return {
    failed: { op: 'any', of: [{ op: 'not', of: served }, ...gates.map(({ fail }) => fail)] },
    open: { op: 'any', of: gates.map(({ open }) => open) },
    shaky: { op: 'any', of: gates.map(({ shaky }) => shaky) },
    scores,
  };
}
