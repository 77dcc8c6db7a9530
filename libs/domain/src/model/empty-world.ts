import { LayeredMap } from '../collection/layered-map.ts';
import type { World } from './world.ts';

/** A world in which nothing is known: every other one is laid over it. */
export const EMPTY_WORLD: World = {
  position: '0-0',
  vocabulary: { version: '', attributes: new Map(), needs: new Map(), relations: [] },
  jurisdictions: LayeredMap.empty(),
  groups: LayeredMap.empty(),
  markets: LayeredMap.empty(),
  schemes: LayeredMap.empty(),
  registers: LayeredMap.empty(),
  equivalences: [],
  regimes: LayeredMap.empty(),
  vendors: LayeredMap.empty(),
  offerings: LayeredMap.empty(),
  facts: LayeredMap.empty(),
  certificates: LayeredMap.empty(),
  entities: LayeredMap.empty(),
  holdings: LayeredMap.empty(),
  holderLists: LayeredMap.empty(),
  staleFeeds: new Map(),
};
