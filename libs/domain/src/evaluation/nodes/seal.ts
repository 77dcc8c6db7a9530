import type { Test } from '../../language/test.ts';
import type { Regime, Requirement } from '../../model/regime.ts';
import type { Attribute } from '../../model/vocabulary.ts';
import { criterionSeal, sealMeets, sealOf, type SealCriterion, type SealInterval } from '../../score/seal.ts';
import type { Result, Scope } from '../case.ts';
import type { UnknownReason } from '../decision.ts';
import { readFact, type FactReading } from '../facts/read-fact.ts';
import { numberOf, textOf } from '../facts/scalar.ts';
import { valuesOf } from '../facts/value-set.ts';
import { regimesOfFramework } from '../regimes/selection.ts';
import { and, finding, join, type Finding } from '../truth.ts';
import { branchResult, leafResult } from './result.ts';

type Seal = Extract<Test, { readonly node: 'seal' }>;
type Ladder = Extract<NonNullable<Requirement['scoring']>, { readonly how: 'steps' }>;

/** The answers (1 is the lowest) that the fact of a ladder may have; `null` when nothing is known. */
export function possibleSteps(scope: Scope, fact: string): readonly number[] | null {
  return possibleLevels(readFact(scope, fact, scope.case.question.asOf));
}

function possibleLevels({ known, attribute }: FactReading): readonly number[] | null {
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

/** What an authority states of a level itself. */
interface Stated {
  readonly objective: string;
  readonly attribute: string;
  /** `null` where nothing is stated that counts; a contested statement leaves every level possible. */
  readonly seal: SealInterval | null;
  readonly contested: boolean;
  readonly reading: FactReading;
}

function levelsOf({ framework }: Regime, attribute: Attribute | null): readonly number[] {
  const named = (framework?.levels ?? []).map(({ level }) => level).toSorted((a, b) => a - b);
  return (attribute?.levels ?? []).map((_, position) => named[position] ?? position);
}

/** Statements of the authority, which prevail over the minimum of the criteria (mode `overall`). */
function statedLevels(scope: Scope, regimes: readonly Regime[]): readonly Stated[] {
  return regimes.flatMap((regime) =>
    Object.entries(regime.framework?.stated ?? {}).map(([objective, attribute]): Stated => {
      const reading = readFact(scope, attribute, scope.case.question.asOf);
      const levels = levelsOf(regime, reading.attribute);
      const possible = possibleLevels(reading);
      const contested = reading.known.status === 'contested';
      const reached = contested ? levels : (possible ?? []).flatMap((step) => levels[step - 1] ?? []);
      const seal = reached.length === 0 ? null : { low: Math.min(...reached), high: Math.max(...reached) };
      return { objective, attribute, seal, contested, reading };
    }),
  );
}

/** Tests an assurance level; unanswered criteria count with their worst and best step. */
export function evaluateSeal(scope: Scope, test: Seal): Result {
  const { values, reasons } = valuesOf(scope, test.atLeast);
  if (reasons.length > 0) {
    const details = { framework: test.framework, objective: test.objective };
    return leafResult(test, finding('unknown', reasons), { details });
  }
  const regimes = regimesOfFramework(scope.case.world, test.framework, scope.case.question.asOf);
  const stated = statedLevels(scope, regimes).filter(
    ({ objective }) => test.objective === 'each' || objective === test.objective,
  );
  const used = stated.filter(({ seal }) => seal !== null);
  const whole = used.find(({ objective }) => objective === test.objective) ?? null;
  // What the authority says of an objective stands for the criteria of that objective.
  const judged = new Set(used.map(({ objective }) => objective));
  const answered = laddersOf(regimes)
    .filter(({ requirement }) => test.objective === 'each' || requirement.objective === test.objective)
    .filter(({ requirement }) => whole === null && !judged.has(requirement.objective ?? ''))
    .map(({ requirement, ladder }) => {
      const reading = readFact(scope, ladder.fact, scope.case.question.asOf);
      const seal = criterionSeal(ladder.steps, possibleLevels(reading));
      return { requirement, ladder, reading, seal };
    });
  const criteria = [
    ...answered.map(({ requirement, seal }) => ({ ...requirement, requirement: requirement.id, seal })),
    ...used.map(({ objective, seal }) => ({ requirement: objective, objective, seal })),
  ].flatMap(({ requirement, objective, seal }): readonly SealCriterion[] =>
    seal === null ? [] : [{ ...seal, requirement, objective: objective ?? '' }],
  );
  const seal = sealOf(criteria, test.objective, whole?.seal ?? null);
  const contested: readonly UnknownReason[] = used
    .filter((one) => one.contested && (whole === null || one === whole))
    .map(({ attribute }) => ({ kind: 'contested', what: attribute }));
  const parts = values.map((value): Finding =>
    finding(
      sealMeets(seal, 'atLeast', numberOf(value) ?? Infinity),
      contested.length > 0 ? contested : [{ kind: 'missing', what: test.framework }],
    ),
  );
  const wanted = Math.max(...values.map((value) => numberOf(value) ?? Infinity));
  // One child per criterion or statement, so that explanations and questions name what is unanswered.
  const child = (name: string, attribute: string, own: SealInterval | null, reading: FactReading): Result =>
    leafResult(
      { path: `${test.path}/${name}`, node: 'known', fact: attribute },
      finding(sealMeets(own, 'atLeast', wanted), [
        { kind: reading.known.status === 'contested' ? 'contested' : 'missing', what: attribute },
      ]),
      {
        asked: reading.asked,
        considered: reading.known.considered,
        details: { attribute, seal: own },
      },
    );
  const shown = whole === null ? used : [whole];
  const children = [
    ...shown.map(({ objective, attribute, seal: own, reading }) =>
      child(`stated/${objective}`, attribute, own, reading),
    ),
    ...answered.map(({ requirement, ladder, seal: own, reading }) =>
      child(requirement.id, ladder.fact, own, reading),
    ),
  ];
  return branchResult(test, join(and, parts), children, {
    // Statements that don't count here may count at another grade.
    considered: stated
      .filter((one) => !shown.includes(one))
      .flatMap(({ reading }) => reading.known.considered),
    details: { framework: test.framework, objective: test.objective, seal, wanted, mode: seal?.mode ?? null },
  });
}
