import { needOnly } from '../../language/need-only.ts';
import type { Test } from '../../language/test.ts';
import { EVERY_GRADE, readsStatements, type Result, type Scope } from '../case.ts';
import { and, atLeastOf, finding, join, not, or, type Finding } from '../truth.ts';
import {
  evaluateAge,
  evaluateCertificate,
  evaluateFact,
  evaluateKnown,
  evaluateNeed,
  evaluateRatio,
  evaluateRelative,
} from './leaf.ts';
import { evaluateCount, evaluateQuantifier } from './list.ts';
import { evaluateRights, evaluateShare } from './ownership.ts';
import { branchResult, leafResult } from './result.ts';
import { evaluateSeal } from './seal.ts';

/** Dispatches a node that reads statements or the need. */
function read(scope: Scope, test: Test): Result {
  switch (test.node) {
    case 'fact':
      return evaluateFact(scope, test);
    case 'need':
      return evaluateNeed(scope, test);
    case 'certificate':
      return evaluateCertificate(scope, test);
    case 'share':
      return evaluateShare(scope, test);
    case 'rights':
      return evaluateRights(scope, test);
    case 'every':
    case 'some':
      return evaluateQuantifier(scope, test);
    case 'known':
      return evaluateKnown(scope, test);
    case 'age':
      return evaluateAge(scope, test);
    case 'seal':
      return evaluateSeal(scope, test);
    case 'ratio':
      return evaluateRatio(scope, test);
    case 'count':
      return evaluateCount(scope, test);
    case 'relative':
      return evaluateRelative(scope, test);
    default:
      return leafResult(test, finding('true'));
  }
}

/**
 * A leaf that is unknown at the required grade, but decided by statements of a lower grade, is unproven; or stale, if
 * the same statements would do had their source kept its freshness promise.
 */
function proven(scope: Scope, result: Result): Result {
  if (result.truth !== 'unknown' || scope.lens.floor < 0 || !readsStatements(result)) return result;
  if (read({ ...scope, lens: EVERY_GRADE }, result.test).truth === 'unknown') return result;
  const fresh = read({ ...scope, lens: { ...scope.lens, aging: false } }, result.test);
  const kind = fresh.truth === 'unknown' ? 'unproven' : 'stale';
  const what = result.asked?.attribute;
  return { ...result, reasons: [what === undefined ? { kind } : { kind, what }] };
}

function branch(
  scope: Scope,
  test: Test,
  tests: readonly Test[],
  connect: (parts: readonly Finding[]) => Finding,
  details: Readonly<Record<string, unknown>> = {},
): Result {
  const children = tests.map((child) => evaluate(scope, child));
  return branchResult(test, connect(children), children, { details });
}

/** `if c then t else e` is `(c and t) or (not c and e)`; an absent else is true. */
function evaluateIf(scope: Scope, test: Extract<Test, { readonly node: 'if' }>): Result {
  const condition = evaluate(scope, test.if);
  const then = evaluate(scope, test.then);
  const otherwise = test.else === null ? null : evaluate(scope, test.else);
  const negated = finding(not(condition.truth), condition.reasons);
  const found = join(or, [join(and, [condition, then]), join(and, [negated, otherwise ?? finding('true')])]);
  return branchResult(test, found, otherwise === null ? [condition, then] : [condition, then, otherwise]);
}

function compute(scope: Scope, test: Test): Result {
  switch (test.node) {
    case 'all':
      return branch(scope, test, test.of, (parts) => join(and, parts));
    case 'any':
      return branch(scope, test, test.of, (parts) => join(or, parts));
    case 'atLeast':
      return branch(scope, test, test.of, (parts) => join((truths) => atLeastOf(test.count, truths), parts), {
        count: test.count,
      });
    case 'not':
      return branch(scope, test, [test.test], ([part]) =>
        part === undefined ? finding('unknown') : finding(not(part.truth), part.reasons),
      );
    case 'ref':
      return branch(scope, test, [test.test], ([part]) => part ?? finding('unknown'), {
        name: test.name,
        title: test.title,
      });
    case 'if':
      return evaluateIf(scope, test);
    default:
      return proven(scope, read(scope, test));
  }
}

/** Says whether facts are read as for the offering itself, not for something in a list, a layer or a team. */
function isOwn({ case: own, offering, provider, items, pool, following }: Scope): boolean {
  return (
    offering === own.offering &&
    provider === own.vendor &&
    pool.length === 0 &&
    following.length === 0 &&
    Object.keys(items).length === 0
  );
}

/**
 * Evaluates a test by strong Kleene logic. Every node is evaluated, even where another already decides, so that the
 * outcome and its explanation come from one walk. Results that can't differ are computed once.
 */
export function evaluate(scope: Scope, test: Test): Result {
  const { ofNeed, unstated } = scope.case;
  const ofQuestion = needOnly(test);
  if (!ofQuestion && !isOwn(scope)) return compute(scope, test);
  const known = (ofQuestion ? ofNeed : unstated).get(test);
  if (known !== undefined) return known;
  const result = compute(scope, test);
  if (ofQuestion) ofNeed.set(test, result);
  else if (!readsStatements(result)) unstated.set(test, result);
  return result;
}
