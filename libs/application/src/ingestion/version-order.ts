import type { DocumentKind, WriteOutcome } from '../ports/record/documents.ts';

/** When and where content was accepted; all acceptances have one order. */
export interface Acceptance {
  /** Instant in UTC with microseconds (`2026-11-24T09:00:00.000000Z`), so that texts compare like instants. */
  readonly at: string;
  readonly delivery: string;
  /** Place of the item in its delivery. */
  readonly ordinal: number;
}

/** One content that a version of a document has had. */
export interface VersionContent {
  readonly hash: string;
  /** Which correction of the version it says it is; `null` when it doesn't say. */
  readonly revision: number | null;
  /** The first time this content was accepted, as far as deliveries have been read. */
  readonly first: Acceptance;
  /** Whether it is the one that is believed. */
  readonly stands: boolean;
}

/** What became of content that was read, and all contents of the version after it. */
export interface Settled {
  readonly outcome: WriteOutcome;
  readonly contents: readonly VersionContent[];
}

/**
 * Decides which content of one version of a document is believed. Deliveries are read side by side, so the order of
 * reading says nothing: every content counts from the first time that it was accepted. A higher revision takes the
 * place of a lower one, whenever they came. A regime's version is its authority's own: of one revision, what was accepted
 * first stays, and other content is a conflict. Other documents have no order of their own: the content that came up
 * last wins, and sending an older one again changes nothing.
 */
export function settleVersion(
  kind: DocumentKind,
  incoming: { readonly hash: string; readonly revision: number | null; readonly accepted: Acceptance },
  contents: readonly VersionContent[],
): Settled {
  const { hash, revision, accepted } = incoming;
  const before = contents.find((content) => content.hash === hash);
  const first = before !== undefined && compare(before.first, accepted) <= 0 ? before.first : accepted;
  const known = [
    ...contents.filter((content) => content !== before),
    { hash, revision, first, stands: before?.stands ?? false },
  ];
  const newest = Math.max(...known.map((content) => placeOf(kind, content) ?? 0));
  const upToDate = known.filter((content) => (placeOf(kind, content) ?? newest) >= newest);
  const chosen = upToDate.reduce((one, other) => (wins(kind, other.first, one.first) ? other : one)).hash;
  const isDisputed = kind === 'regime' && upToDate.some((content) => content.hash === hash);
  const refused = isDisputed ? 'conflict' : 'superseded';
  return {
    outcome: chosen !== hash ? refused : before?.stands === true ? 'unchanged' : 'applied',
    contents: known.map((content) => ({ ...content, stands: content.hash === chosen })),
  };
}

/**
 * The place of content among the corrections of its version; `null` where only its acceptance counts. A regime that
 * names no revision is its version as first published.
 */
function placeOf(kind: DocumentKind, { revision }: Pick<VersionContent, 'revision'>): number | null {
  return revision ?? (kind === 'regime' ? 1 : null);
}

function wins(kind: DocumentKind, one: Acceptance, other: Acceptance): boolean {
  const order = compare(one, other);
  return kind === 'regime' ? order < 0 : order > 0;
}

function compare(one: Acceptance, other: Acceptance): number {
  if (one.at !== other.at) return one.at < other.at ? -1 : 1;
  if (one.delivery !== other.delivery) return one.delivery < other.delivery ? -1 : 1;
  return one.ordinal - other.ordinal;
}
