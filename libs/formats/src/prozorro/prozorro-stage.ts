import type { NoticeKind, NoticeStatus } from '#domain';
import type { JsonObject } from '../json/json-value.ts';
import type { ReadingNotes } from '../notice/reading-notes.ts';
import { textAt } from '../ocds/release-fields.ts';

/** What an object of the API is about. */
export type Resource = 'tender' | 'plan' | 'contract' | 'agreement' | 'framework';

/** The member that only one kind of object has, and the kind. */
const MARKS: readonly (readonly [string, Resource])[] = [
  ['planID', 'plan'],
  ['contractID', 'contract'],
  ['agreementID', 'agreement'],
  ['prettyID', 'framework'],
  ['tenderID', 'tender'],
];

/** Where a tender, lot, contract or framework stands by the code of its status. */
export const STATUS: Readonly<Record<string, NoticeStatus>> = {
  draft: 'planned',
  scheduled: 'planned',
  'active.enquiries': 'open',
  'active.tendering': 'open',
  'active.stage2.pending': 'open',
  'active.stage2.waiting': 'open',
  'active.pre-qualification': 'closed',
  'active.pre-qualification.stand-still': 'closed',
  'active.auction': 'closed',
  'active.qualification': 'closed',
  'active.qualification.stand-still': 'closed',
  'active.awarded': 'awarded',
  active: 'open',
  pending: 'awarded',
  complete: 'complete',
  terminated: 'complete',
  cancelled: 'cancelled',
  unsuccessful: 'unsuccessful',
};

/** The member that holds the number of an object, and what it is; nothing for objects of other kinds. */
export function resourceOf(object: JsonObject): readonly [string, Resource] | undefined {
  return MARKS.find(([name]) => textAt(object, name) !== undefined);
}

/** Reads what an object is about and where it stands; codes that are not known are told. */
export function readStage(
  object: JsonObject,
  resource: Resource,
  hasWinner: boolean,
  notes: ReadingNotes,
): { kind: NoticeKind; status: NoticeStatus; nativeStatus?: string } {
  const printed = textAt(object, 'status');
  if (printed !== undefined) notes.from('status', '/status');
  const native = printed === undefined ? {} : { nativeStatus: printed };
  const known = STATUS[printed ?? ''];
  if (printed !== undefined && known === undefined)
    notes.warn('status', `${JSON.stringify(printed)} is no status of Prozorro that Placet knows.`);
  if (known === 'cancelled') return { kind: 'cancellation', status: 'cancelled', ...native };
  if (resource === 'plan') return { kind: 'plan', status: 'planned', ...native };
  if (resource === 'framework') return { kind: 'tender', status: known ?? 'unknown', ...native };
  // An active contract or agreement has been awarded already.
  if (resource !== 'tender')
    return { kind: 'contract', status: known === 'open' ? 'awarded' : (known ?? 'unknown'), ...native };
  const isAward = hasWinner && (known === 'awarded' || known === 'complete' || printed === 'active');
  return {
    kind: isAward ? 'award' : 'tender',
    status: isAward && printed === 'active' ? 'awarded' : (known ?? 'unknown'),
    ...native,
  };
}
