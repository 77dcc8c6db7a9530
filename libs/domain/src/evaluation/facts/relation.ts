import type { ListRelation } from '../../language/test.ts';
import type { SubjectRef } from '../../model/evidence.ts';
import { covers } from '../../model/time.ts';
import type { Considered, Scope } from '../case.ts';
import { textOf } from './scalar.ts';
import { countedGrade, knownFact, mayDecide } from './known-fact.ts';

/** One thing in a list, with the scope in which its facts are read. */
export interface RelationItem {
  readonly ref: string;
  readonly scope: Scope;
}

/** The things in a list, as far as known. */
export interface RelationItems {
  readonly items: readonly RelationItem[];
  /** All of them are known. */
  readonly complete: boolean;
  readonly considered: readonly Considered[];
  /** The subject whose statement would complete the list. */
  readonly subject: SubjectRef;
}

function bare(ref: string): string {
  return ref.startsWith('provider:') ? ref.slice('provider:'.length) : ref;
}

/** Says whether anything that counts is stated about a subject, so that it is known to exist. */
function exists(scope: Scope, subject: SubjectRef): boolean {
  const { world, question } = scope.case;
  const statements = [...(world.facts.get(subject) ?? []), ...(world.certificates.get(subject) ?? [])];
  return statements.some(
    (statement) =>
      statement.recorded.to === null &&
      covers(statement.valid, question.asOf) &&
      mayDecide(statement, scope.lens) &&
      countedGrade(world, statement, question.asOf, scope.lens) >= scope.lens.floor,
  );
}

/** Statements that would make an item known if they counted. */
function hiddenStatements(scope: Scope, subject: SubjectRef): readonly Considered[] {
  return (scope.case.world.facts.get(subject) ?? []).map((fact) => ({
    statement: fact,
    attribute: fact.attribute,
    value: fact.value,
    complete: fact.complete,
    belowGrade: true,
    staleSince: null,
    contested: false,
    superseded: false,
  }));
}

/** Items are stated by a list fact named like the relation, and by the facts about them. */
function listedItems(
  scope: Scope,
  relation: 'facility' | 'personnel' | 'component' | 'model',
): RelationItems {
  const subject = `offering:${scope.offering}`;
  const list = knownFact(scope.case, subject, relation, scope.case.question.asOf, scope.lens);
  const all = scope.case.index.items(relation, scope.offering);
  const described = all.filter((item) => exists(scope, item));
  const hidden = all.filter((item) => !described.includes(item));
  const refs = new Set([...list.values.map(textOf), ...(list.complete ? [] : described)]);
  return {
    items: [...refs]
      .toSorted()
      .map((ref) => ({ ref, scope: { ...scope, items: { ...scope.items, [relation]: ref } } })),
    complete: list.status === 'known' && list.complete,
    considered: [...list.considered, ...hidden.flatMap((item) => hiddenStatements(scope, item))],
    subject,
  };
}

function subcontractors(scope: Scope): RelationItems {
  const { asOf } = scope.case.question;
  const offer = knownFact(scope.case, `offer:${scope.offering}`, 'subcontractor', asOf, scope.lens);
  const list =
    offer.status === 'missing'
      ? knownFact(scope.case, `offering:${scope.offering}`, 'subcontractor', asOf, scope.lens)
      : offer;
  return {
    items: list.values.map((value) => {
      const provider = bare(textOf(value));
      return { ref: `provider:${provider}`, scope: { ...scope, provider } };
    }),
    complete: list.status === 'known' && list.complete,
    considered: list.considered,
    subject: `offer:${scope.offering}`,
  };
}

/** The layers below an offering, nearest first; `complete` when the last one is stated to run on itself. */
export function layersBelow(scope: Scope): {
  readonly offerings: readonly string[];
  readonly complete: boolean;
} {
  const { offerings } = scope.case.world;
  const passed: string[] = [];
  let current = scope.offering;
  for (;;) {
    const runsOn = offerings.get(current)?.runsOn ?? null;
    if (runsOn === 'self') return { offerings: passed, complete: true };
    // A layer that leads back to one above it ends the walk, and nothing is shown to be the last.
    if (runsOn === null || runsOn.offering === scope.offering || passed.includes(runsOn.offering)) {
      return { offerings: passed, complete: false };
    }
    passed.push(runsOn.offering);
    current = runsOn.offering;
  }
}

/** The scope in which facts of another offering are read. */
export function scopeOfOffering(scope: Scope, offering: string): Scope {
  const provider = scope.case.world.offerings.get(offering)?.vendor ?? scope.provider;
  return { ...scope, offering, provider, items: {}, pool: [] };
}

/** Lists the things that `every`, `some` and `count` go through. */
export function itemsOf(scope: Scope, relation: ListRelation): RelationItems {
  switch (relation) {
    case 'subcontractor':
      return subcontractors(scope);
    case 'underlying': {
      const { offerings, complete } = layersBelow(scope);
      const items = offerings.map((id) => ({ ref: `offering:${id}`, scope: scopeOfOffering(scope, id) }));
      return { items, complete, considered: [], subject: `offering:${scope.offering}` };
    }
    case 'member': {
      // Without a team the vendor bids alone.
      const members = scope.case.question.team ?? [scope.case.vendor];
      const items = members.map((provider) => ({
        ref: `provider:${provider}`,
        scope: { ...scope, provider },
      }));
      return { items, complete: true, considered: [], subject: `provider:${scope.provider}` };
    }
    default:
      return listedItems(scope, relation);
  }
}
