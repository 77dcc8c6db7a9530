import type { NoticeKind, NoticeStatus, Relation } from '#domain';

const KIND_BY_FORM: Readonly<Record<string, NoticeKind>> = {
  planning: 'priorInformation',
  consultation: 'priorInformation',
  competition: 'tender',
  result: 'award',
  'dir-awa-pre': 'award',
  'cont-modif': 'contract',
  completion: 'contract',
  bri: 'plan',
};

/** Reads what a notice is about from its form; a change of a call is an amendment, a cancelling one a cancellation. */
export function kindOf(
  formType: string | undefined,
  noticeType: string | undefined,
  relations: readonly Relation[],
): NoticeKind {
  if (relations.some((relation) => relation.type === 'cancels')) return 'cancellation';
  const changes = relations.some((relation) => relation.type === 'changes');
  if (formType === 'change') return 'amendment';
  const kind = KIND_BY_FORM[formType ?? ''] ?? (noticeType?.startsWith('can-') === true ? 'award' : 'tender');
  if (noticeType === 'pin-buyer') return changes ? 'amendment' : 'plan';
  return changes && (kind === 'tender' || kind === 'priorInformation') ? 'amendment' : kind;
}

/** Reads where the procedure stands: results by their lots, others by their form. */
export function statusOf(
  formType: string | undefined,
  kind: NoticeKind,
  outcomes: ReadonlyMap<string, NoticeStatus>,
): { status: NoticeStatus; nativeStatus?: string } {
  if (kind === 'cancellation') return { status: 'cancelled' };
  const results = [...outcomes.values()];
  const native = formType === undefined ? {} : { nativeStatus: formType };
  switch (formType) {
    case 'planning':
    case 'consultation':
      return { status: 'planned', ...native };
    case 'competition':
      return { status: 'open', ...native };
    case 'completion':
      return { status: 'complete', ...native };
    case 'dir-awa-pre':
    case 'cont-modif':
      return { status: 'awarded', ...native };
    case 'result':
      if (results.includes('awarded')) return { status: 'awarded', ...native };
      if (results.includes('open')) return { status: 'open', ...native };
      return {
        status:
          results.length > 0 && results.every((item) => item === 'unsuccessful') ? 'unsuccessful' : 'unknown',
        ...native,
      };
    default:
      return { status: 'unknown', ...native };
  }
}
