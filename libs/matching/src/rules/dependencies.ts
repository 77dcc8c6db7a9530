import {
  childrenOf,
  DEPLOYED_PLACES,
  LIST_RELATIONS,
  nodesOf,
  REGIONS,
  regimesOfFramework,
  type Day,
  type MarketQuestion,
  type Prepared,
  type Rule,
  type RuleEvaluator,
  type SetValue,
  type SubjectKind,
  type Test,
  testsOf,
} from '#domain';
import type { ColumnStore } from '../columns/column-store.ts';
import type { RowSubject } from '../columns/statement-columns.ts';
import type { View } from '../columns/reduction.ts';

/** A part of a rule and everything about a row that its result may depend on. */
export interface Unit {
  /** The node, if its result says everything; otherwise rows are told apart by the views themselves. */
  readonly leaf: Test | null;
  readonly views: readonly View[];
}

/** What the results of a rule may depend on. */
export interface Dependencies {
  readonly units: readonly Unit[];
  /** Its results may depend on which open choices are made. */
  readonly chooses: boolean;
  /** It may also read statements about other offerings, vendors or things than the row's own. */
  readonly linked: boolean;
}

function rowSubject(kind: SubjectKind): RowSubject | null {
  return kind === 'offering' || kind === 'offer' || kind === 'provider' ? kind : null;
}

/** Nodes whose results are told apart by their truth, reasons and the statement that they ask for. */
const PLAIN: ReadonlySet<Test['node']> = new Set([
  'fact',
  'known',
  'age',
  'ratio',
  'relative',
  'certificate',
  'share',
  'rights',
]);
/** Facts for which others stand in, or which others limit. */
const OTHERWISE_READ: ReadonlySet<string> = new Set([REGIONS, ...DEPLOYED_PLACES, 'provider.self']);
const JOINS: ReadonlySet<Test['node']> = new Set(['true', 'all', 'any', 'not', 'atLeast', 'if', 'ref']);

/** Works out which columns the nodes of a question's rules read. */
export class DependencyReader {
  private readonly store: ColumnStore;
  private readonly prepared: Prepared;
  private readonly evaluator: () => RuleEvaluator;
  private readonly question: MarketQuestion;
  private linked = false;
  private chooses = false;

  constructor(store: ColumnStore, prepared: Prepared, evaluator: () => RuleEvaluator) {
    this.store = store;
    this.evaluator = evaluator;
    this.prepared = prepared;
    this.question = prepared.question;
  }

  /** Everything that the outcome of a rule may depend on. */
  read(rule: Rule): Dependencies {
    this.linked = false;
    this.chooses = this.prepared.choosing.has(rule);
    const { regime, requirement } = rule;
    const { asOf, team } = this.question;
    const tests = [
      ...testsOf(requirement, asOf),
      ...(regime.appliesWhen === null ? [] : [regime.appliesWhen]),
    ];
    // A substitute for one part has the rule evaluated again without that part.
    const whole = requirement.substitutes.some((substitute) => substitute.for !== undefined);
    const units: Unit[] = tests
      .flatMap((test) => this.leavesOf(test))
      .map((leaf) => ({
        leaf: PLAIN.has(leaf.node) && !whole ? leaf : null,
        views: this.comparedBy(leaf) ?? nodesOf(leaf).flatMap((node) => this.viewsOf(node)),
      }));
    const { scoring, grace } = requirement;
    const facts = [
      ...(scoring !== null && 'fact' in scoring ? [scoring.fact] : []),
      ...(grace === null ? [] : [grace.from]),
    ];
    for (const name of facts) units.push({ leaf: null, views: this.factViews(name, asOf) });
    if (team !== undefined && team.length > 1) {
      this.linked = true;
      units.push({ leaf: null, views: [this.store.rowView()] });
    }
    const { chooses, linked } = this;
    const choices = chooses ? this.prepared.openChoices.flatMap((name) => this.factViews(name, asOf)) : [];
    const reading = units.filter(({ views }) => views.length > 0);
    return {
      units: reading.map(({ leaf, views }) => ({ leaf, views: [...views, ...choices] })),
      chooses,
      linked,
    };
  }

  /** What decides whether an offering is to be had in the market. */
  ofService(): Dependencies {
    const views = [REGIONS, ...DEPLOYED_PLACES].flatMap((name) => this.factViews(name, this.question.asOf));
    return { units: [{ leaf: null, views }], chooses: false, linked: false };
  }

  private leavesOf(test: Test): readonly Test[] {
    return JOINS.has(test.node) ? childrenOf(test).flatMap((child) => this.leavesOf(child)) : [test];
  }

  /** What a test reads that looks at nothing but the value of one fact; `null` for others. */
  private comparedBy(test: Test): readonly View[] | null {
    const { asOf, team } = this.question;
    if (test.node !== 'fact' || test.at !== null || (team !== undefined && team.length > 1)) return null;
    const attribute = this.prepared.index.attribute(test.fact);
    const kind = attribute === null ? null : rowSubject(attribute.subject);
    if (attribute === null || kind === null || attribute.choice || attribute.id !== test.fact) return null;
    if (OTHERWISE_READ.has(test.fact) || this.prepared.openChoices.includes(test.fact)) return null;
    const readsFacts = test.conditions.some(
      (condition) => 'set' in condition && (condition.set ?? []).some((item) => item.kind === 'fact'),
    );
    return readsFacts ? null : [this.store.comparedView(kind, test, asOf, this.evaluator)];
  }

