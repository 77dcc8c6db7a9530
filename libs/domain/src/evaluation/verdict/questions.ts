import { GRADES } from '../../model/evidence.ts';
import type { Asked, Result } from '../case.ts';
import type { Question, Truth, UnknownReason } from '../decision.ts';
import type { Rule, RuleFinding } from './rule.ts';

/** A statement that would settle a leaf. */
interface Wanted {
  readonly asked: Asked;
  readonly reason: UnknownReason['kind'];
}

/** Statements that together settle a node; `cost` counts those that nobody could give as very many. */
interface Settling {
  readonly wanted: ReadonlyMap<string, Wanted>;
  readonly cost: number;
}

/** More than any requirement can have nodes, so that what a vendor can answer is always preferred. */
const UNANSWERABLE = 10_000;
const NOTHING: Settling = { wanted: new Map(), cost: 0 };
const IMPOSSIBLE: Settling = { wanted: new Map(), cost: UNANSWERABLE };

function keyOf({ subject, attribute }: Asked): string {
  return `${subject} ${attribute}`;
}

function together(parts: readonly Settling[]): Settling {
  const wanted = new Map(parts.flatMap((part) => [...part.wanted]));
  const unanswerable = parts.reduce((sum, part) => sum + Math.floor(part.cost / UNANSWERABLE), 0);
  return { wanted, cost: unanswerable * UNANSWERABLE + wanted.size };
}

function cheapest(parts: readonly Settling[], count = 1): Settling {
  if (parts.length < count) return IMPOSSIBLE;
  return together(parts.toSorted((a, b) => a.cost - b.cost).slice(0, count));
}

function ownQuestion(result: Result): Settling {
  const kinds = result.reasons.map(({ kind }) => kind);
  const reason = kinds.find((kind) => ['missing', 'unproven', 'stale', 'contested'].includes(kind));
  if (result.asked === null || reason === undefined) return IMPOSSIBLE;
  const wanted: Wanted = { asked: result.asked, reason };
  return { wanted: new Map([[keyOf(result.asked), wanted]]), cost: 1 };
}

/** The fewest statements that could make a result come out as wished. */
function settle(result: Result, wished: Truth): Settling {
  if (result.truth === wished) return NOTHING;
  if (result.truth !== 'unknown') return IMPOSSIBLE;
  const { test, children } = result;
  const each = children.map((child) => settle(child, wished));
  switch (test.node) {
    case 'all':
      return wished === 'true' ? together(each) : cheapest(each);
    case 'any':
      return wished === 'true' ? cheapest(each) : together(each);
    case 'atLeast':
      return cheapest(each, wished === 'true' ? test.count : test.of.length - test.count + 1);
    case 'not':
      return together(children.map((child) => settle(child, wished === 'true' ? 'false' : 'true')));
    case 'ref':
      return together(each);
    case 'if': {
      const [condition, then, otherwise] = children;
      if (condition === undefined || then === undefined) return IMPOSSIBLE;
      const last =
        otherwise === undefined ? (wished === 'true' ? NOTHING : IMPOSSIBLE) : settle(otherwise, wished);
      return cheapest([
        together([settle(condition, 'true'), settle(then, wished)]),
        together([settle(condition, 'false'), last]),
      ]);
    }
    case 'every':
    case 'some':
    case 'count':
    case 'seal': {
      const open = children
        .filter((child) => child.truth === 'unknown')
        .map((child) => settle(child, 'true'));
      const list = result.asked === null ? [] : [ownQuestion(result)];
      const all = together([...open, ...list]);
      return all.wanted.size === 0 ? IMPOSSIBLE : all;
    }
    default:
      return ownQuestion(result);
  }
}

/** The fewest statements that would settle a rule: by its test, by a way around, or by a certificate that proves it. */
function settleRule(found: RuleFinding): Settling {
  const of = (parts: readonly string[]) =>
    found.parts.filter(({ part }) => parts.includes(part)).map(({ result }) => result);
  const ways = [...of(['test', 'reading']), ...of(['unless'])].map((result) => settle(result, 'true'));
  const certificate = of(['provenBy']).map((result) => settle(result, 'true'));
  const conditions = together(
    of(['appliesWhen', 'when', 'grace']).map((result) =>
      result.truth === 'unknown' ? ownOrBelow(result) : NOTHING,
    ),
  );
  const answered = cheapest([...ways, ...certificate].filter(({ wanted }) => wanted.size > 0));
  return answered.cost >= UNANSWERABLE ? conditions : answered;
}

function ownOrBelow(result: Result): Settling {
  const [yes, no] = [settle(result, 'true'), settle(result, 'false')];
  return yes.cost <= no.cost ? yes : no;
}

/** The questions that would move gates that are open or unproven, each asked once, at the highest grade that needs it. */
export function questionsFor(
  gates: readonly { readonly rule: Rule; readonly found: RuleFinding }[],
): readonly Question[] {
  const questions = new Map<string, Question>();
  for (const { rule, found } of gates) {
    for (const [key, { asked, reason }] of settleRule(found).wanted) {
      const known = questions.get(key);
      const { evidence, id } = rule.requirement;
      if (known !== undefined && GRADES.indexOf(known.grade) >= GRADES.indexOf(evidence)) continue;
      questions.set(key, { ...asked, requirement: id, regime: rule.regime.id, grade: evidence, reason });
    }
  }
  return [...questions.values()];
}

/** Statements that a result needed, and whether each is known well enough (design 3.7: coverage). */
export function neededBy(
  results: readonly Result[],
  needed: Map<string, boolean> = new Map(),
): Map<string, boolean> {
  const visit = (result: Result, decidedAbove: boolean): void => {
    const decided = result.truth !== 'unknown';
    if (result.asked !== null && (decided || !decidedAbove)) {
      const key = keyOf(result.asked);
      needed.set(key, (needed.get(key) ?? true) && decided);
    }
    for (const child of result.children) visit(child, decided || decidedAbove);
  };
  for (const result of results) visit(result, false);
  return needed;
}
