import type { World } from '#domain';
import type { AssembledWorld } from '../documents/world/assembled-world.ts';
import { LEI, type KnownEntities } from '../owners/known-entities.ts';

const LEI_SCHEMES = new Set([LEI, 'XI-LEI']);

/** The owner graph of a snapshot: entities and vendors by the LEI that their documents state. */
export function entitiesOf(world: World): KnownEntities {
  const byLei = new Map<string, string>();
  const add = (identifiers: readonly { scheme: string; value: string }[], entity: string): void => {
    for (const { scheme, value } of identifiers)
      if (LEI_SCHEMES.has(scheme.toUpperCase())) byLei.set(value.toUpperCase(), entity);
  };
  for (const entity of world.entities.values()) add(entity.identifiers ?? [], entity.id);
  // A vendor's own document knows best which entity it is.
  for (const vendor of world.vendors.values()) add(vendor.identifiers, vendor.entity);
  return {
    byLei: (lei) => byLei.get(lei),
    document: (entity) =>
      isAssembled(world) ? world.parts.get(`entity:${entity}`)?.stored.document : undefined,
  };
}

function isAssembled(world: World): world is AssembledWorld {
  return 'parts' in world && 'shelves' in world;
}
