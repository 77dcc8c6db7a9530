import type { Decision, RequirementOutcome, Trace, Truth, UnknownReason } from '../evaluation/decision.ts';
import { not } from '../evaluation/truth.ts';
import { readValues } from './message-values.ts';

/** One statement that could be given: which attribute, certificate, list or owner of which subject. */
export interface Wanted {
  readonly subject: string;
  readonly attribute: string;
}

/** What one statement would have to show at each place that asks for it: by question, the outcome. */
type Showing = ReadonlyMap<string, Truth>;

/** Single statements that alone settle something, each with the ways in which it does; `all`: nothing is needed. */
export type Settling = 'all' | ReadonlyMap<string, readonly Showing[]>;

const NONE: Settling = new Map();
/** More ways than anybody writes into a rule; what is beyond them is left out. */
const MOST_WAYS = 16;
const PROVABLE: ReadonlySet<UnknownReason['kind']> = new Set(['missing', 'unproven', 'stale', 'contested']);

function keyOf({ subject, attribute }: Wanted): string {
  return `${subject} ${attribute}`;
}

/** Splits a key of a settling into what is wanted. */
export function wantedOf(key: string): Wanted {
  const space = key.indexOf(' ');
  return { subject: key.slice(0, space), attribute: key.slice(space + 1) };
}

function merge(left: Showing, right: Showing): Showing | null {
  for (const [question, truth] of right) {
    const other = left.get(question);
    if (other !== undefined && other !== truth) return null;
  }
  return new Map([...left, ...right]);
}

/** Statements that settle both. */
function both(left: Settling, right: Settling): Settling {
  if (left === 'all') return right;
  if (right === 'all') return left;
  const found = new Map<string, readonly Showing[]>();
  for (const [key, ways] of left) {
    const others = right.get(key) ?? [];
    const merged = ways
      .flatMap((way) => others.map((other) => merge(way, other)))
      .filter((way) => way !== null);
    if (merged.length > 0) found.set(key, merged.slice(0, MOST_WAYS));
  }
  return found;
}

/** Statements that settle one of two. */
function either(left: Settling, right: Settling): Settling {
  if (left === 'all' || right === 'all') return 'all';
  const found = new Map(left);
  for (const [key, ways] of right) found.set(key, [...(found.get(key) ?? []), ...ways].slice(0, MOST_WAYS));
  return found;
}

const every = (parts: readonly Settling[]): Settling => parts.reduce<Settling>(both, 'all');
const some = (parts: readonly Settling[]): Settling => parts.reduce<Settling>(either, NONE);

/** Statements that settle at least `count` of the parts. */
function atLeast(count: number, parts: readonly Settling[]): Settling {
  if (count <= 0) return 'all';
  const [first, ...rest] = parts;
  if (first === undefined) return NONE;
  return either(both(first, atLeast(count - 1, rest)), rest.length < count ? NONE : atLeast(count, rest));
}

/** Whose statement a leaf asks for. */
export type SubjectOf = (attribute: string, on: string | null) => string;

/** The question that a leaf puts, so that two places that ask the same of one statement get the same answer. */
function questionOf(trace: Trace, wished: Truth): { readonly question: string; readonly truth: Truth } {
  const { conditions, level, dimension } = readValues(trace.message.values);
  const [only] = conditions;
  const flag =
    conditions.length === 1 && only?.op === 'is' && only.value.kind === 'literal' ? only.value.value : null;
  // Yes and no exclude each other, so both are put as one question.
  if (flag === true) return { question: 'yes', truth: wished };
  if (flag === false) return { question: 'yes', truth: not(wished) };
  return { question: JSON.stringify([trace.node, conditions, level, dimension]), truth: wished };
}

function attributeOfLeaf(trace: Trace): string {
  const { attribute, scheme, of, relation } = readValues(trace.message.values);
  if (trace.node === 'share' || trace.node === 'rights') return 'holder';
  if (scheme !== '') return `certificate:${scheme}`;
  return attribute || relation || (of[0] ?? '');
}

