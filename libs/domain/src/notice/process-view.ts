import { canonicalText, type FieldChange, fieldChanges } from '../difference/field-changes.ts';
import type { Instant } from '../model/time.ts';
import { compareVersions, type NoticeKind, type NoticeStatus, type NoticeVersion } from './notice.ts';

/** One version in the history of a process, with what it changed against the version before it. */
export interface ProcessStep {
  readonly version: string;
  readonly nativeVersion: string;
  readonly key: string;
  readonly kind: NoticeKind;
  readonly published?: Instant;
  readonly changes: readonly FieldChange[];
}

/** Two different bodies under one version: a publisher's mistake that is shown and never silently resolved. */
export interface VersionConflict {
  readonly key: string;
  readonly version: string;
  readonly bodies: number;
}

/** What is known of one process after all its versions, whatever order they arrived in. */
export interface ProcessView {
  readonly current: NoticeVersion;
  readonly status: NoticeStatus;
  readonly versions: number;
  readonly history: readonly ProcessStep[];
  readonly conflicts: readonly VersionConflict[];
}

/** Fields that describe the document rather than the procedure, so that they are no news. */
const BOOKKEEPING = new Set(['version', 'nativeVersion', 'provenance', 'warnings', 'publicationNumber']);

/** Final states: a later publication that states nothing doesn't reopen the procedure. */
const FINAL: readonly NoticeStatus[] = ['cancelled', 'unsuccessful', 'complete', 'awarded'];

/**
 * Computes the view of one process from its versions. The answer depends on the set only: repeats and arrival order
 * don't matter. Under one version the first body by canonical text stands, and the conflict is reported.
 * Returns `undefined` for no versions.
 */
export function processView(versions: readonly NoticeVersion[]): ProcessView | undefined {
  const { distinct, conflicts } = distinctVersions(versions);
  const current = distinct.at(-1);
  if (current === undefined) return undefined;
  const history = distinct.map((version, index) => {
    const before = distinct[index - 1];
    return {
      version: version.version,
      nativeVersion: version.nativeVersion,
      key: version.key,
      kind: version.kind,
      ...(version.published === undefined ? {} : { published: version.published }),
      changes: before === undefined ? [] : diffVersions(before, version),
    };
  });
  return { current, status: statusOf(distinct), versions: distinct.length, history, conflicts };
}

/**
 * Says where a process stands at an instant: a procedure that its source calls open is closed once the last deadline
 * of the notice and its lots has passed.
 */
export function statusAt(view: Pick<ProcessView, 'status' | 'current'>, instant: Instant): NoticeStatus {
  if (view.status !== 'open') return view.status;
  const deadlines = [view.current.deadline, ...view.current.lots.map((lot) => lot.deadline)].flatMap(
    (deadline) => (deadline === undefined ? [] : [deadline.instant]),
  );
  return deadlines.length > 0 && deadlines.every((deadline) => comparable(deadline) <= comparable(instant))
    ? 'closed'
    : 'open';
}

/** Lists the fields in which two versions differ, lists with ids compared by id, others whole. */
export function diffVersions(before: NoticeVersion, after: NoticeVersion): FieldChange[] {
  return fieldChanges(told(before), told(after));
}

function told(version: NoticeVersion): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(version).filter(([field]) => !BOOKKEEPING.has(field)));
}

function distinctVersions(versions: readonly NoticeVersion[]): {
  distinct: NoticeVersion[];
  conflicts: VersionConflict[];
} {
  const byVersion = new Map<string, NoticeVersion[]>();
  for (const version of versions) {
    const id = `${version.version}\u0000${version.key}`;
    const bodies = byVersion.get(id);
    if (bodies === undefined) byVersion.set(id, [version]);
    else bodies.push(version);
  }
  const distinct: NoticeVersion[] = [];
  const conflicts: VersionConflict[] = [];
  for (const bodies of byVersion.values()) {
    const { first, count } = firstBody(bodies);
    if (first === undefined) continue;
    distinct.push(first);
    if (count > 1) conflicts.push({ key: first.key, version: first.version, bodies: count });
  }
  return { distinct: distinct.toSorted(byVersionThenKey), conflicts: conflicts.toSorted(byVersionThenKey) };
}

/** The first of different bodies by canonical text; nearly every version has one, which needn't be written out. */
function firstBody(bodies: readonly NoticeVersion[]): { first: NoticeVersion | undefined; count: number } {
  if (bodies.length === 1) return { first: bodies[0], count: 1 };
  const byText = new Map(bodies.map((body) => [canonicalText(body), body]));
  const [first] = [...byText].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return { first: first?.[1], count: byText.size };
}

function byVersionThenKey(
  a: { readonly version: string; readonly key: string },
  b: { readonly version: string; readonly key: string },
): number {
  return compareVersions(a, b) || (a.key < b.key ? -1 : 1);
}

function statusOf(ordered: readonly NoticeVersion[]): NoticeStatus {
  let status: NoticeStatus = 'unknown';
  for (const version of ordered) {
    if (version.status === 'unknown') continue;
    // A contract notice that repeats "planned" doesn't undo an award; only an explicit "open" reopens.
    if (FINAL.includes(status) && version.status === 'planned') continue;
    status = version.status;
  }
  return status;
}

/** Instants as text of equal length, so that fractions of any length compare. */
function comparable(instant: Instant): string {
  const [seconds = '', fraction = ''] = instant.replace(/Z$/, '').split('.');
  return `${seconds}.${fraction.padEnd(9, '0')}`;
}
