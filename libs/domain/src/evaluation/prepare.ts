import { nodesOf } from '../language/measure.ts';
import type { Test } from '../language/test.ts';
import type { Scalar } from '../model/evidence.ts';
import type { Regime, Requirement } from '../model/regime.ts';
import type { World } from '../model/world.ts';
import { defaultWeights } from './verdict/score.ts';
import { isOpenChoice } from './facts/choice.ts';
import type { MarketQuestion } from './question.ts';
import { inForceOn, regimesIn } from './regimes/selection.ts';
import { testOn, type Rule } from './verdict/rule.ts';
import type { Weights } from '../score/weights.ts';
import { indexOf, type WorldIndex } from './world-index.ts';

/** What all offerings of one question share. */
export interface Prepared {
  readonly world: World;
  readonly index: WorldIndex;
  readonly question: MarketQuestion;
  readonly regimes: readonly Regime[];
  readonly rules: readonly Rule[];
  readonly weights: Weights;
  /** Choice attributes that rules read, those without an order apart. */
  readonly openChoices: readonly string[];
  readonly levelChoices: readonly string[];
  /** Rules whose outcome may depend on which value is chosen. */
  readonly choosing: ReadonlySet<Rule>;
}

/** Every test of a requirement that can matter on a day. */
export function testsOf(requirement: Requirement, day: string): readonly Test[] {
  const { scoring, readings, unless, substitutes } = requirement;
  return [
    requirement.when,
    testOn(requirement, day),
    requirement.trigger,
    requirement.provenBy,
    ...unless.map(({ test }) => test),
    ...readings.flatMap(({ test, when }) => [test, when]),
    ...substitutes.flatMap(({ when, requires }) => [when, requires]),
    ...(scoring?.how === 'tests' ? scoring.steps.map(({ test }) => test) : []),
  ].filter((test) => test !== null);
}

/** The regime that stands for what the buyer asks besides the law. */
function regimeOfBuyer(question: MarketQuestion, requirements: readonly Requirement[]): Regime {
  return {
    id: 'question',
    version: question.asOf,
    revision: 1,
    market: question.market,
    title: 'Conditions of the question',
    authority: 'buyer',
    status: 'in_force',
    valid: { from: null, to: null },
    supersedes: [],
    sources: [{ id: 'question', title: 'The question itself' }],
    appliesWhen: null,
    requirements,
    framework: null,
    notes: [],
    names: {},
    recorded: { from: `${question.asOf}T00:00:00Z`, to: null },
  };
}

/** Wraps a condition of the buyer's own as a gate. */
export function gateOfBuyer(test: Test): Requirement {
  return {
    id: 'where',
    title: 'Asked by the buyer',
    kind: 'gate',
    unit: 'offering',
    valid: { from: null, to: null },
    when: null,
    test,
    unless: [],
    provenBy: null,
    trigger: null,
    grace: null,
    evidence: 'documented',
    declarable: false,
    readings: [],
    meetBy: 'self',
    substitutes: [],
    cure: null,
    scoring: null,
    objective: null,
    effect: null,
    source: { ref: 'question' },
    confidence: 'high',
    versions: [],
    path: test.path,
  };
}

function isList(extra: Test | readonly Requirement[]): extra is readonly Requirement[] {
  return Array.isArray(extra);
}

/** The rules that hold in the market on the day, in the order of regimes and their clauses. */
function rulesOf(regimes: readonly Regime[], day: string): readonly Rule[] {
  return regimes.flatMap((regime) =>
    regime.requirements
      .filter((requirement) => inForceOn(requirement.valid, day))
      .filter(
        (requirement) =>
          testOn(requirement, day) !== null ||
          requirement.scoring !== null ||
          requirement.readings.length > 0,
      )
      .map((requirement) => ({ regime, requirement })),
  );
}

/** The attributes that a rule reads. */
function attributesOf(index: WorldIndex, { regime, requirement }: Rule, day: string): ReadonlySet<string> {
  const names = new Set<string>();
  const tests = testsOf(requirement, day);
  for (const node of [...tests, ...(regime.appliesWhen === null ? [] : [regime.appliesWhen])].flatMap(
    nodesOf,
  )) {
    if (node.node === 'fact' || node.node === 'known') names.add(node.fact);
    if (node.node === 'count') names.add(node.of);
    if (node.node !== 'certificate') continue;
    for (const { effect, when } of index.equivalencesTo(node.scheme)) {
      // A cap by the layer below depends on the service model.
      if (effect === 'caps') names.add('offering.model');
      for (const below of when === null ? [] : nodesOf(when))
        if (below.node === 'fact') names.add(below.fact);
    }
  }
  return names;
}

/** Selects regimes, rules and weights of a question once, for all offerings. */
export function prepareQuestion(world: World, question: MarketQuestion): Prepared {
  const { market, asOf, extra } = question;
  const index = indexOf(world);
  const own = extra === undefined ? [] : isList(extra) ? extra : [gateOfBuyer(extra)];
  const regimes = regimesIn(world, market, asOf);
  const all = own.length === 0 ? regimes : [...regimes, regimeOfBuyer(question, own)];
  const rules = rulesOf(all, asOf);
  const read = new Set<string>();
  const readBy = new Map<Rule, ReadonlySet<string>>();
  for (const rule of rules) {
    const names = attributesOf(index, rule, asOf);
    readBy.set(rule, names);
    for (const name of names) read.add(name);
  }
  const choices = [...read].toSorted().filter((name) => index.attribute(name)?.choice === true);
  const isOpen = (name: string): boolean => {
    const attribute = index.attribute(name);
    return attribute !== null && isOpenChoice(attribute);
  };
  const openChoices = choices.filter(isOpen);
  return {
    world,
    index,
    question,
    regimes: all,
    rules,
    weights: question.weights ?? defaultWeights(world, market, asOf),
    openChoices,
    choosing: new Set(
      rules.filter((rule) => openChoices.some((name) => readBy.get(rule)?.has(name) === true)),
    ),
    levelChoices: choices.filter((name) => index.attribute(name)?.type === 'level'),
  };
}

/** All ways of choosing one value per attribute, in a fixed order. */
export function combinations(
  candidates: ReadonlyMap<string, readonly (Scalar | null)[]>,
): readonly ReadonlyMap<string, Scalar | null>[] {
  return [...candidates].reduce<readonly ReadonlyMap<string, Scalar | null>[]>(
    (found, [attribute, values]) =>
      found.flatMap((chosen) => values.map((value) => new Map([...chosen, [attribute, value]]))),
    [new Map()],
  );
}
