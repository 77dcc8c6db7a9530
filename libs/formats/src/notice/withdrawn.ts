import { compareVersions, type NoticeVersion } from '#domain';

/**
 * Lets a deletion that names nothing but what it deletes (the tombstone of a feed) keep what its notice said before, so
 * that a withdrawn notice can still be read and found. Versions come in any order and stay in theirs.
 */
export function fillWithdrawals(versions: readonly NoticeVersion[]): readonly NoticeVersion[] {
  if (!versions.some(isBare)) return versions;
  const filled = new Map<NoticeVersion, NoticeVersion>();
  let before: NoticeVersion | undefined;
  for (const version of versions.toSorted(compareVersions)) {
    const state = before !== undefined && isBare(version) ? withdrawn(before, version) : version;
    filled.set(version, state);
    before = state;
  }
  return versions.map((version) => filled.get(version) ?? version);
}

function isBare(notice: NoticeVersion): boolean {
  return notice.kind === 'cancellation' && notice.title === undefined && notice.buyers.length === 0;
}

/** The state before with the identity, stage and doubts of the deletion. */
function withdrawn(before: NoticeVersion, deletion: NoticeVersion): NoticeVersion {
  const { nativeStatus: _, ...state } = before;
  const { version, nativeVersion, kind, status, nativeStatus, published, warnings, provenance } = deletion;
  return {
    ...state,
    version,
    nativeVersion,
    kind,
    status,
    ...(nativeStatus === undefined ? {} : { nativeStatus }),
    ...(published === undefined ? {} : { published }),
    warnings: [...before.warnings, ...warnings],
    provenance: { ...before.provenance, ...provenance },
  };
}
