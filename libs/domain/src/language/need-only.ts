import { childrenOf } from './measure.ts';
import type { Test } from './test.ts';

const verdicts = new WeakMap<Test, boolean>();

function readsFacts(test: Test): boolean {
  switch (test.node) {
    case 'true':
    case 'all':
    case 'any':
    case 'not':
    case 'atLeast':
    case 'if':
    case 'ref':
      return false;
    case 'need':
      return test.conditions.some(
        (condition) => 'set' in condition && condition.set.some((item) => item.kind === 'fact'),
      );
    default:
      return true;
  }
}

/** Says whether a test reads nothing but the need, so that its outcome is the same for every offering. */
export function needOnly(test: Test): boolean {
  let verdict = verdicts.get(test);
  if (verdict === undefined) {
    verdict = !readsFacts(test) && childrenOf(test).every(needOnly);
    verdicts.set(test, verdict);
  }
  return verdict;
}
