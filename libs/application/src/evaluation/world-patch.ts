import { changedKeys, LayeredMap, type World } from '#domain';

/** Entries of a map that differ; `undefined` takes a key away. */
type Changes<M> =
  M extends ReadonlyMap<string, infer V> ? readonly (readonly [string, V | undefined])[] : never;

/** Parts of a world that are replaced as they are. */
type Values = Pick<World, 'position' | 'vocabulary' | 'equivalences' | 'staleFeeds'>;

/** Parts of a world of which only entries are replaced. */
type Maps = Pick<
  World,
  | 'jurisdictions'
  | 'groups'
  | 'markets'
  | 'schemes'
  | 'registers'
  | 'regimes'
  | 'vendors'
  | 'offerings'
  | 'facts'
  | 'certificates'
  | 'entities'
  | 'holdings'
  | 'holderLists'
>;

/** What makes one world into another, as data that can be sent to another thread. */
export interface WorldPatch {
  readonly values: Partial<Values>;
  readonly maps: { readonly [P in keyof Maps]?: Changes<Maps[P]> };
}

/** Entries of one patch; more are sent in several. */
const MOST_ENTRIES = 50_000;

/** The patches that make one world into another, one after the other. What notices are judged by is left out. */
export function* patchesBetween(before: World, after: World): Generator<WorldPatch> {
  const values = {
    position: after.position,
    ...(before.vocabulary === after.vocabulary ? {} : { vocabulary: after.vocabulary }),
    ...(before.equivalences === after.equivalences ? {} : { equivalences: after.equivalences }),
    ...(before.staleFeeds === after.staleFeeds ? {} : { staleFeeds: after.staleFeeds }),
  };
  const names = {
    jurisdictions: changesOf(before.jurisdictions, after.jurisdictions),
    groups: changesOf(before.groups, after.groups),
    markets: changesOf(before.markets, after.markets),
    schemes: changesOf(before.schemes, after.schemes),
    registers: changesOf(before.registers, after.registers),
    regimes: changesOf(before.regimes, after.regimes),
    holderLists: changesOf(before.holderLists, after.holderLists),
  };
  const statements = {
    vendors: changesOf(before.vendors, after.vendors),
    offerings: changesOf(before.offerings, after.offerings),
    facts: changesOf(before.facts, after.facts),
    certificates: changesOf(before.certificates, after.certificates),
    entities: changesOf(before.entities, after.entities),
    holdings: changesOf(before.holdings, after.holdings),
  };
  if (Object.values(statements).reduce((sum, { length }) => sum + length, 0) <= MOST_ENTRIES) {
    yield { values, maps: { ...names, ...statements } };
    return;
  }
  yield { values, maps: names };
  for (const vendors of slices(statements.vendors)) yield { values: {}, maps: { vendors } };
  for (const offerings of slices(statements.offerings)) yield { values: {}, maps: { offerings } };
  for (const facts of slices(statements.facts)) yield { values: {}, maps: { facts } };
  for (const certificates of slices(statements.certificates)) yield { values: {}, maps: { certificates } };
  for (const entities of slices(statements.entities)) yield { values: {}, maps: { entities } };
  for (const holdings of slices(statements.holdings)) yield { values: {}, maps: { holdings } };
}

function changesOf<V>(
  before: ReadonlyMap<string, V>,
  after: ReadonlyMap<string, V>,
): readonly (readonly [string, V | undefined])[] {
  return changedKeys(before, after).map((key) => [key, after.get(key)]);
}

function* slices<E>(entries: readonly E[]): Generator<readonly E[]> {
  for (let from = 0; from < entries.length; from += MOST_ENTRIES)
    yield entries.slice(from, from + MOST_ENTRIES);
}

/** The world after a patch; it shares everything that the patch doesn't touch. */
export function patched(world: World, { values, maps }: WorldPatch): World {
  return {
    ...world,
    ...values,
    jurisdictions: entered(world.jurisdictions, maps.jurisdictions),
    groups: entered(world.groups, maps.groups),
    markets: entered(world.markets, maps.markets),
    schemes: entered(world.schemes, maps.schemes),
    registers: entered(world.registers, maps.registers),
    regimes: entered(world.regimes, maps.regimes),
    vendors: entered(world.vendors, maps.vendors),
    offerings: entered(world.offerings, maps.offerings),
    facts: entered(world.facts, maps.facts),
    certificates: entered(world.certificates, maps.certificates),
    entities: entered(world.entities, maps.entities),
    holdings: entered(world.holdings, maps.holdings),
    holderLists: entered(world.holderLists, maps.holderLists),
  };
}

function entered<V>(
  map: ReadonlyMap<string, V>,
  changes: readonly (readonly [string, V | undefined])[] = [],
): ReadonlyMap<string, V> {
  return changes.length === 0 ? map : LayeredMap.from(map).with(new Map(changes));
}