function leaf(trace: Trace, wished: Truth, subjectOf: SubjectOf): Settling {
  const attribute = attributeOfLeaf(trace);
  if (attribute === '' || !trace.reasons.some(({ kind }) => PROVABLE.has(kind))) return NONE;
  const subject = trace.evidence[0]?.subject ?? subjectOf(attribute, readValues(trace.message.values).on);
  const { question, truth } = questionOf(trace, wished);
  return new Map([[keyOf({ subject, attribute }), [new Map([[question, truth]])]]]);
}

function settleList(trace: Trace, wished: Truth, subjectOf: SubjectOf): Settling {
  // Nobody can show by one statement that a list fails which nobody has completed.
  if (wished === 'false') return NONE;
  const open = trace.children
    .filter(({ outcome }) => outcome === 'unknown')
    .map((child) => settling(child, 'true', subjectOf));
  const isOpen = trace.node !== 'seal' && !readValues(trace.message.values).complete;
  const list = isOpen ? [leaf(trace, 'true', subjectOf)] : [];
  if (trace.node === 'some' || trace.node === 'count') return some([...open, ...list]);
  const all = every([...open, ...list]);
  return all === 'all' ? NONE : all;
}

/** `(c and t) or (not c and e)`; an absent else is true. */
function settleIf({ children }: Trace, wished: Truth, subjectOf: SubjectOf): Settling {
  const [condition, then, otherwise] = children;
  if (condition === undefined || then === undefined) return NONE;
  const [yes, no] = [settling(condition, 'true', subjectOf), settling(condition, 'false', subjectOf)];
  const first = settling(then, wished, subjectOf);
  const absent = wished === 'true' ? 'all' : NONE;
  const second = otherwise === undefined ? absent : settling(otherwise, wished, subjectOf);
  return wished === 'true'
    ? either(both(yes, first), both(no, second))
    : both(either(no, first), either(yes, second));
}

/** The single statements that could make a node come out as wished. */
export function settling(trace: Trace, wished: Truth, subjectOf: SubjectOf): Settling {
  if (trace.outcome === wished) return 'all';
  if (trace.outcome !== 'unknown') return NONE;
  const { children } = trace;
  const each = (truth: Truth): readonly Settling[] =>
    children.map((child) => settling(child, truth, subjectOf));
  switch (trace.node) {
    case 'all':
      return wished === 'true' ? every(each('true')) : some(each('false'));
    case 'any':
      return wished === 'true' ? some(each('true')) : every(each('false'));
    case 'not':
      return every(each(wished === 'true' ? 'false' : 'true'));
    case 'ref':
      return every(each(wished));
    case 'atLeast': {
      const count = readValues(trace.message.values).count ?? children.length;
      return atLeast(wished === 'true' ? count : children.length - count + 1, each(wished));
    }
    case 'if':
      return settleIf(trace, wished, subjectOf);
    case 'every':
    case 'some':
    case 'seal':
    case 'count':
      return trace.node === 'count' && children.length === 0
        ? leaf(trace, wished, subjectOf)
        : settleList(trace, wished, subjectOf);
    default:
      return children.length === 0 ? leaf(trace, wished, subjectOf) : every(each(wished));
  }
}

/** The single statements that could close an open gate: by its test, a way around it, or a certificate. */
export function settlingGate({ trace }: RequirementOutcome, subjectOf: SubjectOf): Settling {
  if (trace === null) return NONE;
  const of = (...names: readonly string[]): readonly Trace[] =>
    trace.children.filter(({ node }) => names.includes(node)).flatMap(({ children }) => children);
  const tests = of('test', 'reading');
  return some([
    tests.length === 0 ? NONE : every(tests.map((test) => settling(test, 'true', subjectOf))),
    ...of('unless', 'provenBy').map((way) => settling(way, 'true', subjectOf)),
    ...of('appliesWhen', 'when', 'grace').map((condition) => settling(condition, 'false', subjectOf)),
  ]);
}

/** The single statements that could close all open gates of a decision. */
export function settlingDecision(decision: Decision, subjectOf: SubjectOf): Settling {
  const open = decision.requirements.filter(({ state }) => state === 'open');
  return open.length === 0 ? NONE : every(open.map((gate) => settlingGate(gate, subjectOf)));
}
