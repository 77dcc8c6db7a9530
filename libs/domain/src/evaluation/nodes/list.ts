import type { ListRelation, Test } from '../../language/test.ts';
import { LIST_RELATIONS } from '../../language/test.ts';
import type { Result, Scope } from '../case.ts';
import type { Truth, UnknownReason } from '../decision.ts';
import { testCondition } from '../facts/condition.ts';
import { knownFact } from '../facts/known-fact.ts';
import { readFact } from '../facts/read-fact.ts';
import { itemsOf, type RelationItems } from '../facts/relation.ts';
import { resolveSet } from '../facts/value-set.ts';
import { and, finding, join, not, or, type Finding } from '../truth.ts';
import { boundHolds } from '../../number/bound.ts';
import { branchResult, leafResult } from './result.ts';

type Quantifier = Extract<Test, { readonly node: 'every' | 'some' }>;
type Count = Extract<Test, { readonly node: 'count' }>;

/** Lists that may well be empty: nothing bought in, nobody subcontracted, nothing below. */
const MAY_BE_EMPTY: readonly ListRelation[] = ['component', 'subcontractor', 'underlying'];

interface ItemOutcome {
  /** Is the item one of those meant? */
  readonly meant: Finding;
  readonly passes: Finding;
  readonly results: readonly Result[];
}

function outcomesOf(
  test: Quantifier,
  list: RelationItems,
  evaluate: Scope['evaluate'],
): readonly ItemOutcome[] {
  return list.items.map(({ scope }) => {
    const meant = test.where === null ? null : evaluate(scope, test.where);
    // An item that surely isn't meant needs no further look.
    const passes = meant?.truth === 'false' ? null : evaluate(scope, test.test);
    return {
      meant: meant ?? finding('true'),
      passes: passes ?? finding('true'),
      results: [meant, passes].filter((result) => result !== null),
    };
  });
}

function everyOf(
  test: Quantifier,
  list: RelationItems,
  outcomes: readonly ItemOutcome[],
  open: UnknownReason,
): Finding {
  const parts = outcomes.map(({ meant, passes }) =>
    join(or, [finding(not(meant.truth), meant.reasons), passes]),
  );
  if (!list.complete) return join(and, [...parts, finding('unknown', [open])]);
  const nobody = outcomes.every(({ meant }) => meant.truth === 'false');
  if (nobody && !MAY_BE_EMPTY.includes(test.relation)) return finding('unknown', [open]);
  return join(and, parts);
}

function someOf(list: RelationItems, outcomes: readonly ItemOutcome[], open: UnknownReason): Finding {
  const parts = outcomes.map(({ meant, passes }) => join(and, [meant, passes]));
  return join(or, list.complete ? parts : [...parts, finding('unknown', [open])]);
}

/** A stated lowest value among the staff answers for everybody in bounds from below. */
function aggregate(scope: Scope, test: Quantifier): Finding | null {
  if (test.node !== 'every' || test.relation !== 'personnel' || test.test.node !== 'fact') return null;
  const { fact, conditions } = test.test;
  if (!conditions.every(({ op }) => op === 'atLeast' || op === 'above')) return null;
  const name = `offering.staff.lowest(${fact})`;
  const { asOf } = scope.case.question;
  const known = knownFact(scope.case, `offering:${scope.offering}`, name, asOf, scope.lens);
  if (known.status !== 'known') return null;
  const attribute = scope.case.index.attribute(fact);
  const place = { name, type: attribute?.type ?? ('any' as const), levels: attribute?.levels ?? [] };
  const passes = join(
    and,
    conditions.map((condition) => testCondition(scope, condition, { ...known, complete: true }, place, asOf)),
  );
  // Somebody who isn't meant may be the lowest.
  return passes.truth === 'false' && test.where !== null ? null : passes;
}

