import type { Truth } from '../evaluation/decision.ts';
import type { Grade } from '../model/evidence.ts';
import { GRADES } from '../model/evidence.ts';
import type { Entity, Holding, HolderList } from '../model/vendor.ts';

/** The part of a world that ownership tests read. */
export interface OwnershipBook {
  readonly entities: ReadonlyMap<string, Entity>;
  /** By owned entity. */
  readonly holdings: ReadonlyMap<string, readonly Holding[]>;
  readonly holderLists: ReadonlyMap<string, HolderList>;
}

/** Says whether an entity is one of the holders that a test looks for. */
export type HolderPredicate = (entity: Entity) => Truth;

/** Says whether a country is in a set at the asked date (groups may leave members undecided). */
export type CountryPredicate = (country: string) => Truth;

/** Which holders a test looks for; every part that is given must hold. */
export interface HolderSelection {
  readonly in: CountryPredicate | null;
  readonly outside: CountryPredicate | null;
  readonly kind: 'public' | 'private' | null;
}

const PUBLIC_KINDS: ReadonlySet<Entity['kind']> = new Set(['state', 'public']);

function and(parts: readonly Truth[]): Truth {
  if (parts.includes('false')) return 'false';
  return parts.includes('unknown') ? 'unknown' : 'true';
}

function not(truth: Truth): Truth {
  return truth === 'unknown' ? 'unknown' : truth === 'true' ? 'false' : 'true';
}

/** The country of an entity, unless its statement has low confidence or is proven worse than asked. */
function countryOf(entity: Entity, grade: Grade): string | null {
  if (entity.confidence === 'low') return null;
  return GRADES.indexOf(entity.countryGrade ?? 'claimed') < GRADES.indexOf(grade) ? null : entity.country;
}

/**
 * Builds the three-valued test "is this one of the holders meant": an unknown country is unknown for `in` and
 * `outside`, an unknown kind for `kind`. States and public bodies are public, all others private.
 */
export function selectHolders(selection: HolderSelection, grade: Grade = 'claimed'): HolderPredicate {
  return (entity) => {
    const country = countryOf(entity, grade);
    const parts: Truth[] = [];
    if (selection.in !== null) parts.push(country === null ? 'unknown' : selection.in(country));
    if (selection.outside !== null)
      parts.push(country === null ? 'unknown' : not(selection.outside(country)));
    if (selection.kind !== null) {
      const isPublic = PUBLIC_KINDS.has(entity.kind);
      parts.push(
        entity.kind === null ? 'unknown' : isPublic === (selection.kind === 'public') ? 'true' : 'false',
      );
    }
    return and(parts);
  };
}

/** Nobody stands behind an ultimate holder: a person, a state, a foundation, or a float marked as dispersed. */
export function isUltimate(entity: Entity | undefined): boolean {
  const kind = entity?.kind;
  return kind === 'person' || kind === 'state' || kind === 'foundation' || kind === 'dispersed';
}
