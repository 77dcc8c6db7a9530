import type { Entity, HolderList, Holding, Share } from '#domain';
import type { JsonObject } from '../../text/json-value.ts';
import {
  shapeOf,
  type EntityShape,
  type HolderListShape,
  type HoldingShape,
  type ProofShape,
  type ShareShape,
} from '../document-shapes.ts';
import { toInterval } from './dates.ts';
import { toSource, type Recording } from './evidence.ts';

/** Reads an entity document. */
export function toEntity(document: JsonObject): Entity {
  return entityOf(shapeOf<EntityShape>(document));
}

/** Reads an entity, alone or inside a vendor document. */
export function entityOf(shape: EntityShape): Entity {
  const source = shape.countrySource ?? shape.source ?? null;
  return {
    id: shape.id,
    name: shape.name,
    country: shape.country ?? null,
    kind: shape.kind ?? null,
    countryGrade: shape.countryGrade ?? null,
    confidence: shape.confidence ?? null,
    source: source === null ? null : toSource(source, shape.name),
    ...(shape.identifiers === undefined ? {} : { identifiers: shape.identifiers }),
  };
}

/** Reads a holding document. */
export function toHolding(document: JsonObject, recorded: Recording): Holding {
  return holdingOf(shapeOf<HoldingShape>(document), recorded, {}, 'holding document');
}

/** Reads a holding, alone or inside a vendor document. */
export function holdingOf(
  shape: HoldingShape,
  recorded: Recording,
  defaults: ProofShape,
  documentTitle: string,
): Holding {
  return {
    id: shape.id ?? holdingId(shape),
    owner: shape.owner,
    owned: shape.owned,
    capital: toShare(shape.capital),
    votes: toShare(shape.votes),
    relation: shape.relation ?? 'shareholder',
    rights: shape.rights ?? [],
    status: shape.status ?? 'held',
    valid: toInterval(shape.valid, shape.endedAt),
    recorded: { from: recorded.from, to: recorded.to },
    grade: shape.grade ?? defaults.grade ?? 'claimed',
    confidence: shape.confidence ?? defaults.confidence ?? 'medium',
    source: toSource(shape.source ?? defaults.source, documentTitle, recorded.feed),
  };
}

/** The id of a holding that names none. */
export function holdingId({ owner, owned }: Pick<HoldingShape, 'owner' | 'owned'>): string {
  return `${owner}--${owned}`;
}

function toShare(share: ShareShape): Share | null {
  if (share === null || share === undefined) return null;
  return typeof share === 'number' ? { min: share, max: share } : { min: share.min, max: share.max };
}

/** Reads the statement that all holders of an entity are (or aren't) listed. */
export function toHolderList(document: JsonObject): HolderList {
  const shape = shapeOf<HolderListShape>(document);
  return { owned: shape.owned, complete: shape.complete };
}
