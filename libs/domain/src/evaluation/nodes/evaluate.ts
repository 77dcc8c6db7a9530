import type { Test } from '../../language/test.ts';
import { EVERY_GRADE, type Result, type Scope } from '../case.ts';
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
import { needOnly } from './need-only.ts';
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
  if (result.truth !== 'unknown' || scope.lens.floor < 0) return result;
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
): Result {
  const children = tests.map((child) => evaluate(scope, child));
  return branchResult(test, connect(children), children);
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
      return branch(scope, test, test.of, (parts) => join((truths) => atLeastOf(test.count, truths), parts));
    case 'not':
      return branch(scope, test, [test.test], ([part]) =>
        part === undefined ? finding('unknown') : finding(not(part.truth), part.reasons),
      );
    case 'ref':
      return branch(scope, test, [test.test], ([part]) => part ?? finding('unknown'));
    case 'if':
      return evaluateIf(scope, test);
    default:
      return proven(scope, read(scope, test));
  }
}

/**
 * Evaluates a test by strong Kleene logic. Every node is evaluated, even where another already decides, so that the
 * outcome and its explanation come from one walk.
 */
export function evaluate(scope: Scope, test: Test): Result {
  if (!needOnly(test)) return compute(scope, test);
  const { ofNeed } = scope.case;
  const known = ofNeed.get(test);
  if (known !== undefined) return known;
  const result = compute(scope, test);
  ofNeed.set(test, result);
  return result;
}
