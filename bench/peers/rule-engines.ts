import { preparsePolicySet, statefulIsAuthorized } from '@cedar-policy/cedar-wasm/nodejs';
import { ZenEngine } from '@gorules/zen-engine';
import { parse } from '@marcbachmann/cel-js';
import { LogicEngine } from 'json-logic-engine';
import { Engine, type NestedCondition } from 'json-rules-engine';
import type { Condition, PlainRules } from './condition.ts';
import type { Field, FlatRecord } from './record.ts';

/** Verdicts as positions: 0 eligible, 1 conditional, 3 unknown, 4 ineligible; a score where the engine can count. */
export interface PlainAnswer {
  readonly verdict: number;
  readonly score: number | null;
}

/** An engine with the rules of one market compiled. */
export interface PlainEngine {
  readonly name: string;
  /** Records that are decided in a timed round; fewer for slow engines. */
  readonly sample: number;
  readonly decide: (record: FlatRecord) => PlainAnswer | Promise<PlainAnswer>;
}

function verdictOf(failed: boolean, open: boolean, shaky: boolean): number {
  return failed ? 4 : open ? 3 : shaky ? 1 : 0;
}

function toJsonLogic(condition: Condition): unknown {
  switch (condition.op) {
    case 'all':
      return condition.of.length === 0 ? true : { and: condition.of.map(toJsonLogic) };
    case 'any':
      return condition.of.length === 0 ? false : { or: condition.of.map(toJsonLogic) };
    case 'not':
      return { '!': [toJsonLogic(condition.of)] };
    case 'atLeast':
      return { '>=': [{ var: condition.field }, condition.value] };
    case 'below':
      return { '<': [{ var: condition.field }, condition.value] };
    case 'isTrue':
      return { '===': [{ var: condition.field }, true] };
    case 'includes':
      return { in: [condition.value, { var: condition.field }] };
    default:
      return { '===': [{ var: condition.field }, condition.value] };
  }
}

/** json-logic-engine, compiled. */
export function jsonLogic(rules: PlainRules): PlainEngine {
  const engine = new LogicEngine();
  const build = (logic: unknown): ((record: FlatRecord) => unknown) => {
    const built: unknown = engine.build(logic);
    if (typeof built !== 'function') throw new Error('json-logic-engine built no function');
    return (record) => Reflect.apply(built, undefined, [record]);
  };
  const { failed, open, shaky, scores } = rules;
  const verdict = build({
    if: [toJsonLogic(failed), 4, toJsonLogic(open), 3, toJsonLogic(shaky), 1, 0],
  });
  const score = build({
    '+': scores.map(({ steps }) => ({
      if: [...steps.flatMap(({ earned, when }) => [toJsonLogic(when), earned]), 0],
    })),
  });
  return {
    name: 'json-logic-engine',
    sample: 4_000,
    decide: (record) => ({ verdict: Number(verdict(record)), score: Number(score(record)) }),
  };
}

/** How a language writes the parts of conditions. */
interface Words {
  readonly and: string;
  readonly or: string;
  readonly not: (text: string) => string;
  readonly number: (value: number) => string;
  readonly field: (name: string) => string;
  readonly includes: (field: string, value: string) => string;
}

/** Writes a condition in a language with C-like operators; lists and numbers differ between them. */
function toText(condition: Condition, words: Words): string {
  const again = (part: Condition): string => toText(part, words);
  switch (condition.op) {
    case 'all':
      return condition.of.length === 0 ? 'true' : `(${condition.of.map(again).join(` ${words.and} `)})`;
    case 'any':
      return condition.of.length === 0 ? 'false' : `(${condition.of.map(again).join(` ${words.or} `)})`;
    case 'not':
      return words.not(again(condition.of));
    case 'atLeast':
      return `${words.field(condition.field)} >= ${words.number(condition.value)}`;
    case 'below':
      return `${words.field(condition.field)} < ${words.number(condition.value)}`;
    case 'isTrue':
      return `${words.field(condition.field)} == true`;
    case 'includes':
      return words.includes(words.field(condition.field), condition.value);
    default:
      return `${words.field(condition.field)} == ${JSON.stringify(condition.value)}`;
  }
}

const CEL: Words = {
  and: '&&',
  or: '||',
  not: (part) => `!(${part})`,
  number: (value) => `${value}.0`,
  field: (name) => name,
  includes: (field, value) => `${JSON.stringify(value)} in ${field}`,
};

