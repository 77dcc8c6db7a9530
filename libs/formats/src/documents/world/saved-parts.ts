import type { Problem } from '#domain';
import { documentKey, type AssembledWorld, type Part } from './assembled-world.ts';

/** A document as it was read: what it contributes to a world, so that it needn't be read again. */
export interface SavedPart extends Part {
  /** Why the domain could not read it, if so. */
  readonly problems: readonly Problem[] | null;
}

/** Takes a world apart into its documents as they were read. */
export function* savedParts({ parts, refused }: AssembledWorld): Generator<SavedPart> {
  for (const part of parts.values())
    yield { ...part, problems: refused.get(documentKey(part.stored)) ?? null };
}
