import { type Day, EMPTY_WORLD, LayeredMap } from '#domain';
import { DOCUMENT_KINDS } from '../document-kinds.ts';
import type { StoredDocument } from '../document-item.ts';
import type { AssembledWorld } from './assembled-world.ts';
import { emptyShelves } from './shelf.ts';
import { WorldChange } from './world-change.ts';

export type { AssembledWorld } from './assembled-world.ts';

/** How a world is assembled. */
export interface WorldOptions {
  /** The position of the change log that the documents include. */
  readonly position?: string;
  readonly staleFeeds?: ReadonlyMap<string, Day>;
  /** Takes the documents as they were known at this instant instead of the current ones. */
  readonly knownAt?: string;
}

/** A world in which nothing is known. */
export function emptyWorld(): AssembledWorld {
  return {
    ...EMPTY_WORLD,
    position: '0',
    relevance: LayeredMap.empty(),
    clauses: LayeredMap.empty(),
    mappings: LayeredMap.empty(),
    shelves: emptyShelves(),
    parts: LayeredMap.empty(),
    refused: LayeredMap.empty(),
  };
}

/** Assembles a world from stored documents, in any order: the current ones, or those known at an instant. */
export function buildWorld(documents: Iterable<StoredDocument>, options: WorldOptions = {}): AssembledWorld {
  const { knownAt } = options;
  const known = [...documents].filter(({ recordedFrom, recordedTo }) =>
    knownAt === undefined
      ? recordedTo === null
      : recordedFrom <= knownAt && (recordedTo === null || knownAt < recordedTo),
  );
  // Seen from that instant nothing has superseded them yet.
  const open = known.map((stored) => (stored.recordedTo === null ? stored : { ...stored, recordedTo: null }));
  const world = applyDocuments(emptyWorld(), open, options.position);
  return options.staleFeeds === undefined ? world : { ...world, staleFeeds: options.staleFeeds };
}

/** Returns the world after one document; see `applyDocuments`. */
export function applyDocument(
  world: AssembledWorld,
  stored: StoredDocument,
  position?: string,
): AssembledWorld {
  return applyDocuments(world, [stored], position);
}

/**
 * Returns the world after some documents; it shares everything that they don't touch. A document replaces its former
 * version as a whole, one whose recording has ended is taken out, and one older than what is there changes nothing, so
 * that documents may come in any order.
 */
export function applyDocuments(
  world: AssembledWorld,
  documents: readonly StoredDocument[],
  position: string = world.position,
): AssembledWorld {
  const change = new WorldChange(world);
  for (const stored of documents.toSorted((left, right) => rank(left) - rank(right))) change.apply(stored);
  return change.finish(position);
}

/** Names come before what uses them. */
function rank({ kind }: StoredDocument): number {
  return DOCUMENT_KINDS.indexOf(kind);
}
