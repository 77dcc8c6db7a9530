import type { Truth } from '../evaluation/decision.ts';
import type { Grade } from '../model/evidence.ts';
import type { Day } from '../model/time.ts';
import { ONE, ZERO, type Fraction } from '../number/fraction.ts';
import { isUltimate, type HolderPredicate, type OwnershipBook } from './holder.ts';
import { leastSolution, type Choice, type Equation } from './least-solution.ts';
import { ownersOf, type OwnerList, type ShareKind } from './stake.ts';
import { controlOf, type Control, type OwnerGraph } from './voting.ts';

/** Everything above one entity that decides its effective shares, read once. */
export interface Ancestry {
  readonly entity: string;
  readonly owners: OwnerGraph;
  /** `null` for capital, where nobody is credited with more than he holds. */
  readonly control: ReadonlyMap<string, Control> | null;
  readonly selected: (entity: string) => Truth;
  readonly ultimate: (entity: string) => boolean;
  /** Has no recorded owners (and may therefore be anybody's). */
  readonly rootless: (entity: string) => boolean;
  /** Everybody who directly or indirectly holds something, sorted. */
  readonly holders: readonly string[];
}

const NOBODY: OwnerList = { stakes: [], complete: false, rest: ONE };

/** Collects the owners of an entity, their owners and so on, up to ultimate holders. */
export function ancestryOf(
  book: OwnershipBook,
  entity: string,
  of: ShareKind,
  asOf: Day,
  grade: Grade,
  holders: HolderPredicate,
): Ancestry {
  const ultimate = (id: string): boolean => isUltimate(book.entities.get(id));
  const owners = new Map<string, OwnerList>();
  const reached = new Set([entity]);
  for (const id of reached) {
    const list = id !== entity && ultimate(id) ? NOBODY : ownersOf(book, id, of, asOf, grade);
    owners.set(id, list);
    for (const { owner } of list.stakes) reached.add(owner);
  }
  const selected = new Map<string, Truth>();
  for (const id of reached) {
    const known = book.entities.get(id);
    selected.set(id, known === undefined ? 'unknown' : holders(known));
  }
  return {
    entity,
    owners,
    control: of === 'votes' ? controlOf(owners) : null,
    // An entity that holds itself through others is no holder of its own.
    selected: (id) => (id === entity ? 'false' : (selected.get(id) ?? 'unknown')),
    ultimate: (id) => id !== entity && ultimate(id),
    rootless: (id) => (owners.get(id)?.stakes.length ?? 0) === 0,
    holders: [...reached].filter((id) => id !== entity).toSorted(),
  };
}

/** The ways in which the value of an entity comes about from its owners. */
function choicesOf(
  ancestry: Ancestry,
  entity: string,
  position: ReadonlyMap<string, number>,
): readonly Choice[] {
  const list = ancestry.owners.get(entity) ?? NOBODY;
  const node = (id: string): number => position.get(id) ?? 0;
  const shares: Choice = {
    kind: 'shares',
    complete: list.complete,
    terms: list.stakes.map(({ owner, low, high }) => ({ node: node(owner), low, high })),
  };
  const control = ancestry.control?.get(entity);
  if (control === undefined) return [shares];
  if (control.certain !== null) return [{ kind: 'whole', node: node(control.certain) }];
  if (control.undisclosed) return [{ kind: 'nobody' }];
  return [
    shares,
    ...[...control.possible].toSorted().map((id): Choice => ({ kind: 'whole', node: node(id) })),
  ];
}

/**
 * The least share of the asked entity that is certain to end at holders counted by `leaf`: 1 counts, 0 does not, `null`
 * asks the holder's own owners. In the entity itself every holder has the votes it holds; majority holders are
 * credited only with those of entities between.
 */
export function certainShare(ancestry: Ancestry, leaf: (entity: string) => Fraction | null): Fraction {
  const ids = [...ancestry.owners.keys()];
  const position = new Map(ids.map((id, index) => [id, index]));
  const equations = ids.map((id): Equation => {
    const value = leaf(id);
    return value === null
      ? { kind: 'least', choices: choicesOf(ancestry, id, position) }
      : { kind: 'value', value };
  });
  const direct = choicesOf({ ...ancestry, control: null }, ancestry.entity, position);
  return leastSolution([...equations, { kind: 'least', choices: direct }])[ids.length] ?? ZERO;
}
