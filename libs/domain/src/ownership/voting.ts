import {
  compareFractions,
  fraction,
  minus,
  ONE,
  smaller,
  sum,
  times,
  ZERO,
  type Fraction,
} from '../number/fraction.ts';
import { highestOf, lowestOf, type OwnerList, type Stake } from './stake.ts';

/** Direct owners by entity, for every entity above the one asked about. */
export type OwnerGraph = ReadonlyMap<string, OwnerList>;

/** Who may have more than half of the votes that are cast in an entity. */
export interface Control {
  /** Surely has them. */
  readonly certain: string | null;
  /** May have them, the certain one included. */
  readonly possible: ReadonlySet<string>;
  /** Somebody who is not listed may have them. */
  readonly undisclosed: boolean;
}

type Relation = ReadonlyMap<string, ReadonlySet<string>>;

const TWO = fraction(2n);

/** Says whether votes are more than half of those that are not held by the entity's own subsidiaries. */
function isMajority(votes: Fraction, notCast: Fraction): boolean {
  return compareFractions(times(TWO, votes), minus(ONE, notCast)) > 0;
}

/** Every entity to which majorities lead up from an entity, itself included. */
function reach(from: string, majorities: Relation): ReadonlySet<string> {
  const seen = new Set([from]);
  for (const entity of seen) for (const owner of majorities.get(entity) ?? []) seen.add(owner);
  return seen;
}

/** The owners of an entity that are its own subsidiaries: majorities lead from them back up to it. */
function ownSubsidiaries(entity: string, list: OwnerList, majorities: Relation): ReadonlySet<string> {
  return new Set(
    list.stakes.map(({ owner }) => owner).filter((owner) => reach(owner, majorities).has(entity)),
  );
}

/**
 * Finds majorities as a least fixed point: knowing more subsidiaries means fewer votes cast, hence more majorities.
 * `votes` reads the lower ends for sure majorities and the upper ends for possible ones.
 */
function majoritiesOf(graph: OwnerGraph, votes: (list: OwnerList, stake: Stake) => Fraction): Relation {
  let found: Relation = new Map();
  for (;;) {
    const before = found;
    let size = 0;
    const next = new Map<string, ReadonlySet<string>>();
    for (const [entity, list] of graph) {
      const subsidiaries = ownSubsidiaries(entity, list, before);
      const holders = list.stakes.filter((stake) => {
        const notCast = list.stakes.filter((other) => other !== stake && subsidiaries.has(other.owner));
        return isMajority(votes(list, stake), smaller(ONE, sum(notCast.map((other) => votes(list, other)))));
      });
      next.set(entity, new Set(holders.map(({ owner }) => owner)));
      size += holders.length;
    }
    found = next;
    if (size === [...before.values()].reduce((count, owners) => count + owners.size, 0)) return found;
  }
}

/** Says for every entity who surely or possibly commands the votes that are cast in it. */
export function controlOf(graph: OwnerGraph): ReadonlyMap<string, Control> {
  const sure = majoritiesOf(graph, (list, stake) =>
    // Statements that add up to more than everything prove no majority.
    compareFractions(sum(list.stakes.map(({ low }) => low)), ONE) > 0 ? ZERO : lowestOf(list, stake),
  );
  const possible = majoritiesOf(graph, highestOf);
  const control = new Map<string, Control>();
  for (const [entity, list] of graph) {
    const subsidiaries = ownSubsidiaries(entity, list, sure);
    const perhaps = ownSubsidiaries(entity, list, possible);
    const certain = [...(sure.get(entity) ?? [])].filter((owner) => !perhaps.has(owner));
    const ownVotes = list.stakes
      .filter(({ owner }) => perhaps.has(owner))
      .map((stake) => highestOf(list, stake));
    const notCast = smaller(ONE, sum(ownVotes));
    // Where nobody else may have votes at all, whoever commands the entity is not on record.
    const undisclosed = notCast.n === notCast.d || isMajority(list.rest, notCast);
    const only = certain.length === 1 ? certain[0] : undefined;
    control.set(
      entity,
      only === undefined
        ? {
            certain: null,
            possible: new Set([...(possible.get(entity) ?? [])].filter((owner) => !subsidiaries.has(owner))),
            undisclosed,
          }
        : { certain: only, possible: new Set([only]), undisclosed: false },
    );
  }
  return control;
}
