import {
  COMPARISONS,
  evaluateNeed,
  nodesOf,
  regimesOfMarket,
  testsOf,
  type Condition,
  type MarketQuestion,
  type Test,
  type World,
} from '#domain';

type NeedTest = Extract<Test, { node: 'need' }>;

/** Types of need paths that nothing reads but the documents themselves. */
const MEASURES: ReadonlySet<string> = new Set(['money', 'number', 'percent']);

/** Compares with a number or an amount that is written out, so that nothing but the comparison matters. */
function isThreshold(condition: Condition): boolean {
  if (!COMPARISONS.some((op) => op === condition.op) || !('value' in condition)) return false;
  const { value } = condition;
  return typeof value === 'object' && value.kind === 'literal' && typeof value.value !== 'string';
}

function isThresholdTest(test: Test): test is NeedTest {
  return test.node === 'need' && test.conditions.every(isThreshold);
}

/** Tests of the documents that any question about a market may read, on whatever day. */
function testsIn(world: World, market: string): readonly Test[] {
  const ofRules = regimesOfMarket(world, market).flatMap(({ appliesWhen, requirements }) => [
    ...(appliesWhen === null ? [] : [appliesWhen]),
    ...requirements.flatMap((requirement) => [
      ...testsOf(requirement, ''),
      ...requirement.versions.flatMap(({ test }) => (test === null ? [] : [test])),
      ...(requirement.test === null ? [] : [requirement.test]),
    ]),
  ]);
  return [...ofRules, ...world.equivalences.flatMap(({ when }) => (when === null ? [] : [when]))];
}

/** Everything in those documents but the tests that only compare a need with what is written out. */
function restOf(world: World, market: string): string {
  return JSON.stringify([regimesOfMarket(world, market), world.equivalences], (_, value: unknown) =>
    isTest(value) && isThresholdTest(value) ? undefined : value,
  );
}

function isTest(value: unknown): value is Test {
  return typeof value === 'object' && value !== null && 'node' in value && 'path' in value;
}

/** By need path: the comparisons, where it is read in no other way. */
function thresholdsIn(world: World, market: string): ReadonlyMap<string, readonly NeedTest[]> {
  const found = new Map<string, Map<string, NeedTest>>();
  for (const test of testsIn(world, market).flatMap(nodesOf)) {
    if (!isThresholdTest(test)) continue;
    const tests = found.get(test.need) ?? new Map<string, NeedTest>();
    tests.set(JSON.stringify(test.conditions), test);
    found.set(test.need, tests);
  }
  const rest = restOf(world, market);
  const measured = [...world.vocabulary.needs.values()].filter(
    ({ id, type, many }) => MEASURES.has(type) && !many && !rest.includes(JSON.stringify(id)),
  );
  // What no document of the market compares makes no difference there.
  return new Map(measured.map(({ id }) => [id, [...(found.get(id)?.values() ?? [])]]));
}

/**
 * Tells apart what questions ask by what makes a difference: two contract values on the same side of every threshold of a
 * market are one situation, with the same verdicts, scores, open questions and dates. Only what an explanation shows of
 * the need itself may differ.
 */
export class Situations {
  private readonly thresholds = new Map<string, ReadonlyMap<string, readonly NeedTest[]>>();
  private of: Pick<World, 'regimes' | 'equivalences' | 'vocabulary' | 'groups'> | null = null;

  /** Names the situation of a question in a world; equal names, equal answers but for the need that they repeat. */
  nameOf(world: World, question: MarketQuestion): string {
    const { market, need, asOf, weights, extra, rates, ...rest } = question;
    const thresholds =
      extra === undefined && rates === undefined
        ? this.thresholdsOf(world, market)
        : new Map<string, never>();
    const values = Object.keys(need)
      .toSorted()
      .map((path) => {
        const tests = thresholds.get(path);
        if (tests === undefined) return [path, need[path]];
        return [
          path,
          tests.map((test) => {
            const { truth, reasons } = evaluateNeed(world, question, test);
            return [truth, reasons];
          }),
        ];
      });
    const weighed = weights === undefined ? null : [weights.id, ...weights.of];
    return JSON.stringify([market, asOf, values, weighed, extra, rates, rest]);
  }

  private thresholdsOf(world: World, market: string): ReadonlyMap<string, readonly NeedTest[]> {
    const { regimes, equivalences, vocabulary, groups } = world;
    const { of } = this;
    const isSame =
      of?.regimes === regimes &&
      of.equivalences === equivalences &&
      of.vocabulary === vocabulary &&
      of.groups === groups;
    if (!isSame) {
      this.of = { regimes, equivalences, vocabulary, groups };
      this.thresholds.clear();
    }
    let known = this.thresholds.get(market);
    if (known === undefined) {
      known = thresholdsIn(world, market);
      this.thresholds.set(market, known);
    }
    return known;
  }
}
