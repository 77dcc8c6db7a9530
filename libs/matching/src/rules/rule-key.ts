import {
  childrenOf,
  DEPLOYED_PLACES,
  isBinding,
  needValues,
  nodesOf,
  REGIONS,
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

/** What is evaluated, and which facts and need paths it reads besides those in its tests. */
interface Evaluated {
  readonly text: string;
  readonly tests: readonly Test[];
  readonly facts: readonly string[];
  readonly paths: readonly string[];
}

/** Names everything besides the rows that results depend on. */
function keyOf(prepared: Prepared, { text, tests, facts, paths }: Evaluated): string {
  const { world, question, index, openChoices } = prepared;
  const { asOf, market, need, choices, team, bids, rates } = question;
  const nodes = tests.flatMap(nodesOf);
  const certified = nodes.some(
    (node) => node.node === 'certificate' || (node.node === 'age' && 'certificate' in node.of),
  );
  // Equivalences have conditions of their own, which may read anything about the question.
  const conditional = certified && world.equivalences.some(({ when }) => when !== null);
  const frameworks = nodes.flatMap((node) =>
    node.node === 'seal' ? regimesOfFramework(world, node.framework, asOf) : [],
  );
  const named = [...factsOf(tests), ...facts];
  const placed = named.some((name) => name === REGIONS || DEPLOYED_PLACES.has(name));
  const local = placed || conditional || /home/.test(text);
  const values = [...needsOf(tests, text), ...paths]
    .toSorted()
    .map((path) => [path, needValues(world, question, path)]);
  const stated = (name: string): unknown => [name, choices?.[name] ?? need[name] ?? null];
  return JSON.stringify([
    asOf,
    text,
    values,
    named.filter((name) => index.attribute(name)?.choice === true).map(stated),
    openChoices.map(stated),
    local ? [market, needValues(world, question, 'deployment')] : null,
    conditional ? [need, choices ?? null] : null,
    frameworks.map(({ id, version, recorded }) => [id, version, recorded.from]),
    team ?? null,
    bids ?? null,
    rates ?? null,
  ]);
}

/** Names a rule such that equal rules of different markets and questions share their outcomes. */
export function ruleKey(prepared: Prepared, rule: Rule): string {
  const { asOf } = prepared.question;
  const { regime, requirement } = rule;
  const { scoring, grace, substitutes } = requirement;
  const { id: _, ...said } = requirement;
  const text = JSON.stringify(
    [said, testOn(requirement, asOf), regime.appliesWhen, isBinding(rule)],
    withoutNames,
  );
  return keyOf(prepared, {
    text,
    tests: [...testsOf(requirement, asOf), ...(regime.appliesWhen === null ? [] : [regime.appliesWhen])],
    facts: scoring !== null && 'fact' in scoring ? [scoring.fact] : [],
    paths: [
      ...(grace === null ? [] : [grace.from]),
      ...(substitutes.length === 0 ? [] : ['contract.exceptions']),
    ],
  });
}

/** Names a leaf such that rules that ask the same at the same grade share its results. */
export function leafKey(prepared: Prepared, rule: Rule, leaf: Test): string {
  const text = JSON.stringify([leaf, rule.requirement.evidence], withoutNames);
  return keyOf(prepared, { text, tests: [leaf], facts: [], paths: [] });
}

/** Attributes that tests read. */
function factsOf(tests: readonly Test[]): readonly string[] {
  const visit = (test: Test): readonly string[] => [
    ...(test.node === 'fact' || test.node === 'known' ? [test.fact] : []),
    ...(test.node === 'count' ? [test.of] : []),
    ...(test.node === 'ratio' ? test.of : []),
    ...(test.node === 'age' && 'fact' in test.of ? [test.of.fact] : []),
    ...childrenOf(test).flatMap(visit),
  ];
  return tests.flatMap(visit);
}

/** Names the question of where an offering is to be had, such that questions that ask the same share its outcomes. */
export function serviceKey(prepared: Prepared): string {
  return keyOf(prepared, { text: '', tests: [], facts: [REGIONS, ...DEPLOYED_PLACES], paths: [] });
}
