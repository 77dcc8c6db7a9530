import type { Certificate, Fact, SubjectRef, World, WorldIndex } from '#domain';

/** Everything of a world that the engine's tables rest on, besides statements and regimes. */
const BASE = [
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

/** Says whether two worlds differ at most in statements, regimes, markets and position. */
export function sharesBase(before: World, after: World): boolean {
  return BASE.every((part) => before[part] === after[part]);
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