  private factViews(name: string, day: Day | null): readonly View[] {
    const attribute = this.prepared.index.attribute(name);
    // Facts about things in lists are told apart with the lists.
    const kind = attribute === null ? null : rowSubject(attribute.subject);
    if (kind === null) return [];
    if (this.prepared.openChoices.includes(name)) this.chooses = true;
    const own = this.store.factView(kind, name, day);
    if (name === REGIONS || DEPLOYED_PLACES.has(name)) {
      return [this.store.factView('offering', REGIONS, day), this.store.factView('offering', name, day)];
    }
    if (attribute?.choice === true) return [own, this.store.factView('offering', name, day)];
    return name === 'provider.self' ? [own, this.store.vendorView()] : [own];
  }

  /** Sets read facts as they are stated, without choosing among them. */
  private setViews(set: SetValue | null, day: Day | null): readonly View[] {
    return (set ?? []).flatMap((item) => {
      if (item.kind !== 'fact') return [];
      const kind = rowSubject(this.prepared.index.attribute(item.fact)?.subject ?? 'provider');
      return kind === null ? [] : [this.store.factView(kind, item.fact, day)];
    });
  }

  /** What one node reads itself, its children aside. */
  private viewsOf(test: Test): readonly View[] {
    const { asOf, bids } = this.question;
    switch (test.node) {
      case 'fact': {
        const day = test.at === null ? asOf : null;
        const sets = test.conditions.flatMap((condition) =>
          'set' in condition ? this.setViews(condition.set, day) : [],
        );
        return [...this.factViews(test.fact, day), ...sets];
      }
      case 'need':
        return test.conditions.flatMap((condition) =>
          'set' in condition ? this.setViews(condition.set, asOf) : [],
        );
      case 'known':
        return this.factViews(test.fact, asOf);
      case 'age':
        return 'fact' in test.of
          ? this.factViews(test.of.fact, asOf)
          : this.certificateViews(test.of.certificate, null, null, []);
      case 'ratio':
        return test.of.flatMap((name) => this.factViews(name, asOf));
      case 'count':
        return LIST_RELATIONS.some((name) => name === test.of)
          ? [...this.relationViews(test.of), ...this.setViews(test.except, asOf)]
          : [...this.factViews(test.of, asOf), ...this.setViews(test.except, asOf)];
      case 'relative':
        return (bids ?? []).length === 0 ? [] : [this.store.rowView()];
      case 'share':
      case 'rights': {
        this.linked = true;
        const { in: inside, outside } = test.holders;
        return [this.store.vendorView(), ...this.setViews(inside, asOf), ...this.setViews(outside, asOf)];
      }
      case 'every':
      case 'some':
        return [
          ...this.relationViews(test.relation),
          ...(test.test.node === 'fact'
            ? [this.store.factView('offering', `offering.staff.lowest(${test.test.fact})`, asOf)]
            : []),
        ];
      case 'certificate':
        return [...this.certificateViews(test.scheme, test.on, asOf, []), ...this.setViews(test.scope, asOf)];
      case 'seal':
        return regimesOfFramework(this.prepared.world, test.framework, asOf).flatMap(
          ({ requirements, framework }) => [
            ...requirements.flatMap(({ scoring }) =>
              scoring?.how === 'steps' ? this.factViews(scoring.fact, asOf) : [],
            ),
            ...Object.values(framework?.stated ?? {}).flatMap((name) => this.factViews(name, asOf)),
          ],
        );
      default:
        return [];
    }
  }

  private relationViews(relation: string): readonly View[] {
    this.linked = true;
    if (relation === 'underlying') return [this.store.layerView()];
    return relation === 'member' ? [] : [this.store.listView()];
  }

  /** Certificates under a scheme and under all those that may stand in for it or limit it. */
  private certificateViews(
    scheme: string,
    on: string | null,
    day: Day | null,
    following: readonly string[],
  ): readonly View[] {
    const holder = on ?? this.prepared.world.schemes.get(scheme)?.holder ?? 'offering';
    const step = `${scheme} ${holder}`;
    if (following.includes(step)) return [];
    const views: View[] = [
      this.store.certificateView('offering', scheme, day),
      this.store.certificateView('provider', scheme, day),
      this.store.registerView(scheme),
    ];
    if (holder === 'underlying') {
      this.linked = true;
      views.push(this.store.layerView());
    }
    if (holder === 'facility' || holder === 'personnel' || holder === 'component_vendor') {
      this.linked = true;
      views.push(this.store.listView());
    }
    for (const { effect, from, when } of this.prepared.index.equivalencesTo(scheme)) {
      if (from === null || !['satisfies', 'implies', 'recognisedIn', 'caps'].includes(effect)) continue;
      for (const term of from.terms) {
        views.push(...this.certificateViews(term.scheme, term.on, day, [...following, step]));
      }
      for (const node of when === null ? [] : nodesOf(when)) views.push(...this.viewsOf(node));
      if (effect !== 'caps') continue;
      this.linked = true;
      views.push(this.store.layerView(), ...this.factViews('offering.model', day));
    }
    return views;
  }
}
