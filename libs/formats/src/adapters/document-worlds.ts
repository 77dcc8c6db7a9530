import { type DocumentKind, type StoredDocument, WorldBuilder } from '#application';
import type { World } from '#domain';
import type { StoredDocument as FormatDocument } from '../documents/document-item.ts';
import { type AssembledWorld, applyDocuments, buildWorld, emptyWorld } from '../documents/world/world.ts';
import { WorldChange } from '../documents/world/world-change.ts';

/** Worlds assembled from stored documents. */
export class DocumentWorlds extends WorldBuilder {
  build(documents: readonly StoredDocument[], position: string): AssembledWorld {
    return buildWorld(documents.map(toFormat), { position });
  }

  *building(documents: readonly StoredDocument[], position: string): Generator<undefined, AssembledWorld> {
    const change = new WorldChange(emptyWorld());
    for (const stored of documents) {
      change.apply(toFormat(stored));
      yield;
    }
    return yield* change.finishing(position);
  }

  apply(
    world: World,
    _touched: readonly { kind: DocumentKind; key: string }[],
    documents: readonly StoredDocument[],
    position: string,
  ): AssembledWorld {
    if (!isAssembled(world)) throw new Error('Only worlds of this builder can be changed by it');
    return applyDocuments(world, documents.map(toFormat), position);
  }
}

/** Says whether a world still has the documents that it was made of. */
export function isAssembled(world: World): world is AssembledWorld {
  return 'shelves' in world && 'parts' in world;
}

/** What the caller hands over is believed now (or at the instant asked), so nothing is ended. */
function toFormat({ kind, key, version, body, recordedFrom, feed }: StoredDocument): FormatDocument {
  return {
    kind,
    id: key,
    version,
    document: toStoredBody(body, kind, key),
    recordedFrom,
    recordedTo: null,
    feed,
  };
}

/** The body of a stored document, which is a JSON object. */
export function toStoredBody(body: unknown, kind: string, key: string): FormatDocument['document'] {
  if (!isPlainObject(body)) throw new Error(`The stored ${kind} "${key}" is no JSON object`);
  return body;
}

/** jsonb gives plain JSON back; only its outermost shape is in question. */
function isPlainObject(value: unknown): value is FormatDocument['document'] {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
