import type { JsonObject } from '../text/json-value.ts';

/** The owner graph as far as a reader of identities needs it; only an LEI says that two names are one entity. */
export interface KnownEntities {
  /** The entity that has an LEI, if one is known. */
  byLei(lei: string): string | undefined;
  /** Its document as stored, which a new reading completes instead of replacing it. */
  document(entity: string): JsonObject | undefined;
}

/** An owner graph in which nothing is known. */
export const NO_ENTITIES: KnownEntities = { byLei: () => undefined, document: () => undefined };

/** Schemes under which lists print a legal entity identifier. */
export const LEI = 'LEI';

/** Says whether a text has the form of an LEI (ISO 17442): 18 letters or digits and two check digits. */
export function isLei(text: string): boolean {
  return /^[0-9A-Z]{18}\d{2}$/.test(text);
}

/** The entity for an LEI: the one that is known, or one named by it. */
export function entityForLei(lei: string, known: KnownEntities): string {
  return known.byLei(lei) ?? `lei-${lei.toLowerCase()}`;
}

/** Turns any text into the name of an entity. */
export function entityName(prefix: string, text: string): string {
  const slug = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replaceAll(/^[-.]+|[-.]+$/g, '')
    .slice(0, 120);
  return `${prefix}-${slug === '' ? 'unnamed' : slug}`;
}

/** The country of a jurisdiction code (`US-DE` is in `US`). */
export function countryOfCode(code: string | undefined): string | undefined {
  return code === undefined ? undefined : /^([A-Z]{2})(?:-|$)/.exec(code)?.[1];
}
