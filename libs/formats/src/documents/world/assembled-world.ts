import type { ClauseRules, Problem, RelevanceRules, World, LayeredMap } from '#domain';
import type { AnyMapping } from '../../mapping/mapping.ts';
import type { StoredDocument } from '../document-item.ts';
import type { Contribution, Shelves } from './shelf.ts';

/** A world together with what it was assembled from, so that single documents can be exchanged. */
export interface AssembledWorld extends World {
  readonly shelves: Shelves;
  readonly relevance: ReadonlyMap<string, RelevanceRules>;
  readonly clauses: ReadonlyMap<string, ClauseRules>;
  /** Mappings that were delivered, by id. */
  readonly mappings: ReadonlyMap<string, AnyMapping>;
  readonly parts: LayeredMap<string, Part>;
  /** Documents that the domain could not read; they contribute nothing. */
  readonly refused: LayeredMap<string, readonly Problem[]>;
}

/** A document in the world and what it contributes. */
export interface Part {
  readonly stored: StoredDocument;
  readonly contributions: readonly Contribution[];
}

/** Identifies a document among all: regimes by version too, since all their versions count. */
export function documentKey({ kind, id, version }: Pick<StoredDocument, 'kind' | 'id' | 'version'>): string {
  // Each addition counts beside the whole, which has this id.
  if (kind === 'vocabulary') return id === 'vocabulary' ? id : `vocabulary:${id}`;
  return kind === 'regime' || kind === 'register' ? `${kind}:${id}@${version ?? ''}` : `${kind}:${id}`;
}
