import type { Condition } from '../../language/test.ts';
import type { Scalar } from '../../model/evidence.ts';
import type { Day } from '../../model/time.ts';
import type { ValueType } from '../../model/vocabulary.ts';
import { ageAtMost } from '../../calendar/duration.ts';
import type { Known, ResolvedSet, Scope } from '../case.ts';
import type { Truth, UnknownReason } from '../decision.ts';
import { and, finding, join, not, or, truthOf, type Finding } from '../truth.ts';
import { durationOf, is, meets, sameValue, type Scale } from './scalar.ts';
import { resolveSet, valuesOf } from './value-set.ts';

/** The place that conditions look at: how its values compare, and what to call it when it is unknown. */
export interface Place {
  readonly name: string;
  readonly type: ValueType | 'any';
  readonly levels: readonly string[];
}

/** Values of which one is the true one: a lower bound stands for all levels from it upwards. */
function candidatesOf(place: Place, known: Known): readonly Scalar[] | null {
  const [value] = known.values;
  if (!known.lowerBound || typeof value !== 'string') return null;
  const position = place.levels.indexOf(value);
  return position < 0 ? null : place.levels.slice(position);
}

/** Never true on an open list, as a value may be missing from it. */
function unlessOpen(truth: Finding, complete: boolean, blocked: Truth, missing: UnknownReason): Finding {
  return complete || truth.truth !== blocked ? truth : finding('unknown', [missing]);
}

function some(known: Known, holds: (value: Scalar) => Finding, missing: UnknownReason): Finding {
  return unlessOpen(join(or, known.values.map(holds)), known.complete, 'false', missing);
}

function negated(part: Finding): Finding {
  return finding(not(part.truth), part.reasons);
}

/** All that the set certainly contains is among the values, and it contains no more. */
function includes(known: Known, set: ResolvedSet, missing: UnknownReason): Finding {
  const parts = set.members.map((member) =>
    unlessOpen(
      finding(truthOf(known.values.some((value) => sameValue(value, member)))),
      known.complete,
      'false',
      missing,
    ),
  );
  return join(and, set.open.length === 0 ? parts : [...parts, finding('unknown', set.open)]);
}

function testSet(
  scope: Scope,
  condition: Extract<Condition, { readonly set: unknown }>,
  known: Known,
  day: Day,
  missing: UnknownReason,
): Finding {
  const set = resolveSet(scope, condition.set, day);
  switch (condition.op) {
    case 'in':
    case 'overlaps':
      return some(known, set.has, missing);
    case 'notIn':
      return negated(some(known, set.has, missing));
    case 'within':
      return unlessOpen(join(and, known.values.map(set.has)), known.complete, 'true', missing);
    default:
      return includes(known, set, missing);
  }
}

function testValues(scope: Scope, condition: Condition, known: Known, place: Place, day: Day): Finding {
  const missing: UnknownReason = { kind: 'missing', what: place.name };
  const { question } = scope.case;
  const scale: Scale = { ...place, rates: question.rates ?? [], asOf: question.asOf };
  switch (condition.op) {
    case 'empty': {
      const empty = unlessOpen(finding(truthOf(known.values.length === 0)), known.complete, 'true', missing);
      return condition.value ? empty : negated(empty);
    }
    case 'known':
      return finding('true');
    case 'maxAge': {
      const limit = durationOf(condition.duration);
      const recent = (value: Scalar): Finding =>
        typeof value !== 'string' || limit === null
          ? finding('unknown', [missing])
          : finding(truthOf(value <= question.asOf && ageAtMost(value, limit, question.asOf)));
      return some(known, recent, missing);
    }
    case 'is': {
      const { values, reasons } = valuesOf(scope, condition.value);
      if (reasons.length > 0) return finding('unknown', reasons);
      const matches = (value: Scalar): Finding =>
        finding(or(values.map((wanted) => is(value, wanted, scale))), [missing]);
      return some(known, matches, missing);
    }
    case 'atLeast':
    case 'atMost':
    case 'above':
    case 'below': {
      const { values, reasons } = valuesOf(scope, condition.value);
      if (reasons.length > 0) return finding('unknown', reasons);
      const { op } = condition;
      const passes = (value: Scalar): Finding =>
        finding(and(values.map((bound) => meets(value, op, bound, scale))), [missing]);
      return some(known, passes, missing);
    }
    default:
      return testSet(scope, condition, known, day, missing);
  }
}

/**
 * Tests one condition on what is known. Open lists are never shown to hold nothing else, a lower bound decides only
 * what all levels from it upwards decide alike, and a choice that isn't offered meets nothing.
 */
export function testCondition(
  scope: Scope,
  condition: Condition,
  known: Known,
  place: Place,
  day: Day,
): Finding {
  if (known.status === 'not-offered') return finding('false');
  if (known.status !== 'known') return finding('unknown', [{ kind: known.status, what: place.name }]);
  const candidates = candidatesOf(place, known);
  if (candidates === null) return testValues(scope, condition, known, place, day);
  const outcomes = candidates.map((value) =>
    testValues(scope, condition, { ...known, values: [value], lowerBound: false }, place, day),
  );
  const truths = outcomes.map(({ truth }) => truth);
  if (truths.every((truth) => truth === 'true')) return finding('true');
  if (truths.every((truth) => truth === 'false')) return finding('false');
  const reasons = outcomes.flatMap((outcome) => outcome.reasons);
  return finding('unknown', reasons.length > 0 ? reasons : [{ kind: 'missing', what: place.name }]);
}
