import type { Revision } from './shipped-revisions.ts';

/** What the list becomes, or why it must not. */
export interface Listing {
  /** The list with what is shipped now. */
  readonly list: readonly Revision[];
  /** Content that changed while its revision stayed, with the revision that it needs. */
  readonly unraised: readonly Revision[];
  /** Why the list must not be written: installations would keep what they have. */
  readonly refused: readonly string[];
  /** What is listed otherwise than it is shipped. */
  readonly news: readonly string[];
}

/**
 * Compares what is shipped with what was shipped before. Whatever changed needs a higher revision: by it, and not by
 * luck, an installation that was seeded by an earlier build takes the correction.
 */
export function listRevisions(before: readonly Revision[], shipped: readonly Revision[]): Listing {
  const known = new Map(before.map((one) => [placeOf(one), one]));
  const now = new Map(shipped.map((one) => [placeOf(one), one]));
  const refused: string[] = [];
  const unraised: Revision[] = [];
  const news: string[] = [];
  for (const [place, one] of now) {
    const old = known.get(place);
    if (old === undefined) news.push(`${place} is new`);
    else if (old.digest !== one.digest && one.revision <= old.revision) {
      const next = old.revision + 1;
      unraised.push({ ...one, revision: next });
      refused.push(`${place} changed under revision ${old.revision}. Write revision: ${next} into it.`);
    } else if (one.revision < old.revision)
      refused.push(
        `${place} went back from revision ${old.revision} to ${one.revision}. Revisions only rise.`,
      );
    else if (old.revision !== one.revision) news.push(`${place} has revision ${one.revision}`);
  }
  for (const place of known.keys()) {
    if (now.has(place)) continue;
    refused.push(
      `${place} is shipped no more, but installations keep it. Let it end by its dates or its status instead.`,
    );
  }
  const list = shipped.toSorted((one, other) => (placeOf(one) < placeOf(other) ? -1 : 1));
  return { list, unraised, refused, news };
}

/** What one content after the other belongs to. */
function placeOf({ kind, id, version }: Revision): string {
  return version === '' ? `${kind} ${id}` : `${kind} ${id} (${version})`;
}

/** The list as text: one line for each, so that two changes of it meet only where they mean the same. */
export function writeList(list: readonly Revision[]): string {
  return list
    .map(({ kind, id, version, revision, digest }) => ({ kind, id, version, revision, digest }))
    .map((one) => `${JSON.stringify(one)}\n`)
    .join('');
}

/** Reads the list that {@link writeList} wrote. */
export function readList(text: string): readonly Revision[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): Revision => JSON.parse(line));
}
