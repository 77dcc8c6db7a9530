import type { NoticeVersion } from '#domain';
import { member, type JsonObject } from '../json/json-value.ts';
import { orderReleases, ProcessMerge, type CompiledProcess } from './merge.ts';
import type { OcdsVersion } from './merge-rules.ts';
import type { OcdsContext } from './ocds-context.ts';
import { readIdentity } from './release-identity.ts';
import { noticeFromRelease } from './release-notice.ts';

/** A process after all its releases: what they compile to, and a whole notice for each step. */
export interface ProcessHistory extends CompiledProcess {
  /** In merge order; each is what was known of the process after that release, under its version and kind. */
  readonly versions: readonly NoticeVersion[];
}

/**
 * Follows one process through its releases. A release may state only what changed, so each version is read from the
 * compilation of all releases up to it. Depends on the set of releases only. Throws `UnmergeableReleases`; releases
 * without id or date are left out of the versions.
 */
export function followProcess(
  releases: readonly JsonObject[],
  schema: OcdsVersion,
  context: OcdsContext,
): ProcessHistory {
  const { ordered, conflicts } = orderReleases(releases);
  const merge = new ProcessMerge(schema);
  const versions: NoticeVersion[] = [];
  for (const release of ordered) {
    merge.add(release);
    const identity = readIdentity(release, context);
    if ('rule' in identity) continue;
    const tag = member(release, 'tag') ?? null;
    const whole = noticeFromRelease({ ...merge.compiled(), tag }, context, schema);
    if ('notice' in whole)
      versions.push({ ...whole.notice, version: identity.version, nativeVersion: identity.id });
  }
  return { compiled: merge.compiled(), versioned: merge.versioned(), conflicts, versions };
}
