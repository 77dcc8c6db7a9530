import type { NoticeKind, NoticeStatus } from '#domain';
import type { ReadingNotes } from '../notice/reading-notes.ts';
import { textAt, objectsAt, type Located } from './release-fields.ts';

/** Tags that say what a release is, the furthest stage first: a release with several is about the furthest. */
const KIND_BY_TAG: readonly (readonly [string, NoticeKind])[] = [
  ['tenderCancellation', 'cancellation'],
  ['awardCancellation', 'cancellation'],
  ['contractTermination', 'cancellation'],
  ['implementation', 'contract'],
  ['implementationUpdate', 'contract'],
  ['contractAmendment', 'contract'],
  ['contractUpdate', 'contract'],
  ['contract', 'contract'],
  ['awardUpdate', 'award'],
  ['award', 'award'],
  ['tenderAmendment', 'amendment'],
  ['tenderUpdate', 'amendment'],
  ['tender', 'tender'],
  ['planningUpdate', 'plan'],
  ['planning', 'plan'],
];

const STATUS_BY_CODE: Readonly<Record<string, NoticeStatus>> = {
  planning: 'planned',
  planned: 'planned',
  active: 'open',
  cancelled: 'cancelled',
  withdrawn: 'cancelled',
  unsuccessful: 'unsuccessful',
  complete: 'complete',
};

/** Reads what a release is about from its tags, or from its content where it is a compiled one or has none. */
export function kindOf(release: Located, tags: readonly string[], notes: ReadingNotes): NoticeKind {
  const kind = KIND_BY_TAG.find(([tag]) => tags.includes(tag))?.[1];
  if (kind !== undefined) {
    notes.from('kind', `${release.pointer}/tag`);
    return kind;
  }
  if (!tags.includes('compiled'))
    notes.warn('kind', 'No tag of OCDS says what the release is, so its content was asked.');
  if (objectsAt(release, 'contracts').length > 0) return 'contract';
  if (objectsAt(release, 'awards').length > 0) return 'award';
  return 'tender' in release.object ? 'tender' : 'plan';
}

/** Reads where the procedure stands, and the source's own code for it. */
export function statusOf(
  release: Located,
  tender: Located | undefined,
  kind: NoticeKind,
  tags: readonly string[],
  notes: ReadingNotes,
): { status: NoticeStatus; nativeStatus?: string } {
  const nativeStatus = tender === undefined ? undefined : textAt(tender.object, 'status');
  if (nativeStatus !== undefined && tender !== undefined) notes.from('status', `${tender.pointer}/status`);
  const native = nativeStatus === undefined ? {} : { nativeStatus };
  if (tags.includes('tenderCancellation')) return { status: 'cancelled', ...native };
  const stated = nativeStatus === undefined ? undefined : STATUS_BY_CODE[nativeStatus];
  if (nativeStatus !== undefined && stated === undefined)
    notes.warn('status', `${JSON.stringify(nativeStatus)} is no tender status of OCDS.`);
  if (stated === 'cancelled' || stated === 'unsuccessful') return { status: stated, ...native };
  const awards = objectsAt(release, 'awards').map((award) => textAt(award.object, 'status'));
  const awarded = awards.some((status) => status === 'active');
  const failed =
    awards.length > 0 && awards.every((status) => status === 'cancelled' || status === 'unsuccessful');
  if (awarded || (kind === 'award' && awards.length > 0 && !failed)) {
    if (stated === 'planned' || stated === 'open')
      notes.warn(
        'status',
        `The tender is said to be ${JSON.stringify(nativeStatus)}, but an award is published.`,
      );
    return { status: 'awarded', ...native };
  }
  if (failed && kind === 'cancellation') return { status: 'cancelled', ...native };
  if (stated !== undefined) return { status: stated, ...native };
  return { status: kind === 'plan' ? 'planned' : 'unknown', ...native };
}
