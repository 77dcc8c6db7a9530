import { versionByInstant } from '#domain';
import type { JsonObject } from '../json/json-value.ts';
import { parseInstant, type ReadInstant } from '../notice/instant.ts';
import type { OcdsContext } from './ocds-context.ts';
import { textAt } from './release-fields.ts';

/** A rule of OCDS without which a release has no place in a process. */
export type ReleaseRule = 'ocds-without-ocid' | 'ocds-without-id' | 'ocds-without-date' | 'ocds-draft';

/** Which rule a release breaks, in which of its members, and what to do. */
export interface BrokenRelease {
  readonly rule: ReleaseRule;
  readonly detail: string;
  readonly member: string;
}

/** What places a release among the releases of its process. */
export interface ReleaseIdentity {
  readonly ocid: string;
  readonly id: string;
  readonly date: ReadInstant;
  /** Order key of the release: instant, then id. */
  readonly version: string;
}

/** Reads what places a release in its process, or says which rule of OCDS keeps it out. */
export function readIdentity(release: JsonObject, context: OcdsContext): ReleaseIdentity | BrokenRelease {
  const ocid = textAt(release, 'ocid');
  const id = textAt(release, 'id');
  const printed = textAt(release, 'date');
  if ('releaseTag' in release || 'releaseDate' in release || 'releaseMeta' in release)
    return {
      rule: 'ocds-draft',
      member: 'releaseTag',
      detail:
        'This is a draft of OCDS from before 1.0 (releaseID, releaseDate, releaseTag); publish it as 1.0 or later with id, date and tag.',
    };
  if (ocid === undefined)
    return {
      rule: 'ocds-without-ocid',
      member: 'ocid',
      detail: 'The release has no ocid, so its contracting process is unknown; every release needs one.',
    };
  if (id === undefined)
    return {
      rule: 'ocds-without-id',
      member: 'id',
      detail: `The release of process ${JSON.stringify(ocid)} has no id, so it cannot be told from the others; give each release one.`,
    };
  const date = printed === undefined ? undefined : parseInstant(printed, context.zone);
  if (date === undefined)
    return {
      rule: 'ocds-without-date',
      member: 'date',
      detail:
        printed === undefined
          ? `Release ${JSON.stringify(id)} has no date, so its place among the releases of its process is unknown.`
          : `Release ${JSON.stringify(id)} has the date ${JSON.stringify(printed)}, which no calendar has; write it as 2026-11-24T10:00:00Z.`,
    };
  return { ocid, id, date, version: versionByInstant(date.instant, id) };
}
