import type {
  Decision,
  GateState,
  ObjectiveScore,
  RequirementOutcome,
  ScoreInterval,
} from '../evaluation/decision.ts';
import {
  compareClass,
  compareInClass,
  compareInRun,
  compareCoverage,
  coverageFirst,
  orderKey,
  overlaps,
  type OrderKey,
  type UnknownsPolicy,
} from './order-key.ts';

/** A gate that came out differently; `null` where it is no gate of that decision. */
export interface GateDifference {
  readonly regime: string;
  readonly requirement: string;
  readonly title: string;
  readonly a: GateState | null;
  readonly b: GateState | null;
}

/** A scored requirement that earned differently, in hundredths of a point. */
export interface CriterionDifference {
  readonly regime: string;
  readonly requirement: string;
  readonly title: string;
  readonly a: RequirementOutcome['score'];
  readonly b: RequirementOutcome['score'];
}

/** What one objective adds to A's lead over B, at the lower and at the upper ends of the scores. */
export interface ObjectiveDifference {
  readonly objective: string;
  readonly low: number;
  readonly high: number;
  readonly criteria: readonly CriterionDifference[];
}

/** What decides which of two decisions is ranked first. */
export type Deciding =
  'verdict' | 'claimed-against' | 'spoken-against' | 'score' | 'coverage' | 'registered-gates' | 'identity';

/** Why one decision stands above another: gates first, then score parts that sum exactly to the gap. */
export interface DecisionComparison {
  readonly above: 'a' | 'b';
  readonly decidedBy: Deciding;
  readonly notComparable: boolean;
  readonly gates: readonly GateDifference[];
  /** A's score less B's at the lower and at the upper ends. */
  readonly gap: { readonly low: number; readonly high: number };
  /** Every objective of either; their differences sum exactly to the gap. */
  readonly objectives: readonly ObjectiveDifference[];
}

/** Worst first, as the difference that matters most. */
const SEVERITY: readonly (GateState | null)[] = ['fail', 'open', 'unproven', 'curable', 'pass', null];

const nameOf = ({ regime, requirement }: { readonly regime: string; readonly requirement: string }): string =>
  `${regime}/${requirement}`;

/** Pairs the outcomes of one requirement in both decisions, sorted by regime and requirement. */
function pairs(
  a: Decision,
  b: Decision,
): readonly {
  readonly of: RequirementOutcome;
  readonly a?: RequirementOutcome;
  readonly b?: RequirementOutcome;
}[] {
  const left = new Map(a.requirements.map((outcome) => [nameOf(outcome), outcome]));
  const right = new Map(b.requirements.map((outcome) => [nameOf(outcome), outcome]));
  return [...new Set([...left.keys(), ...right.keys()])].toSorted().flatMap((name) => {
    const [mine, theirs] = [left.get(name), right.get(name)];
    const of = mine ?? theirs;
    return of === undefined ? [] : [{ of, a: mine, b: theirs }];
  });
}

function gateDifferences(a: Decision, b: Decision): readonly GateDifference[] {
  const severity = (difference: GateDifference): number =>
    Math.min(SEVERITY.indexOf(difference.a), SEVERITY.indexOf(difference.b));
  return pairs(a, b)
    .map(({ of, a: mine, b: theirs }) => ({
      regime: of.regime,
      requirement: of.requirement,
      title: of.title,
      a: mine?.state ?? null,
      b: theirs?.state ?? null,
    }))
    .filter((difference) => difference.a !== difference.b)
    .toSorted((left, right) => severity(left) - severity(right));
}

/** Score figures have two decimals; their differences are taken in whole hundredths, so that they are exact. */
const inHundredths = (value: number): number => Math.round(value * 100);
const difference = (a: number, b: number): number => (inHundredths(a) - inHundredths(b)) / 100;
const NOTHING: ScoreInterval = { low: 0, high: 0 };

function criteriaOf(a: Decision, b: Decision, objective: string): readonly CriterionDifference[] {
  return pairs(a, b)
    .map(({ of, a: mine, b: theirs }) => ({
      regime: of.regime,
      requirement: of.requirement,
      title: of.title,
      a: mine?.score ?? null,
      b: theirs?.score ?? null,
    }))
    .filter(({ a: mine, b: theirs }) => (mine ?? theirs)?.objective === objective)
    .filter(
      ({ a: mine, b: theirs }) =>
        mine?.low !== theirs?.low || mine?.high !== theirs?.high || mine?.usable !== theirs?.usable,
    );
}

function objectiveDifferences(a: Decision, b: Decision): readonly ObjectiveDifference[] {
  const left = new Map(a.score.objectives.map((score): [string, ObjectiveScore] => [score.objective, score]));
  const right = new Map(
    b.score.objectives.map((score): [string, ObjectiveScore] => [score.objective, score]),
  );
  return [...new Set([...left.keys(), ...right.keys()])].toSorted().map((objective) => {
    const mine = left.get(objective)?.contribution ?? NOTHING;
    const theirs = right.get(objective)?.contribution ?? NOTHING;
    return {
      objective,
      low: difference(mine.low, theirs.low),
      high: difference(mine.high, theirs.high),
      criteria: criteriaOf(a, b, objective),
    };
  });
}

function deciding(a: OrderKey, b: OrderKey, knowingFirst: boolean): Deciding {
  if (a.verdictClass !== b.verdictClass) return 'verdict';
  if (a.claimedAgainst !== b.claimedAgainst) return 'claimed-against';
  if (compareClass(a, b) !== 0) return 'spoken-against';
  const coverage = compareCoverage(a, b) !== 0;
  if (coverage && knowingFirst) return 'coverage';
  if (a.score !== b.score) return 'score';
  if (coverage) return 'coverage';
  return a.registeredGates === b.registeredGates ? 'identity' : 'registered-gates';
}

/** Explains the order of two decisions taken alone; in a longer ranking a third one may end a run between them. */
export function compareDecisions(
  a: Decision,
  b: Decision,
  policy: UnknownsPolicy = 'conservative',
): DecisionComparison {
  const [left, right] = [orderKey(a, policy), orderKey(b, policy)];
  const sameClass = compareClass(left, right) === 0;
  const notComparable = sameClass && overlaps(left.interval, right.interval);
  const order =
    compareClass(left, right) || (notComparable ? compareInRun(left, right) : compareInClass(left, right));
  return {
    above: order <= 0 ? 'a' : 'b',
    decidedBy: deciding(left, right, notComparable || coverageFirst(left)),
    notComparable,
    gates: gateDifferences(a, b),
    gap: { low: difference(a.score.low, b.score.low), high: difference(a.score.high, b.score.high) },
    objectives: objectiveDifferences(a, b),
  };
}
