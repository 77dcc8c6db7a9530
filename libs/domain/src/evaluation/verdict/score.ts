import type { Requirement } from '../../model/regime.ts';
import { covers } from '../../model/time.ts';
import type { World } from '../../model/world.ts';
import { scoreCriterion, type Marks, type ScoringFinding } from '../../score/criterion.ts';
import { OUTSIDE_TOTAL } from '../../score/total.ts';
import { readWeights, weightSetAt, type Weights } from '../../score/weights.ts';
import type { Result, Scope } from '../case.ts';
import type { Truth } from '../decision.ts';
import { readFact } from '../facts/read-fact.ts';
import { numberOf } from '../facts/scalar.ts';
import { leafResult } from '../nodes/result.ts';
import { possibleSteps } from '../nodes/seal.ts';
import { regimesIn, regimesOn } from '../regimes/selection.ts';
import { finding, joinReasons, or, truthOf } from '../truth.ts';
import type { RuleFinding } from './rule.ts';

const EQUAL_WEIGHTS: Weights = {
  id: 'equal',
  of: new Map(Array.from({ length: 8 }, (_, index) => [`SOV-${index + 1}`, 1250])),
};

/** The weights of a question that names none: those of the framework in force for the market, else anywhere. */
export function defaultWeights(world: World, market: string, asOf: string): Weights {
  for (const regimes of [regimesIn(world, market, asOf), regimesOn(world, asOf)]) {
    const set = weightSetAt(
      regimes.flatMap(({ framework }) => framework?.weights ?? []),
      asOf,
    );
    const read = set === null ? null : readWeights(set.id, set.of);
    if (read?.ok === true) return read.weights;
  }
  return EQUAL_WEIGHTS;
}

/** What one scored requirement earns, with the results that say why. */
export interface ScoreFinding {
  readonly marks: (Marks & { readonly objective: string }) | null;
  readonly outcome: Truth;
  readonly results: readonly Result[];
}

function truthOfMarks(marks: Marks): Truth {
  if (marks.low > 0) return 'true';
  return marks.high === 0 ? truthOf(false) : 'unknown';
}

/** Scores one requirement from what its rule found (design 3.8). */
export function scoreRequirement(scope: Scope, requirement: Requirement, rule: RuleFinding): ScoreFinding {
  const { scoring, objective } = requirement;
  if (scoring === null || rule.applies === 'false')
    return { marks: null, outcome: rule.outcome, results: [] };
  const results: Result[] = [];
  let found: ScoringFinding;
  switch (scoring.how) {
    case 'points':
      found = { how: 'points', truth: rule.outcome };
      break;
    case 'tests': {
      const steps = scoring.steps.map(({ test }) => scope.evaluate(scope, test));
      results.push(...steps);
      found = { how: 'tests', truths: steps.map(({ truth }) => truth) };
      break;
    }
    case 'steps':
    case 'linear': {
      const { known, asked } = readFact(scope, scoring.fact, scope.case.question.asOf);
      const possible = scoring.how === 'steps' ? possibleSteps(scope, scoring.fact) : null;
      const value = known.status === 'known' ? (known.values[0] ?? null) : null;
      const number = value === null ? null : numberOf(value);
      const settled = scoring.how === 'steps' ? possible !== null : number !== null;
      const kind = known.status === 'contested' ? 'contested' : 'missing';
      const reading = settled ? finding('true') : finding('unknown', [{ kind, what: scoring.fact } as const]);
      results.push(
        leafResult(
          { path: `${requirement.path}/${scoring.how}`, node: 'known', fact: scoring.fact },
          reading,
          {
            asked,
            considered: known.considered,
            details: { attribute: scoring.fact, found: value },
          },
        ),
      );
      found =
        scoring.how === 'steps'
          ? { how: 'steps', possible }
          : { how: 'linear', value: number === null ? null : { low: number, high: number } };
    }
  }
  const marks = scoreCriterion(scoring, rule.applies, found);
  if (marks === null) return { marks: null, outcome: rule.outcome, results };
  const outcome = scoring.how === 'points' ? rule.outcome : truthOfMarks(marks);
  return { marks: { ...marks, objective: objective ?? OUTSIDE_TOTAL }, outcome, results };
}

/** Reasons of the unknown ones among results. */
export function reasonsOf(results: readonly Result[]): RuleFinding['reasons'] {
  if (or(results.map(({ truth }) => truth)) === 'true') return [];
  return joinReasons(results.filter(({ truth }) => truth === 'unknown').map(({ reasons }) => reasons));
}

/** Says whether an offering is on sale on a day. */
export function onSale(
  offering: {
    readonly status: string;
    readonly available: { readonly from: string | null; readonly to: string | null };
  },
  day: string,
): boolean {
  const { status, available } = offering;
  if (!covers(available, day)) return false;
  if (status === 'available') return true;
  // Announced or ended offerings were or will be on sale only between stated dates.
  return status === 'ended' ? available.to !== null : available.from !== null;
}
