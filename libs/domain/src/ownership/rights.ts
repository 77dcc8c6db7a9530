import type { Truth } from '../evaluation/decision.ts';
import type { Grade } from '../model/evidence.ts';
import type { Day } from '../model/time.ts';
import type { HolderRight } from '../model/vendor.ts';
import type { HolderPredicate, OwnershipBook } from './holder.ts';
import { ancestryOf, type Ancestry } from './owner-graph.ts';
import { counts, holdingsInForce } from './stake.ts';

/** What is asked about rights in one entity. */
export interface RightsQuestion {
  readonly entity: string;
  readonly rights: readonly HolderRight[];
  readonly holders: HolderPredicate;
  readonly asOf: Day;
  /** Holdings proven worse than this count as undisclosed; `claimed` counts all. */
  readonly grade: Grade;
}

/** A holder of one of the asked rights. */
export interface RightHolder {
  readonly entity: string;
  readonly rights: readonly HolderRight[];
  /** Is it, or is it commanded by, one of the selected holders? */
  readonly selected: Truth;
  readonly holding: string;
}

/** Whether none of the selected holders has one of the rights. */
export interface RightsFinding {
  /** The outcome of `none: true`. */
  readonly none: Truth;
  readonly holders: readonly RightHolder[];
  /** All holders (of rights) are listed, so that absence is a fact. */
  readonly complete: boolean;
  /** Ids of the holdings that were read, sorted. */
  readonly evidence: readonly string[];
}

/** Says whether a holder acts for a selected one: it is one, or one commands the majority of its votes. */
function actsForSelected(ancestry: Ancestry, holder: string, passed: ReadonlySet<string>): Truth {
  const own = ancestry.selected(holder);
  if (own === 'true' || ancestry.ultimate(holder) || passed.has(holder)) return own;
  if (ancestry.rootless(holder)) return 'unknown';
  const control = ancestry.control?.get(holder);
  if (control === undefined) return 'unknown';
  const next = new Set([...passed, holder]);
  if (control.certain !== null) {
    const above = actsForSelected(ancestry, control.certain, next);
    return above === 'false' ? own : above;
  }
  const open =
    control.undisclosed ||
    [...control.possible].some((owner) => actsForSelected(ancestry, owner, next) !== 'false');
  return open ? 'unknown' : own;
}

/**
 * Looks for rights (veto, majority of the board, golden share) of the selected holders in an entity. A right held
 * through a company belongs to whoever commands the majority of that company's votes. Absence is proven only by a
 * complete list of holders.
 */
export function holderRights(book: OwnershipBook, question: RightsQuestion): RightsFinding {
  const { entity, rights, holders, asOf, grade } = question;
  const ancestry = ancestryOf(book, entity, 'votes', asOf, grade, holders);
  const inForce = holdingsInForce(book, entity, asOf);
  const counted = inForce.filter((holding) => counts(holding, grade));
  const complete = counted.length === inForce.length && book.holderLists.get(entity)?.complete === true;
  const found = counted
    .map((holding) => ({ holding, asked: holding.rights.filter((right) => rights.includes(right)) }))
    .filter(({ asked }) => asked.length > 0)
    .map(({ holding, asked }): RightHolder => ({
      entity: holding.owner,
      rights: asked,
      selected: actsForSelected(ancestry, holding.owner, new Set()),
      holding: holding.id,
    }))
    .toSorted((a, b) => (a.holding < b.holding ? -1 : 1));
  const truths = found.map(({ selected }) => selected);
  return {
    none: truths.includes('true') ? 'false' : !complete || truths.includes('unknown') ? 'unknown' : 'true',
    holders: found,
    complete,
    evidence: counted.map(({ id }) => id).toSorted(),
  };
}
