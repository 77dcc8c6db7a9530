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
  type Regime,
  type Requirement,
  type Rule,
  type Test,
  type WorldIndex,
} from '#domain';
import type { Part } from '../world-share.ts';

/** What names and places a rule, and never changes how it comes out. */
const UNREAD: ReadonlySet<string> = new Set([
  'path',
  'title',
  'localTitle',
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

/** What is evaluated, and everything that it reads besides statements; the same for every question. */
interface Said {
  /** Equal texts have equal numbers. */
  readonly text: number;
  /** Need paths that it reads. */
  readonly paths: readonly string[];
  /** Attributes that tests read. */
  readonly facts: readonly string[];
  /** It may look at the asked day itself, which no calendar tells. */
  readonly readsDay: boolean;
  /** Parts of the world that it reads besides statements. */
  readonly parts: ReadonlySet<Part>;
  readonly frameworks: readonly string[];
  readonly placed: boolean;
  readonly home: boolean;
}

interface Evaluated {
  readonly text: string;
  readonly tests: readonly Test[];
  readonly facts: readonly string[];
  readonly paths: readonly string[];
}

/** The name of what is evaluated, and whether it holds for other days as well. */
export interface Named {
  readonly name: string;
  /** Its outcome may depend on the day in ways that no calendar tells. */
  readonly isOfDay: boolean;
  readonly parts: ReadonlySet<Part>;
}

/** Names rules and leaves such that those which ask the same, in whatever market and question, share their outcomes. */
export class RuleNames {
  private readonly texts = new Map<string, number>();
  private readonly rules = new WeakMap<
    Requirement,
    { readonly of: Regime; readonly by: Map<Test | null, Said> }
  >();
  private readonly leaves = new WeakMap<Test, Said>();
  private service: Said | null = null;

  /** Names a rule as it is on the asked day. */
  ofRule(prepared: Prepared, rule: Rule): Named {
    const { regime, requirement } = rule;
    const { asOf } = prepared.question;
    let kept = this.rules.get(requirement);
    if (kept === undefined || kept.of !== regime) {
      kept = { of: regime, by: new Map() };
      this.rules.set(requirement, kept);
    }
    const test = testOn(requirement, asOf);
    let said = kept.by.get(test);
    if (said === undefined) {
      said = this.said(evaluatedBy(rule, asOf), prepared.index);
      kept.by.set(test, said);
    }
    return nameOf(prepared, said);
  }

  /** Names a leaf on the asked day. */
  ofLeaf(prepared: Prepared, leaf: Test): string {
    let said = this.leaves.get(leaf);
    if (said === undefined) {
      const text = JSON.stringify(leaf, withoutNames);
      said = this.said({ text, tests: [leaf], facts: [], paths: [] }, prepared.index);
      this.leaves.set(leaf, said);
    }
    return `${prepared.question.asOf} ${nameOf(prepared, said).name}`;
  }

  /** Names the question of where an offering is to be had. */
  ofService(prepared: Prepared): Named {
    const facts = [REGIONS, ...DEPLOYED_PLACES];
    this.service ??= this.said({ text: '', tests: [], facts, paths: [] }, prepared.index);
    return nameOf(prepared, this.service);
  }

  private said({ text, tests: own, facts, paths }: Evaluated, index: WorldIndex): Said {
    let number = this.texts.get(text);
    if (number === undefined) {
      number = this.texts.size;
      this.texts.set(text, number);
    }
    // Certificates that stand in for others do so under conditions, which are read as well.
    const conditions = conditionsOf(index, own.flatMap(nodesOf).flatMap(schemesOf));
    const tests = [...own, ...conditions];
    const all = conditions.length === 0 ? text : `${text}${JSON.stringify(conditions)}`;
    const named = [...new Set([...factsOf(tests), ...facts])];
    const read = [...new Set([...needsOf(tests, all), ...paths])].toSorted();
    const placed = named.some((name) => name === REGIONS || DEPLOYED_PLACES.has(name));
    const isCertified = tests.flatMap(nodesOf).some((node) => schemesOf(node).length > 0);
    // Sets may hold groups, or facts that name them, and places are found through the blocs of a market.
    const isGrouped = placed || /group:|home|"kind":"fact"/.test(all);
    const parts: readonly Part[] = [
      ...(isCertified ? (['schemes', 'registers', 'equivalences', 'offerings'] as const) : []),
      ...(isGrouped ? (['groups'] as const) : []),
      ...(named.includes('provider.self') ? (['vendors'] as const) : []),
    ];
    return {
      text: number,
      paths: read,
      facts: named,
      readsDay: read.includes('asOf'),
      frameworks: tests.flatMap(nodesOf).flatMap((node) => (node.node === 'seal' ? [node.framework] : [])),
      placed,
      parts: new Set(parts),
      home: /home/.test(all),
    };
  }
}

/** The schemes whose certificates a node asks for. */
function schemesOf(node: Test): readonly string[] {
  if (node.node === 'certificate') return [node.scheme];
  return node.node === 'age' && 'certificate' in node.of ? [node.of.certificate] : [];
}

/** The conditions of everything that may stand in for certificates under some schemes, directly or through others. */
function conditionsOf(index: WorldIndex, schemes: readonly string[]): readonly Test[] {
  const conditions: Test[] = [];
  const waiting = [...schemes];
  const followed = new Set<string>();
  for (let scheme = waiting.pop(); scheme !== undefined; scheme = waiting.pop()) {
    if (followed.has(scheme)) continue;
    followed.add(scheme);
    for (const { from, when } of index.equivalencesTo(scheme)) {
      for (const term of from?.terms ?? []) waiting.push(term.scheme);
      if (when === null) continue;
      conditions.push(when);
      waiting.push(...nodesOf(when).flatMap(schemesOf));
    }
  }
  return conditions;
}

/** Names everything besides the rows, and what is stated about them, that results depend on. */
function nameOf(prepared: Prepared, said: Said): Named {
  const { world, question, index, openChoices } = prepared;
  const { asOf, market, need, choices, team, bids, rates } = question;
  const frameworks = said.frameworks.flatMap((framework) => regimesOfFramework(world, framework, asOf));
  const local = said.placed || said.home;
  const stated = (name: string): unknown => [name, choices?.[name] ?? need[name] ?? null];
  const isOfDay = said.readsDay || rates !== undefined || bids !== undefined;
  const name = JSON.stringify([
    said.text,
    said.paths.map((path) => needValues(world, question, path)),
    said.facts.filter((fact) => index.attribute(fact)?.choice === true).map(stated),
    openChoices.map(stated),
    local ? [market, needValues(world, question, 'deployment')] : null,
    frameworks.map(({ id, version, recorded }) => [id, version, recorded.from]),
    team ?? null,
    bids ?? null,
    rates ?? null,
  ]);
  return { name, isOfDay, parts: said.parts };
}

function evaluatedBy({ regime, requirement }: Rule, asOf: string): Evaluated {
  const { scoring, grace, substitutes } = requirement;
  const { id: _, ...said } = requirement;
  const isOfVerdict = isBinding({ regime, requirement });
  return {
    text: JSON.stringify([said, testOn(requirement, asOf), regime.appliesWhen, isOfVerdict], withoutNames),
    tests: [...testsOf(requirement, asOf), ...(regime.appliesWhen === null ? [] : [regime.appliesWhen])],
    facts: scoring !== null && 'fact' in scoring ? [scoring.fact] : [],
    paths: [
      ...(grace === null ? [] : [grace.from]),
      ...(substitutes.length === 0 ? [] : ['contract.exceptions']),
    ],
  };
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