/** Goes through a list of things; an open list is never shown to hold nothing else. */
export function evaluateQuantifier(scope: Scope, test: Quantifier): Result {
  const list = itemsOf(scope, test.relation);
  const outcomes = outcomesOf(test, list, scope.evaluate);
  const open: UnknownReason = { kind: 'missing', what: test.relation };
  const own = test.node === 'every' ? everyOf(test, list, outcomes, open) : someOf(list, outcomes, open);
  const stated = own.truth === 'unknown' ? aggregate(scope, test) : null;
  return branchResult(
    test,
    stated ?? own,
    outcomes.flatMap(({ results }) => results),
    {
      asked: list.complete ? null : { subject: list.subject, attribute: test.relation },
      considered: list.considered,
      details: { relation: test.relation, items: list.items.map(({ ref }) => ref), complete: list.complete },
    },
  );
}

function bounded(
  test: Count,
  sure: number,
  perhaps: number,
  closed: boolean,
  reasons: readonly UnknownReason[],
): Finding {
  const most = closed ? sure + perhaps : Infinity;
  const parts: Truth[] = [];
  if (test.atLeast !== null) parts.push(boundHolds(sure - test.atLeast, most - test.atLeast, 'atLeast'));
  if (test.atMost !== null) parts.push(boundHolds(sure - test.atMost, most - test.atMost, 'atMost'));
  return finding(and(parts), reasons);
}

function counts(truths: readonly Finding[], truth: Truth): number {
  return truths.filter((part) => part.truth === truth).length;
}

function limitsOf({ atLeast, atMost }: Count): Pick<Count, 'atLeast' | 'atMost'> {
  return { atLeast, atMost };
}

/** Counts the things in a list, or the values of an attribute, with exceptions. */
export function evaluateCount(scope: Scope, test: Count): Result {
  const { asOf } = scope.case.question;
  const except = test.except === null ? null : resolveSet(scope, test.except, asOf);
  const relation = LIST_RELATIONS.find((name) => name === test.of);
  if (relation !== undefined) {
    const list = itemsOf(scope, relation);
    const results = list.items.map((item) =>
      test.where === null ? null : scope.evaluate(item.scope, test.where),
    );
    const parts = results.map((result) => result ?? finding('true'));
    const reasons: readonly UnknownReason[] = [
      { kind: 'missing', what: relation },
      ...parts.flatMap((part) => part.reasons),
    ];
    const found = bounded(test, counts(parts, 'true'), counts(parts, 'unknown'), list.complete, reasons);
    return branchResult(
      test,
      found,
      results.filter((result) => result !== null),
      {
        asked: list.complete ? null : { subject: list.subject, attribute: relation },
        considered: list.considered,
        details: {
          of: test.of,
          sure: counts(parts, 'true'),
          perhaps: counts(parts, 'unknown'),
          complete: list.complete,
          ...limitsOf(test),
        },
      },
    );
  }
  const { known, asked } = readFact(scope, test.of, asOf);
  const notes = { asked, considered: known.considered, details: { of: test.of, ...limitsOf(test) } };
  if (known.status === 'not-offered') return leafResult(test, finding('false'), notes);
  if (known.status !== 'known') {
    return leafResult(test, finding('unknown', [{ kind: known.status, what: test.of }]), notes);
  }
  const parts = known.values.map((value): Finding => {
    const excepted = except?.has(value) ?? finding('false');
    return finding(not(excepted.truth), excepted.reasons);
  });
  const reasons: readonly UnknownReason[] = [
    ...(known.complete ? [] : [{ kind: 'missing' as const, what: test.of }]),
    ...parts.flatMap((part) => part.reasons),
  ];
  const found = bounded(test, counts(parts, 'true'), counts(parts, 'unknown'), known.complete, reasons);
  const details = {
    of: test.of,
    sure: counts(parts, 'true'),
    perhaps: counts(parts, 'unknown'),
    complete: known.complete,
    ...limitsOf(test),
  };
  return leafResult(test, found, { ...notes, details });
}
