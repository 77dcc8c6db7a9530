import {
  childrenOf,
  isBinding,
  needValues,
  nodesOf,
  regimesOfFramework,
  testOn,
  testsOf,
  type Prepared,
  type Rule,
  type Test,
} from '#domain';

/** What names and places a rule, and never changes how it comes out. */
const UNREAD: ReadonlySet<string> = new Set([
  'path',
  'title',
  'note',
  'source',
  'cure',
  'effect',
  'stated',
  'quote',
  'versions',
  'valid',
]);

function withoutNames(key: string, value: unknown): unknown {
  // Maps from values of the need are data: their keys are no names of ours.
  if (key === 'map' && typeof value === 'object' && value !== null) return Object.entries(value);
  return UNREAD.has(key) ? undefined : value;
}

/** Need paths that a test reads, in conditions and as values. */
function needsOf(tests: readonly Test[], text: string): ReadonlySet<string> {
  const paths = new Set(tests.flatMap(nodesOf).flatMap((node) => (node.node === 'need' ? [node.need] : [])));
  for (const [, path] of text.matchAll(/"kind":"need","need":"([^"]+)"/g))
    if (path !== undefined) paths.add(path);
  return paths;
}

/**
 * Names everything that the outcomes of a rule depend on besides the rows, so that equal rules of different markets and
 * questions share their outcomes.
 */
export function ruleKey(prepared: Prepared, rule: Rule): string {
  const { world, question, index, openChoices } = prepared;
  const { asOf, market, need, choices, team, bids, rates } = question;
  const { regime, requirement } = rule;
  const tests = [...testsOf(requirement, asOf), ...(regime.appliesWhen === null ? [] : [regime.appliesWhen])];
  const { id: _, ...said } = requirement;
  const text = JSON.stringify(
    [said, testOn(requirement, asOf), regime.appliesWhen, isBinding(rule)],
    withoutNames,
  );
  const equivalences = tests
    .flatMap(nodesOf)
    .some((node) => 'scheme' in node || (node.node === 'age' && 'certificate' in node.of));
  // Equivalences have conditions of their own, which may read anything about the question.
  const conditional = equivalences && world.equivalences.some(({ when }) => when !== null);
  const frameworks = tests
    .flatMap(nodesOf)
    .flatMap((node) => (node.node === 'seal' ? regimesOfFramework(world, node.framework, asOf) : []));
  const grace = requirement.grace === null ? [] : [requirement.grace.from];
  const exceptions = requirement.substitutes.length === 0 ? [] : ['contract.exceptions'];
  const paths = [...needsOf(tests, text), ...grace, ...exceptions];
  const named = [
    ...facts(tests),
    ...(requirement.scoring !== null && 'fact' in requirement.scoring ? [requirement.scoring.fact] : []),
  ];
  const placed = named.some((name) => name === 'offering.regions' || name.startsWith('offering.places.'));
  const local = placed || conditional || /home/.test(text);
  const values = paths.toSorted().map((path) => [path, needValues(world, question, path)]);
  const picks = named
    .filter((name) => index.attribute(name)?.choice === true)
    .map((name) => [name, choices?.[name] ?? need[name] ?? null]);
  const chosen = openChoices.map((name) => [name, choices?.[name] ?? need[name] ?? null]);
  return JSON.stringify([
    asOf,
    text,
    values,
    picks,
    chosen,
    local ? [market, needValues(world, question, 'deployment')] : null,
    conditional ? [need, choices ?? null] : null,
    frameworks.map(({ id, version, recorded }) => [id, version, recorded.from]),
    team ?? null,
    bids ?? null,
    rates ?? null,
  ]);
}

function facts(tests: readonly Test[]): readonly string[] {
  const visit = (test: Test): readonly string[] => [
    ...(test.node === 'fact' || test.node === 'known' ? [test.fact] : []),
    ...(test.node === 'count' ? [test.of] : []),
    ...(test.node === 'ratio' ? test.of : []),
    ...(test.node === 'age' && 'fact' in test.of ? [test.of.fact] : []),
    ...childrenOf(test).flatMap(visit),
  ];
  return tests.flatMap(visit);
}