function decimal(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** @marcbachmann/cel-js, parsed once. */
export function cel(rules: PlainRules): PlainEngine {
  const verdict = parse(
    `${toText(rules.failed, CEL)} ? 4.0 : (${toText(rules.open, CEL)} ? 3.0 : (${toText(rules.shaky, CEL)} ? 1.0 : 0.0))`,
  );
  const score = parse(
    rules.scores
      .map(({ steps }) =>
        steps.reduceRight(
          (rest, { earned, when }) => `(${toText(when, CEL)} ? ${decimal(earned)} : ${rest})`,
          '0.0',
        ),
      )
      .join(' + '),
  );
  return {
    name: '@marcbachmann/cel-js',
    sample: 2_000,
    decide: (record) => ({ verdict: Number(verdict(record)), score: Number(score(record)) }),
  };
}

function toNested(condition: Condition): NestedCondition {
  switch (condition.op) {
    case 'all':
      return { all: condition.of.map(toNested) };
    case 'any':
      return { any: condition.of.map(toNested) };
    case 'not':
      return { not: toNested(condition.of) };
    case 'atLeast':
      return { fact: condition.field, operator: 'greaterThanInclusive', value: condition.value };
    case 'below':
      return { fact: condition.field, operator: 'lessThan', value: condition.value };
    case 'isTrue':
      return { fact: condition.field, operator: 'equal', value: true };
    case 'includes':
      return { fact: condition.field, operator: 'contains', value: condition.value };
    default:
      return { fact: condition.field, operator: 'equal', value: condition.value };
  }
}

function isEmpty(part: Condition, op: 'all' | 'any'): boolean {
  return part.op === op && part.of.length === 0;
}

/** Leaves out parts without parts, which json-rules-engine takes for true. */
function withoutEmpty(condition: Condition): Condition {
  if (condition.op === 'not') return { op: 'not', of: withoutEmpty(condition.of) };
  if (condition.op !== 'all' && condition.op !== 'any') return condition;
  const of = condition.of.map(withoutEmpty);
  if (condition.op === 'any') return { op: 'any', of: of.filter((part) => !isEmpty(part, 'any')) };
  return of.some((part) => isEmpty(part, 'any')) ? { op: 'any', of: [] } : { op: 'all', of: simplified(of) };
}

/** `not never` always holds. */
function simplified(parts: readonly Condition[]): readonly Condition[] {
  return parts.filter((part) => !(part.op === 'not' && part.of.op === 'any' && part.of.of.length === 0));
}

/** json-rules-engine; it fires events and adds nothing up, so it gives verdicts only. */
export function jsonRules(rules: PlainRules): PlainEngine {
  const engine = new Engine([], { allowUndefinedFacts: true });
  for (const name of ['failed', 'open', 'shaky'] as const) {
    engine.addRule({ conditions: { all: [toNested(withoutEmpty(rules[name]))] }, event: { type: name } });
  }
  return {
    name: 'json-rules-engine',
    sample: 150,
    decide: async (record) => {
      const { events } = await engine.run({ ...record });
      const types = new Set(events.map(({ type }) => type));
      return { verdict: verdictOf(types.has('failed'), types.has('open'), types.has('shaky')), score: null };
    },
  };
}

const ZEN: Words = {
  and: 'and',
  or: 'or',
  not: (part) => `not (${part})`,
  number: String,
  field: (name) => name,
  includes: (field, value) => `contains(${field}, ${JSON.stringify(value)})`,
};

/** @gorules/zen-engine: a decision of one expression node. */
export function zen(rules: PlainRules): PlainEngine {
  const score = rules.scores
    .map(({ steps }) =>
      steps.reduceRight((rest, { earned, when }) => `(${toText(when, ZEN)} ? ${earned} : ${rest})`, '0'),
    )
    .join(' + ');
  const expressions = [
    {
      id: 'a',
      key: 'verdict',
      value: `${toText(rules.failed, ZEN)} ? 4 : (${toText(rules.open, ZEN)} ? 3 : (${toText(rules.shaky, ZEN)} ? 1 : 0))`,
    },
    { id: 'b', key: 'score', value: score },
  ];
  const position = { x: 0, y: 0 };
  const decision = new ZenEngine().createDecision({
    nodes: [
      { id: 'in', name: 'in', type: 'inputNode', position },
      { id: 'rules', name: 'rules', type: 'expressionNode', position, content: { expressions } },
      { id: 'out', name: 'out', type: 'outputNode', position },
    ],
    edges: [
      { id: 'e1', sourceId: 'in', targetId: 'rules', type: 'edge' },
      { id: 'e2', sourceId: 'rules', targetId: 'out', type: 'edge' },
    ],
  });
  return {
    name: '@gorules/zen-engine',
    sample: 200,
    decide: async (record) => {
      const { result } = await decision.evaluate(record);
      return { verdict: Number(result.verdict), score: Number(result.score) };
    },
  };
}

const CEDAR: Words = {
  and: '&&',
  or: '||',
  not: (part) => `!(${part})`,
  number: String,
  field: (name) => `context.${name}`,
  includes: (field, value) => `${field}.contains(${JSON.stringify(value)})`,
};

/** @cedar-policy/cedar-wasm: one policy per question about a record; it allows or denies, so verdicts only. */
export function cedar(rules: PlainRules): PlainEngine {
  const names = ['failed', 'open', 'shaky'] as const;
  const policies = names.map(
    (name) =>
      `permit(principal, action == Action::"${name}", resource) when { ${toText(rules[name], CEDAR)} };`,
  );
  const parsed = preparsePolicySet('bench', { staticPolicies: policies.join('\n') });
  if (parsed.type !== 'success') throw new Error(`Cedar refuses the policies: ${JSON.stringify(parsed)}`);
  return {
    name: '@cedar-policy/cedar-wasm',
    sample: 150,
    decide: (record) => {
      const { id, ...fields } = record;
      const context = Object.fromEntries(
        Object.entries(fields).map(([name, value]) => [name, isList(value) ? [...value] : value]),
      );
      const [failed = false, open = false, shaky = false] = names.map((name) => {
        const answer = statefulIsAuthorized({
          principal: { type: 'Vendor', id },
          action: { type: 'Action', id: name },
          resource: { type: 'Offering', id },
          context,
          preparsedPolicySetId: 'bench',
          entities: [],
        });
        return answer.type === 'success' && answer.response.decision === 'allow';
      });
      return { verdict: verdictOf(failed, open, shaky), score: null };
    },
  };
}

function isList(value: Field): value is readonly string[] {
  return Array.isArray(value);
}
