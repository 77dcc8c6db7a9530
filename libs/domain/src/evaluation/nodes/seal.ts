import type { Test } from '../../language/test.ts';
import type { Regime, Requirement } from '../../model/regime.ts';
import { criterionSeal, sealMeets, sealOf, type SealCriterion } from '../../score/seal.ts';
import type { Result, Scope } from '../case.ts';
import { readFact } from '../facts/read-fact.ts';
import { numberOf, textOf } from '../facts/scalar.ts';
import { valuesOf } from '../facts/value-set.ts';
import { regimesOfFramework } from '../regimes/selection.ts';
import { and, finding, join, type Finding } from '../truth.ts';
import { branchResult, leafResult } from './result.ts';

type Seal = Extract<Test, { readonly node: 'seal' }>;
type Ladder = Extract<NonNullable<Requirement['scoring']>, { readonly how: 'steps' }>;

/** The answers (1 is the lowest) that the fact of a ladder may have; `null` when nothing is known. */
export function possibleSteps(scope: Scope, fact: string): readonly number[] | null {
  const { known, attribute } = readFact(scope, fact, scope.case.question.asOf);
  const [value] = known.values;
  if (known.status !== 'known' || value === undefined) return null;
  const levels = attribute?.levels ?? [];
  const position = levels.indexOf(textOf(value));
  if (position < 0) return null;
  return known.lowerBound ? levels.slice(position).map((_, index) => position + 1 + index) : [position + 1];
}

function laddersOf(
  regimes: readonly Regime[],
): readonly { readonly requirement: Requirement; readonly ladder: Ladder }[] {
  return regimes.flatMap(({ requirements }) =>
    requirements.flatMap((requirement) =>
      requirement.scoring?.how === 'steps' ? [{ requirement, ladder: requirement.scoring }] : [],
    ),
  );
}

/** Tests an assurance level; unanswered criteria count with their worst and best step. */
export function evaluateSeal(scope: Scope, test: Seal): Result {
  const { values, reasons } = valuesOf(scope, test.atLeast);
  if (reasons.length > 0) {
    const details = { framework: test.framework, objective: test.objective };
    return leafResult(test, finding('unknown', reasons), { details });
  }
  const ladders = laddersOf(regimesOfFramework(scope.case.world, test.framework, scope.case.question.asOf));
  const answered = ladders
    .filter(({ requirement }) => test.objective === 'each' || requirement.objective === test.objective)
    .map(({ requirement, ladder }) => ({
      requirement,
      ladder,
      possible: possibleSteps(scope, ladder.fact),
      reading: readFact(scope, ladder.fact, scope.case.question.asOf),
    }));
  const criteria = answered.flatMap(({ requirement, ladder, possible }): readonly SealCriterion[] => {
    const seal = criterionSeal(ladder.steps, possible);
    return seal === null
      ? []
      : [{ ...seal, requirement: requirement.id, objective: requirement.objective ?? '' }];
  });
  const seal = sealOf(criteria, test.objective);
  const parts = values.map((value): Finding =>
    finding(sealMeets(seal, 'atLeast', numberOf(value) ?? Infinity), [
      { kind: 'missing', what: test.framework },
    ]),
  );
  // One child per criterion, so that explanations and questions name what is unanswered.
  const wanted = Math.max(...values.map((value) => numberOf(value) ?? Infinity));
  const children = answered.map(({ requirement, ladder, possible, reading }) => {
    const own = criterionSeal(ladder.steps, possible);
    const met = finding(sealMeets(own, 'atLeast', wanted), [{ kind: 'missing', what: ladder.fact }]);
    const node: Test = { path: `${test.path}/${requirement.id}`, node: 'known', fact: ladder.fact };
    return leafResult(node, met, {
      asked: reading.asked,
      considered: reading.known.considered,
      details: { attribute: ladder.fact, seal: own },
    });
  });
  return branchResult(test, join(and, parts), children, {
    details: { framework: test.framework, objective: test.objective, seal, wanted },
  });
}
