import type { DocumentReader } from './document-reader.ts';
import { knownGroup } from './known-name.ts';
import type { Condition, SetValue, Test } from './test.ts';

function isIncomplete(reader: DocumentReader, item: SetValue[number]): boolean {
  if (item.kind !== 'literal' || typeof item.value !== 'string') return false;
  const group = knownGroup(reader, item.value);
  return group !== null && !group.complete;
}

/** Can the condition come out so without showing that something is absent from an incomplete group? */
function conditionReachable(reader: DocumentReader, condition: Condition, wanted: boolean): boolean {
  if (!('set' in condition)) return true;
  const { op, set } = condition;
  const provesAbsence = set.some((item) => isIncomplete(reader, item));
  if (op === 'within') return !wanted || !(set.length > 0 && set.every((item) => isIncomplete(reader, item)));
  if (op === 'notIn') return !wanted || !provesAbsence;
  return wanted || !provesAbsence;
}

/**
 * Says whether a test can come out true (or false) at all without proving absence from an incomplete group: `notIn`,
 * `within` and negated overlaps never can, so a gate that rests on them alone could only fail or stay open.
 */
export function isReachable(reader: DocumentReader, test: Test, wanted: boolean): boolean {
  switch (test.node) {
    case 'true':
      return wanted;
    case 'fact':
    case 'need':
      return wanted
        ? test.conditions.every((condition) => conditionReachable(reader, condition, true))
        : test.conditions.some((condition) => conditionReachable(reader, condition, false));
    case 'all':
      return wanted
        ? test.of.every((child) => isReachable(reader, child, true))
        : test.of.some((child) => isReachable(reader, child, false));
    case 'any':
      return wanted
        ? test.of.some((child) => isReachable(reader, child, true))
        : test.of.every((child) => isReachable(reader, child, false));
    case 'not':
      return isReachable(reader, test.test, !wanted);
    case 'atLeast': {
      const reachable = test.of.filter((child) => isReachable(reader, child, wanted)).length;
      return reachable >= (wanted ? test.count : test.of.length - test.count + 1);
    }
    case 'if': {
      const branch = (condition: boolean, then: Test | null): boolean =>
        isReachable(reader, test.if, condition) &&
        (then === null ? wanted : isReachable(reader, then, wanted));
      return branch(true, test.then) || branch(false, test.else);
    }
    case 'ref':
      return isReachable(reader, test.test, wanted);
    case 'every':
    case 'some':
      return isReachable(reader, test.test, wanted);
    default:
      return true;
  }
}
