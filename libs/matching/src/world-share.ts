import type { Certificate, Fact, SubjectRef, World, WorldIndex } from '#domain';

/** Parts of a world besides statements, regimes and names; a later world has those of the former that didn't change. */
const PARTS = [
  'vocabulary',
  'groups',
  'schemes',
  'registers',
  'equivalences',
  'vendors',
  'offerings',
  'entities',
  'holdings',
  'holderLists',
  'staleFeeds',
] as const satisfies readonly (keyof World)[];

/** A part of a world that rules may read besides statements. */
export type Part = (typeof PARTS)[number];

/** The parts in which two worlds differ. */
export function changedParts(before: World, after: World): ReadonlySet<Part> {
  return new Set(PARTS.filter((part) => before[part] !== after[part]));
}

/** Says whether two worlds have the same rows: offerings of the same vendors, read with the same vocabulary. */
export function sharesRows(before: World, after: World): boolean {
  if (before.vocabulary !== after.vocabulary) return false;
  if (before.offerings === after.offerings) return true;
  if (before.offerings.size !== after.offerings.size) return false;
  for (const [id, { vendor }] of after.offerings)
    if (before.offerings.get(id)?.vendor !== vendor) return false;
  return true;
}

function believed<S extends Fact | Certificate>(
  statements: readonly S[] | undefined,
  isWanted: (statement: S) => boolean,
): readonly S[] {
  return (statements ?? []).filter((statement) => statement.recorded.to === null && isWanted(statement));
}

/** The lookups of a world that shares its base with another, without building them anew. */
export function overlaid(base: WorldIndex, world: World): WorldIndex {
  return {
    ...base,
    facts: (subject: SubjectRef, attribute) =>
      believed(world.facts.get(subject), (fact) => fact.attribute === attribute),
    certificates: (subject: SubjectRef, scheme) =>
      believed(world.certificates.get(subject), (certificate) => certificate.scheme === scheme),
  };
}
