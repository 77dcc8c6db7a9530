import type { Deadline, NoticeKind, NoticeStatus, Relation } from '#domain';
import { elementsAt, type XmlElement } from '../xml/xml-element.ts';
import { attribute, firstWithin, within } from './ted-fields.ts';

/** What a notice is about by the code of its document type (TD). */
const KIND_BY_TYPE: Readonly<Record<string, NoticeKind>> = {
  '0': 'priorInformation',
  P: 'priorInformation',
  Q: 'priorInformation',
  B: 'plan',
  '3': 'tender',
  A: 'tender',
  M: 'tender',
  O: 'tender',
  D: 'tender',
  Y: 'tender',
  S: 'tender',
  G: 'tender',
  '7': 'award',
  R: 'award',
  J: 'award',
  V: 'award',
  '6': 'award',
  K: 'contract',
  '2': 'amendment',
};

/** Reads what a notice is about; concessions say it by their form. */
export function kindOf(documentType: string | undefined, form: XmlElement | undefined): NoticeKind {
  const known = KIND_BY_TYPE[documentType ?? ''];
  if (known !== undefined) return known;
  if (form !== undefined && within(form, 'AWARD_CONTRACT', 'AWARD_OF_CONTRACT_DEFENCE').length > 0)
    return 'award';
  return form?.name.startsWith('F14') === true ? 'amendment' : 'tender';
}

/** Reads where the procedure stands: results by their lots, others by their kind. */
export function statusOf(kind: NoticeKind, form: XmlElement | undefined): NoticeStatus {
  switch (kind) {
    case 'plan':
    case 'priorInformation':
      return 'planned';
    case 'tender':
      return 'open';
    case 'contract':
      return 'awarded';
    case 'award': {
      const won = within(form, 'AWARDED_CONTRACT', 'AWARDED_PRIZE', 'ECONOMIC_OPERATOR_NAME_ADDRESS');
      if (won.length > 0) return 'awarded';
      return within(form, 'NO_AWARDED_CONTRACT', 'NO_AWARDED_PRIZE').length > 0 ? 'unsuccessful' : 'unknown';
    }
    default:
      return 'unknown';
  }
}

/** Outcome of each lot by its number. */
export function lotOutcomes(form: XmlElement | undefined): Map<string, NoticeStatus> {
  const outcomes = new Map<string, NoticeStatus>();
  for (const award of within(form, 'AWARD_CONTRACT')) {
    const won = elementsAt(award, 'AWARDED_CONTRACT').length > 0;
    for (const { text } of elementsAt(award, 'LOT_NO'))
      // One award of a lot counts more than another that failed.
      if (text !== '' && (won || !outcomes.has(text))) outcomes.set(text, won ? 'awarded' : 'unsuccessful');
  }
  return outcomes;
}

/** Codes of procedures (PR) in the words of eForms where they mean the same. */
const PROCEDURES: Readonly<Record<string, string>> = {
  '1': 'open',
  '2': 'restricted',
  '3': 'restricted',
  '4': 'neg-w-call',
  '6': 'neg-w-call',
  B: 'neg-w-call',
  C: 'comp-dial',
  G: 'innovation',
  T: 'neg-wo-call',
  V: 'neg-wo-call',
};
const ACCELERATED = new Set(['3', '6']);

/** Reads how the buyer procures; what the form doesn't mark is unknown. */
export function procedureOf(
  code: string | undefined,
  printed: string | undefined,
  form: XmlElement | undefined,
) {
  const type = PROCEDURES[code ?? ''] ?? (code === 'Z' || code === '9' ? undefined : printed?.trim());
  const framework = firstWithin(form, 'FRAMEWORK', 'F17_FRAMEWORK') !== undefined;
  const dynamic = firstWithin(form, 'DPS') !== undefined;
  const accelerated = ACCELERATED.has(code ?? '') || firstWithin(form, 'ACCELERATED_PROC') !== undefined;
  const read = {
    ...(type === undefined || type === '' ? {} : { type }),
    ...(framework ? { framework } : {}),
    ...(dynamic ? { dynamic } : {}),
    ...(accelerated ? { accelerated } : {}),
  };
  return Object.keys(read).length === 0 ? undefined : read;
}

/** What has to be handed in by the printed date: tenders where all may tender, requests where few are invited. */
export function deadlineKind(
  documentType: string | undefined,
  procedure: string | undefined,
): Deadline['kind'] {
  if (['A', 'M', 'O', 'Q'].includes(documentType ?? '')) return 'interest';
  return ['2', '3', '4', '6', 'B', 'C', 'G'].includes(procedure ?? '') ? 'requests' : 'tenders';
}

/** Links to earlier notices by their numbers in the Official Journal, as printed. */
export function relationsOf(
  kind: NoticeKind,
  coded: XmlElement | undefined,
  form: XmlElement | undefined,
): Relation[] {
  const type: Relation['type'] =
    kind === 'amendment' ? 'changes' : kind === 'contract' ? 'modifies' : 'follows';
  const refs = [
    ...elementsAt(coded, 'NOTICE_DATA/REF_NOTICE/NO_DOC_OJS'),
    ...within(form, 'NOTICE_NUMBER_OJ'),
  ].map(({ text }) => text.replace(/\s+/g, ' '));
  return [...new Set(refs)].filter((ref) => ref !== '').map((ref) => ({ type, ref }));
}

/** Sections that a corrigendum changes, for people: the values are texts that mustn't be applied by a machine. */
export function changedSections(form: XmlElement | undefined): string[] {
  const places = within(form, 'CHANGE').map((change) => {
    const where = firstWithin(change, 'WHERE');
    return firstWithin(where, 'SECTION')?.text ?? attribute(where, 'SECTION') ?? '';
  });
  return [...new Set(places)].filter((place) => place !== '');
}
