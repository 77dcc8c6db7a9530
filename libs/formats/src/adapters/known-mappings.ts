import type { World } from '#domain';
import { type MappingCatalogue, shippedMappings } from '../mapping/catalogue.ts';
import type { AnyMapping } from '../mapping/mapping.ts';

const NONE: ReadonlyMap<string, AnyMapping> = new Map();
/** One catalogue for each state of the delivered mappings. */
const catalogues = new WeakMap<ReadonlyMap<string, AnyMapping>, MappingCatalogue>();

/** The mappings that come with Placet and those that were delivered, which take the place of shipped ones. */
export function mappingsIn(world: World, shipped: MappingCatalogue = shippedMappings()): MappingCatalogue {
  const delivered = hasMappings(world) ? world.mappings : NONE;
  if (delivered.size === 0) return shipped;
  const known = catalogues.get(delivered) ?? shipped.with(delivered.values());
  catalogues.set(delivered, known);
  return known;
}

function hasMappings(world: World): world is World & { mappings: ReadonlyMap<string, AnyMapping> } {
  return 'mappings' in world && 'shelves' in world;
}
